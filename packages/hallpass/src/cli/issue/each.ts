import { HallpassError } from '../../base/index.ts'
import type { Caller } from '../../caller/index.ts'
import { consoleDestination } from '../../console/index.ts'
import { issueEach as eachSession, createTokenBucket } from '../../each/index.ts'
import { checkDuration, consoleDurationBounds, sessionDurationBounds, openIssuer } from '../../issue/index.ts'
import type { Person } from '../../people/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import type { Destination } from './each-destination.ts'
import { exitCodeOfTally, type Failure, reportTally, type Tally } from './each-summary.ts'
import { readList } from './each-list.ts'
import { asksForRevoked, revokedAmong } from './revoked.ts'
import type { WithRole } from './role.ts'
import { type SecondFactor, secondFactor } from './second-factor.ts'
import { longestForMany } from './longest.ts'
import { issuerOptions, sessionParameters } from './session.ts'

/** Flags that were checked to go together. */
type EachFlags = WithRole & { readonly each: string }

/** `hallpass issue --each`: a session for everyone in a list, each into a file or a profile of its own. */
export async function issueEach(context: CommandContext, given: WithRole): Promise<void> {
  checkFlags(given)
  const flags = { ...given, duration: await longestForMany(context, given) }
  const { each: file, nameColumn } = flags
  // A device is nothing of a person's: one code does for all.
  const factor = secondFactor(context, flags, { once: true })
  const { serialNumber: _, ...everyone } = await sessionParameters(context, flags, factor)
  const profiles = flags.output === 'write'
  const people = await readList(context, { file, nameColumn, everyone, profiles })
  const destination = await openDestination(context, flags, people)
  let tally: Tally
  let tell: (() => void) | undefined
  try {
    tally = await serveAll(context, flags, people, { destination, factor })
    if (tally.stoppedBy?.code !== 'Aborted' && tally.issued + tally.kept > 0)
      tell = await destination.finish()
  } finally {
    await destination.close()
  }
  reportTally(tally, context.output, destination.told())
  tell?.()
  const bug = tally.failures.find(({ error }) => !(error instanceof HallpassError))
  if (bug !== undefined) throw bug.error
  const { stoppedBy } = tally
  const interrupted = stoppedBy?.code === 'Aborted'
  if (stoppedBy !== undefined && (interrupted || tally.issued + tally.kept === 0)) {
    throw factor.explain(stoppedBy)
  }
  if (stoppedBy !== undefined) context.output.error(stoppedBy.message, stoppedBy.hint)
  const code = exitCodeOfTally(tally)
  if (code !== exitCodes.ok) context.exitWith(code)
}

async function serveAll(
  context: CommandContext,
  flags: EachFlags,
  people: readonly Person[],
  { destination, factor }: { readonly destination: Destination; readonly factor: SecondFactor },
): Promise<Tally> {
  const startedMs = context.now().getTime()
  const due = people.filter(
    (person) => flags.force || !isGood(destination.goodUntil(person), person, context.now()),
  )
  const kept = people.length - due.length
  const served = new Set(due)
  for (const person of people) if (!served.has(person)) await destination.keep(person)
  const revoked = new Map<string, HallpassError>()
  const failures: Failure[] = []
  let issued = 0
  let stoppedBy: HallpassError | undefined
  const bucket = createTokenBucket({ ratePerSecond: flags.rate ?? 500 })
  const tellOfEnd = (): void =>
    context.output.note(
      'stopping: calls that are on their way are carried to their end, so that no keys are lost; Ctrl-C once more ends them too',
    )
  try {
    const issuer = due.length === 0 ? undefined : await openIssuer(issuerOptions(context, flags, factor))
    const serialNumber = issuer && deviceOfUser(await issuer.caller(), flags, factor)
    if (issuer && asksForRevoked(context, flags)) {
      const names = due.map(({ sessionName }) => sessionName)
      const found = await revokedAmong(context, flags, await issuer.caller(), names, context.signal)
      for (const error of found) revoked.set(error.facts.name ?? '', error)
      for (const person of due) {
        const error = revoked.get(person.sessionName)
        if (error) failures.push({ person, error })
      }
    }
    const results = issuer
      ? eachSession({
          issuer,
          people: due
            .filter(({ sessionName }) => !revoked.has(sessionName))
            .map((person) => ({ ...person, serialNumber })),
          finish: (session, person) => destination.save(session, person),
          bucket,
          signal: context.signal,
        })
      : []
    // Before, whatever is waited for is called off with the signal.
    if (!context.signal.aborted) context.signal.addEventListener('abort', tellOfEnd, { once: true })
    for await (const result of results) {
      if (result.outcome === 'issued') issued++
      else failures.push({ ...result, error: factor.explain(result.error) })
      const failed = failures.length > 0 ? `, ${failures.length} failed` : ''
      context.output.progress(
        `issued ${issued} of ${due.length}${failed} (at most ${Math.round(bucket.ratePerSecond())}/s)`,
      )
    }
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    stoppedBy = error
  } finally {
    context.signal.removeEventListener('abort', tellOfEnd)
  }
  const seconds = (context.now().getTime() - startedMs) / 1000
  const withoutLink = destination.withoutLink()
  return { people: people.length, kept, issued, failures, seconds, stoppedBy, withoutLink }
}

/** Keys are kept while half of the time that is asked for is left to them. */
function isGood(expiration: Date | undefined, person: Person, now: Date): boolean {
  const { durationSeconds = sessionDurationBounds.defaultSeconds } = person
  return expiration !== undefined && expiration.getTime() - now.getTime() >= (durationSeconds * 1000) / 2
}

async function openDestination(
  context: CommandContext,
  flags: EachFlags,
  people: readonly Person[],
): Promise<Destination> {
  const { output: format, out: folder } = flags
  if (format === 'write') {
    const { profilesDestination } = await import('./each-profiles.ts')
    return profilesDestination(context, flags, people)
  }
  if (folder === undefined || format === 'link') throw noPlace()
  const { folderDestination } = await import('./each-folder.ts')
  return folderDestination(context, flags, { folder, format, people })
}

function checkFlags(flags: WithRole): asserts flags is EachFlags {
  const { rate, consoleDuration, roleArn } = flags
  const { partition } = parseRoleArn(roleArn)
  if (flags.sessionName !== undefined) throw notWithEach('--session-name', 'the list has the names')
  if (flags.profile !== undefined)
    throw notWithEach('--profile', 'name profiles in a column of the list: profile')
  if (flags.output === 'link') throw notWithEach('-o link', 'the JSON in --out DIR has the links')
  if (flags.output === 'write' && flags.out !== undefined)
    throw notWithEach('--out', 'it does not go with -o write')
  if (flags.output !== 'write' && flags.out === undefined) throw noPlace()
  if (flags.handout !== undefined && flags.output !== 'json') {
    throw new HallpassError('UsageError', '--handout goes with --out DIR, and with -o json alone', {
      hint: 'leave -o out: a hand-out has the lines for each shell',
      facts: { name: '--handout' },
    })
  }
  if (rate !== undefined && !(rate > 0 && rate <= 10_000)) {
    throw new HallpassError('UsageError', '--rate has to be a number over 0, and 10,000 at most', {
      hint: 'AWS takes 600 a second for an account and region; leave it out for 500',
      facts: { name: '--rate' },
    })
  }
  if (consoleDuration !== undefined) {
    checkDuration(consoleDuration, consoleDurationBounds, '--console-duration')
  }
  if (typeof flags.duration === 'number') checkDuration(flags.duration, sessionDurationBounds, '--duration')
  consoleDestination(flags, partition)
}

function notWithEach(flag: string, hint: string): HallpassError {
  return new HallpassError('UsageError', `${flag} does not go with --each`, { hint, facts: { name: flag } })
}

/** The device for the calls themselves: that of a chain is the first role's, and temporary credentials have none. */
function deviceOfUser({ longTerm }: Caller, flags: EachFlags, factor: SecondFactor): string | undefined {
  if (flags.via !== undefined) return undefined
  if (!longTerm && flags.mfaSerial !== undefined) throw codeForEach()
  return longTerm ? factor.serialNumber() : undefined
}

/** Only an IAM user's own key makes a session of the code, which does for everyone. */
function codeForEach(): HallpassError {
  return new HallpassError('UsageError', '--mfa-serial and temporary credentials do not go with --each', {
    hint: "AWS takes an MFA code once: use an IAM user's own key, or credentials that were made with a code",
    facts: { name: '--mfa-serial' },
  })
}

function noPlace(): HallpassError {
  return new HallpassError('UsageError', '--each needs a place for what it makes', {
    hint: 'a file for each person: --out DIR; or a profile for each: -o write',
    facts: { name: '--out' },
  })
}
