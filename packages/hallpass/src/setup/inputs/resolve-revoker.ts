import { HallpassError, shownValue } from '../../base/index.ts'
import type { RevokerInputs, RoleInputs } from '../model/inputs.ts'
import { revokerName } from '../model/revoker-role.ts'
import { checkName } from './check-names.ts'

const form = /^arn:[a-z0-9-]+:iam::\d{12}:(?:role|user)\/[\x21-\x7e]{1,576}$/

/**
 * The role of whoever may end sessions: named for the set-up, trusting a user or role, or the whole account.
 *
 * @param who - `account`, or the ARN of a user or role; `undefined` for no such role
 * @throws HallpassError `InvalidInput`
 */
export function resolveRevoker(
  who: string | undefined,
  setupName: string,
  roles: readonly RoleInputs[],
): RevokerInputs | undefined {
  if (who === undefined) return undefined
  if (who !== 'account' && !form.test(who)) {
    throw new HallpassError(
      'InvalidInput',
      `--revoker ${shownValue(who)} is neither account nor a user or role`,
      {
        hint: 'arn:aws:iam::123456789012:user/kim, or account for everybody whose own policies allow it',
        facts: { name: '--revoker' },
      },
    )
  }
  const name = checkName(revokerName(setupName), '--name')
  if (roles.some((role) => role.name.toLowerCase() === name.toLowerCase())) {
    throw new HallpassError('InvalidInput', `two roles are named ${name}`, {
      hint: 'that name is for the role that revokes',
    })
  }
  return { name, principalArn: who === 'account' ? undefined : who }
}
