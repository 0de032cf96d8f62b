import { checkOptionNames, checkOption, checkOptional, HallpassError } from '../base/index.ts'
import { endOfLife, hasLapsed, roundedEnd, type Denial } from './denial.ts'
import { deny } from './deny.ts'
import { openForRevoking, revokeOptionNames, type RevokeOptions, wholeSecondFrom } from './opened-role.ts'
import { revocation } from './revocation.ts'
import type { Revoked } from './revoke-sessions.ts'
import { roleFull } from './role-full.ts'

/** Whose sessions to end: everyone's. */
export interface RevokeAllOptions extends RevokeOptions {
  /** Sessions issued before this moment are ended. Default: now, by AWS's clock. Not later than that. */
  readonly before?: Date | undefined
}

/**
 * Ends every session of a role that was issued before a moment. Sessions issued later work, whatever their name;
 * names that were revoked stay denied. There is always room for it on the role, unless others take it.
 *
 * Source: "Revoking IAM role temporary security credentials", IAM user guide.
 *
 * @throws HallpassError as `revokeSessions()`; `RoleFull` when nobody was ended; `InvalidInput` for a moment to come
 */
export async function revokeAllBefore(options: RevokeAllOptions): Promise<Revoked> {
  checkOption('options', options, 'an object')
  checkOptionNames('revokeAllBefore()', options, { ...revokeOptionNames, before: true })
  checkOptional('before', options.before, 'a Date')
  const { role, writing, now, lastAnswerAt } = await openForRevoking(options)
  const before = options.before ? wholeSecondFrom(options.before) : now
  if (before > now) {
    throw new HallpassError('InvalidInput', 'the moment to revoke before is in the future', {
      hint: `it is ${now.toISOString()} at AWS: use --all-before now`,
      facts: { name: '--all-before' },
    })
  }
  const denial: Denial = { userId: undefined, before, until: roundedEnd(endOfLife(before)) }
  if (!hasLapsed(denial, now) && (await deny(role, [denial], writing)).length === 0) {
    throw roleFull(options.roleArn)
  }
  return { ...revocation(role, denial), deniedAsOf: lastAnswerAt() }
}
