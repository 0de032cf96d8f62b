import { checkOption, checkOptionNames, HallpassError, type OptionNames } from '../base/index.ts'
import { endOfLife, roundedEnd, type Denial } from './denial.ts'
import { deny } from './deny.ts'
import { openForRevoking, revokeOptionNames, type RevokeOptions } from './opened-role.ts'
import { revocation, type Revocation } from './revocation.ts'
import { roleFull } from './role-full.ts'
import { checkNames, plainName, type RevokedName, userIdOf } from './who.ts'

/** Whose sessions to end: those of some names. */
export interface RevokeSessionsOptions extends RevokeOptions {
  /**
   * Session names, or userids (`AROA…:name`), with the moment they can be alive until where that is known: a list or
   * anything that is iterated over, an async iterable too. Read to its end before anything is sent.
   */
  readonly sessions: Iterable<string | RevokedName> | AsyncIterable<string | RevokedName>
  /**
   * `true`: only the sessions that exist now are ended, and later ones under these names work. Takes more room on
   * the role. Default `false`: a name is denied until its revocation lapses, so that nothing that renews keys by
   * itself undoes it.
   */
  readonly allowNew?: boolean | undefined
}

/** Whose sessions to end: one name's. */
export interface RevokeSessionOptions
  extends Omit<RevokeSessionsOptions, 'sessions'>, Pick<RevokedName, 'aliveUntil'> {
  /** The session name, or the userid (`AROA…:name`). */
  readonly sessionName: string
}

const manyNames = {
  ...revokeOptionNames,
  sessions: true,
  allowNew: true,
} as const satisfies OptionNames<RevokeSessionsOptions>

const oneNames = {
  ...revokeOptionNames,
  sessionName: true,
  aliveUntil: true,
  allowNew: true,
} as const satisfies OptionNames<RevokeSessionOptions>

/** A revocation that was read back from IAM. */
export interface Revoked extends Revocation {
  /** When it was read back, by AWS's clock. */
  readonly deniedAsOf: Date
}

/** What became of each name. */
export interface RevokedSessions {
  readonly roleArn: string
  /** Those that are denied: each was read back from the role's policies. In the order in which they were given. */
  readonly denied: readonly Revocation[]
  /**
   * Those that are **not** denied and whose sessions go on working, because the role's inline policies are full.
   * What is left: `revokeAllBefore()`, which ends everyone's sessions until now; other inline policies of the role
   * moved into a managed one; or the right to new sessions taken away, and the keys waited for.
   */
  readonly notDenied: readonly string[]
  /** Those whose `aliveUntil` has passed: nothing of theirs is alive, and nothing was written for them. */
  readonly lapsed: readonly string[]
  /** When it was read back, by AWS's clock. */
  readonly deniedAsOf: Date
}

/**
 * Ends the sessions of some names before their time: everything is denied to them by an inline policy of the role,
 * written once for all of them beside what is there, packed, and read back. Any number of revocations at once lose
 * nothing of one another (docs/revoke.md has the argument). Called again after a failure it goes on where it was.
 *
 * A role has room for some 95 names of 64 characters. When it is full, the names that had no room come back in
 * `notDenied`: look at it.
 *
 * Sessions that were chained from these go by another `aws:userid` and are not ended.
 *
 * Source: "Disabling permissions for temporary security credentials", IAM user guide; "IAM and AWS STS quotas".
 *
 * @throws HallpassError `InvalidInput`, `PolicyNotOwned`; `AccessDenied`, `AwsRefused`, `AwsUnavailable` and others
 * from IAM; as `issue()` for the caller's own credentials and the network
 * @throws TypeError naming an option that is missing or of a wrong type
 */
export async function revokeSessions(options: RevokeSessionsOptions): Promise<RevokedSessions> {
  checkOption('options', options, 'an object')
  checkOptionNames('revokeSessions()', options, manyNames)
  const names = await checkNames(options.sessions, options.signal)
  const { role, writing, now, lastAnswerAt } = await openForRevoking(options)
  const before = options.allowNew ? now : undefined
  const lapsed: string[] = []
  const wanted: Array<{ readonly name: string; readonly denial: Denial }> = []
  for (const { sessionName, aliveUntil = endOfLife(now) } of names) {
    const userId = userIdOf(role, sessionName)
    const name = plainName(sessionName)
    if (aliveUntil > now) wanted.push({ name, denial: { userId, before, until: roundedEnd(aliveUntil) } })
    else lapsed.push(name)
  }
  const denied =
    wanted.length === 0
      ? []
      : await deny(
          role,
          wanted.map(({ denial }) => denial),
          writing,
        )
  return {
    roleArn: role.role.arn,
    denied: denied.map((denial) => revocation(role, denial)),
    notDenied: wanted.filter(({ denial }) => !denied.includes(denial)).map(({ name }) => name),
    lapsed,
    deniedAsOf: lastAnswerAt(),
  }
}

/**
 * {@link revokeSessions} for one name, for which no room is a failure.
 *
 * @throws HallpassError as {@link revokeSessions}; `RoleFull` when the session was not ended, because the role's
 * inline policies are full; `InvalidInput` also for an `aliveUntil` that has passed
 */
export async function revokeSession(options: RevokeSessionOptions): Promise<Revoked> {
  checkOption('options', options, 'an object')
  checkOptionNames('revokeSession()', options, oneNames)
  const { sessionName, aliveUntil, ...rest } = options
  const { denied, notDenied, deniedAsOf } = await revokeSessions({
    ...rest,
    sessions: [{ sessionName, aliveUntil }],
  })
  const [one] = denied
  if (one) return { ...one, deniedAsOf }
  if (notDenied.length > 0) throw roleFull(options.roleArn, notDenied)
  throw new HallpassError('InvalidInput', 'aliveUntil has passed: there is nothing to revoke', {
    facts: { name: 'aliveUntil' },
  })
}
