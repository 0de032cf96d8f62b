import { checkOptionNames, checkOption } from '../base/index.ts'
import { hasLapsed } from './denial.ts'
import { lift } from './lift.ts'
import { openForRevoking, revokeOptionNames, type RevokeOptions } from './opened-role.ts'
import { checkNames, plainName, userIdOf } from './who.ts'

/** Whom to let back in. */
export interface ResumeSessionsOptions extends RevokeOptions {
  /** Session names, or userids (`AROA…:name`); an async iterable too, read to its end before anything is sent. */
  readonly sessions: Iterable<string> | AsyncIterable<string>
}

/** What became of each name. */
export interface ResumedSessions {
  readonly roleArn: string
  /** Those that were denied by name and are no longer: read back. */
  readonly resumed: readonly string[]
  /** Those that were not denied by name. */
  readonly notDenied: readonly string[]
  /**
   * Everyone's sessions that were issued before this moment are ended all the same, these names' too: they need new
   * keys. `undefined` where nothing denies everyone.
   */
  readonly everyoneBefore: Date | undefined
}

/**
 * Takes the revocation of some names back: sessions of theirs that still live, and new ones, work again, once AWS has
 * applied it (mostly within seconds). Read back twice. What was revoked for everyone stays.
 *
 * A revocation by somebody else at the same moment may write the name anew, from what it read before: of the two,
 * denying wins. `listRevocations()` tells.
 *
 * @throws HallpassError as `revokeSessions()`
 */
export async function resumeSessions(options: ResumeSessionsOptions): Promise<ResumedSessions> {
  checkOption('options', options, 'an object')
  checkOptionNames('resumeSessions()', options, { ...revokeOptionNames, sessions: true })
  const names = await checkNames(options.sessions, options.signal)
  const { role, writing, now } = await openForRevoking(options)
  const byUserId = new Map(
    names.map(({ sessionName }) => [userIdOf(role, sessionName), plainName(sessionName)]),
  )
  const { lifted, left } = await lift(role, new Set(byUserId.keys()), writing)
  const everyone = left.filter((denial) => denial.userId === undefined && !hasLapsed(denial, now))
  const moments = everyone.flatMap(({ before }) => (before ? [before.getTime()] : []))
  return {
    roleArn: role.role.arn,
    resumed: [...byUserId].filter(([userId]) => lifted.has(userId)).map(([, name]) => name),
    notDenied: [...byUserId].filter(([userId]) => !lifted.has(userId)).map(([, name]) => name),
    everyoneBefore: moments.length === 0 ? undefined : new Date(Math.max(...moments)),
  }
}
