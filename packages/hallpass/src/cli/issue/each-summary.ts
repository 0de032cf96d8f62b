import { HallpassError } from '../../base/index.ts'
import type { Person } from '../../people/index.ts'
import { exitCodeOf, exitCodes } from '../terminal/exit-codes.ts'
import type { Output } from '../terminal/output.ts'

/** A row that came to nothing. */
export interface Failure {
  readonly person: Person
  readonly error: unknown
}

/** What became of everyone. */
export interface Tally {
  readonly people: number
  readonly kept: number
  readonly issued: number
  readonly failures: readonly Failure[]
  readonly seconds: number
  /** What ended it before everyone was tried. */
  readonly stoppedBy: HallpassError | undefined
  readonly withoutLink: { readonly count: number; readonly error: Error } | undefined
}

/** Tells people what became of everyone, and what to type next. */
export function reportTally(tally: Tally, output: Output, told: readonly string[]): void {
  const { people, kept, issued, failures, stoppedBy, withoutLink } = tally
  listFailures(failures, stoppedBy, output)
  if (withoutLink !== undefined) {
    const { error, count } = withoutLink
    output.warning(
      `${count} files are without a console link: ${error.message}`,
      error instanceof HallpassError ? error.hint : undefined,
    )
  }
  const untried = people - kept - issued - failures.length
  const counts = [
    `issued ${issued}`,
    kept === 0 ? 'kept 0' : `kept ${kept} (issued earlier; --force for new ones)`,
    `failed ${failures.length}`,
    ...(untried > 0 ? [`not tried ${untried}`] : []),
  ]
  output.note(`${counts.join(', ')}, in ${tally.seconds.toFixed(1)} s`)
  if (issued + kept === 0) return
  for (const line of told) output.note(line)
  if (issued + kept < people) output.note('run the same command again for the others: those done stay done')
}

/** The exit code, where nothing is thrown. */
export function exitCodeOfTally({ people, kept, issued, failures, withoutLink }: Tally): number {
  if (issued + kept === people) return withoutLink === undefined ? exitCodes.ok : exitCodes.withoutLink
  if (issued + kept > 0) return exitCodes.partly
  const first = failures[0]?.error
  return first instanceof HallpassError ? exitCodeOf[first.code] : exitCodes.internal
}

function listFailures(
  failures: readonly Failure[],
  stoppedBy: HallpassError | undefined,
  output: Output,
): void {
  let lastHint: string | undefined
  for (const { person, error } of failures.toSorted((left, right) => left.person.row - right.person.row)) {
    // What ended it all is told once, at the end.
    if (stoppedBy !== undefined && error instanceof HallpassError && error.code === stoppedBy.code) continue
    const message = error instanceof Error ? error.message : String(error)
    const hint = error instanceof HallpassError ? error.hint : 'this is a bug of hallpass'
    output.error(`row ${person.row}, ${person.sessionName}: ${message}`, hint === lastHint ? undefined : hint)
    lastHint = hint
  }
}
