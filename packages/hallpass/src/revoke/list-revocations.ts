import { checkOption, checkOptionNames } from '../base/index.ts'
import { type Denial, hasLapsed, mergeDenials } from './denial.ts'
import { tidy } from './deny.ts'
import { openForRevoking, revokeOptionNames, type OpenedRole, type RevokeOptions } from './opened-role.ts'
import { revocationsOf, type Revocation } from './revocation.ts'

/** Who is denied in a role. */
export interface Revocations {
  readonly roleArn: string
  /** What is denied: everyone first, then by name. */
  readonly revocations: readonly Revocation[]
  /** When it was read, by AWS's clock. */
  readonly readAt: Date
}

/**
 * Reads who is denied in a role now. Changes nothing, and needs `iam:GetRole`, `iam:ListRolePolicies` and
 * `iam:GetRolePolicy` alone.
 *
 * @throws HallpassError as `revokeSessions()`
 */
export async function listRevocations(options: RevokeOptions): Promise<Revocations> {
  checkNames('listRevocations()', options)
  const opened = await openForRevoking(options)
  const { pages } = await opened.role.read()
  const denials = mergeDenials(pages.flatMap((page) => page.denials)).filter(
    (denial) => !hasLapsed(denial, opened.writing.now),
  )
  return answer(opened, denials)
}

/**
 * Takes out of a role's policies what has lapsed, packs what is left, and tells what that is. Every revocation does
 * as much of it as it needs; nothing depends on its being called.
 *
 * @throws HallpassError as `revokeSessions()`
 */
export async function pruneRevocations(options: RevokeOptions): Promise<Revocations> {
  checkNames('pruneRevocations()', options)
  const opened = await openForRevoking(options)
  const pages = await tidy(opened.role, opened.writing)
  return answer(
    opened,
    pages.flatMap((page) => page.denials),
  )
}

function checkNames(whose: string, options: RevokeOptions): void {
  checkOption('options', options, 'an object')
  checkOptionNames(whose, options, revokeOptionNames)
}

function answer({ role, lastAnswerAt }: OpenedRole, denials: readonly Denial[]): Revocations {
  return { roleArn: role.role.arn, revocations: revocationsOf(role, denials), readAt: lastAnswerAt() }
}
