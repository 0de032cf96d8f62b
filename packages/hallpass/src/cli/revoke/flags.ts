import { HallpassError } from '../../base/index.ts'
import type { VerboseFlag } from '../terminal/verbose.ts'

export interface RevokeFlags extends VerboseFlag {
  /** Or its name in `hallpass.config.json`, or nothing. */
  readonly roleArn?: string
  readonly sessionName?: readonly string[]
  readonly each?: string
  readonly nameColumn?: string
  readonly issued?: string
  readonly allBefore?: string
  readonly allowNew?: boolean
  readonly undo?: boolean
  readonly list?: boolean
  readonly prune?: boolean
  readonly region?: string
  readonly sourceProfile?: string
  readonly mfaToken?: string
  readonly mfaProcess?: string
  readonly json?: boolean
}

/** Flags with the ARN of a role. */
export type RevokeOfRole = RevokeFlags & { readonly roleArn: string }

/**
 * Refuses flags that do not go together.
 *
 * @throws HallpassError `UsageError`
 */
export function refuseMixed(flags: RevokeFlags): void {
  const { sessionName, each, allBefore, allowNew, undo, list, prune } = flags
  const names = sessionName !== undefined ? '--session-name' : each !== undefined ? '--each' : undefined
  if (sessionName !== undefined && each !== undefined) {
    throw refused('--session-name and --each do not go together', 'run it twice, or put the name in the list')
  }
  if (undo && allBefore !== undefined) {
    throw refused(
      'what was revoked for everyone cannot be undone: --undo goes with --session-name or --each',
      'sessions that are issued from now on work: issue anew to whoever is to stay',
    )
  }
  if (names !== undefined && allBefore !== undefined) {
    throw refused(
      `${names} and --all-before do not go together`,
      'run it twice, or use --all-before alone: it ends every session, of whatever name',
    )
  }
  if (allowNew && (names === undefined || undo)) {
    throw refused(
      '--allow-new goes with --session-name or --each, to revoke',
      '--all-before lets sessions work that are issued later, whatever their name',
    )
  }
  if (flags.issued !== undefined && (names === undefined || undo)) {
    throw refused(
      '--issued goes with --session-name or --each, to revoke',
      'it tells whether a name was ever issued',
    )
  }
  if (undo && names === undefined) {
    throw refused('say whose revocation to undo', '--session-name NAME, once for each, or --each people.csv')
  }
  if (names === undefined && allBefore === undefined && !prune && !list) {
    throw refused(
      'say whose sessions to end',
      '--session-name NAME for one or several, --each people.csv for a list, --all-before now for everyone; --list tells who is denied, --prune cleans up',
    )
  }
}

function refused(message: string, hint: string): HallpassError {
  return new HallpassError('UsageError', message, { hint })
}
