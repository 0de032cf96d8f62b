import { HallpassError } from '../../base/index.ts'
import type { Caller } from '../../caller/index.ts'
import { posixWord } from '../../format/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { WithName, WithRole } from './role.ts'

/**
 * What is looked up beside issuing: whether the name is revoked, where the caller may read that. Keys for it would
 * be denied everything. Not in scripts, unless it is asked for: whoever may issue and nothing else would leave a
 * denied call of IAM in CloudTrail each time, which accounts have alarms for.
 *
 * @returns a function that rejects with `SessionRevoked`
 */
export function refuseRevoked(context: CommandContext, flags: WithName) {
  return async (caller: Caller, signal: AbortSignal): Promise<void> => {
    if (!asksForRevoked(context, flags)) return
    const [refused] = await revokedAmong(context, flags, caller, [flags.sessionName], signal)
    if (refused) throw refused
  }
}

/** Whether revocations are looked up: asked for, or for a person on a terminal. */
export function asksForRevoked(context: CommandContext, flags: WithRole): boolean {
  return flags.checkRevoked === true || context.ask !== undefined
}

/** The refusals of those names that are revoked. */
export async function revokedAmong(
  context: CommandContext,
  flags: WithRole,
  caller: Caller,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly HallpassError[]> {
  const { findRevoked } = await import('../../revoke/index.ts')
  const role = parseRoleArn(flags.roleArn)
  const revoked = await findRevoked(caller, role, names, { now: context.now, signal })
  if (revoked === undefined && flags.checkRevoked === true) {
    context.output.warning(
      `whether ${names.length === 1 ? `${names[0]} is` : 'any of them is'} revoked could not be looked up`,
      `whose credentials they are needs iam:ListRolePolicies, iam:GetRolePolicy and iam:GetRole on role ${role.roleName}`,
    )
  }
  return (revoked ?? []).map(({ sessionName = '', until }) => {
    const minute = `${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`
    const undo = [
      'hallpass revoke',
      '--role-arn',
      role.arn,
      '--session-name',
      posixWord(sessionName),
      '--undo',
    ]
    if (flags.sourceProfile !== undefined) undo.push('--source-profile', posixWord(flags.sourceProfile))
    return new HallpassError(
      'SessionRevoked',
      `${sessionName} is revoked in role ${role.roleName} until ${minute}: whatever its keys ask for is denied`,
      {
        hint: `issue under another name; or let it back in: ${undo.join(' ')}`,
        facts: { name: sessionName },
      },
    )
  })
}
