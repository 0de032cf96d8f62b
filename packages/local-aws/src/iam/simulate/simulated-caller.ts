import { boundaryPolicy, identityPolicies } from '../../authorize/index.ts'
import { type Account, nameKey, type PolicyDocument, type User } from '../../model/index.ts'
import type { Call, Caller } from '../../protocol/index.ts'
import { findGroup, findRole, findUser, invalidInput } from '../request/index.ts'

/** Whose request is simulated, and the policies that come with them. */
export interface SimulatedCaller {
  readonly caller: Caller
  /** The arn names a user: only such a caller can be compared with the principals of a resource policy. */
  readonly isNamed: boolean
  readonly identity: readonly PolicyDocument[]
  readonly boundary: PolicyDocument | undefined
}

/**
 * The user, group or role that `PolicySourceArn` names, calling. A role calls through a session.
 *
 * @throws AwsError `InvalidInput` for another kind of arn, `NoSuchEntity`
 */
export function policySource(call: Call, arn: string): SimulatedCaller {
  const { state } = call
  const { account, kind, name } = entityOf(call, arn)
  if (account !== call.account) throw invalidInput(`Invalid Entity Arn: ${arn} is of another account.`)
  switch (kind) {
    case 'user': {
      const user = findUser(account, name)
      return {
        caller: userCaller(account, user.arn, user),
        isNamed: true,
        identity: identityPolicies(state, user),
        boundary: boundaryPolicy(state, user),
      }
    }
    case 'role': {
      const role = findRole(account, name)
      return {
        caller: callerOf(account, {
          type: 'assumed-role',
          arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/simulated`,
          account: account.id,
          roleArn: role.arn,
          userId: `${role.id}:simulated`,
        }),
        isNamed: false,
        identity: identityPolicies(state, role),
        boundary: boundaryPolicy(state, role),
      }
    }
    default:
      return {
        ...unnamedCaller(account),
        identity: identityPolicies(state, findGroup(account, name)),
      }
  }
}

/** Somebody of the account without a name, for policies that are simulated by themselves. */
export function unnamedCaller(account: Account): SimulatedCaller {
  const caller = userCaller(account, `arn:aws:iam::${account.id}:user/simulated`, undefined)
  return { caller, isNamed: false, identity: [], boundary: undefined }
}

/**
 * The user that `CallerArn` names, whether it exists or not.
 *
 * @throws AwsError `InvalidInput` for anything but a user's arn
 */
export function namedCaller(call: Call, arn: string): Caller {
  const { account, kind, name } = entityOf(call, arn)
  if (kind !== 'user') throw invalidInput(`Invalid CallerArn: ${arn} is not the ARN of a user.`)
  return userCaller(account, arn, account.users.get(nameKey(name)))
}

function entityOf(call: Call, arn: string): { account: Account; kind: string; name: string } {
  const [, accountId = '', kind = '', path = ''] =
    /^arn:aws[a-z-]*:iam::(\d{12}):(user|group|role)\/(.+)$/s.exec(arn) ?? []
  const account = call.state.accounts.get(accountId)
  if (kind === '') {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`)
  }
  if (account === undefined) throw invalidInput(`Invalid Entity Arn: there is no account ${accountId}.`)
  return { account, kind, name: path.slice(path.lastIndexOf('/') + 1) }
}

function userCaller(account: Account, arn: string, user: User | undefined): Caller {
  return callerOf(account, { type: 'user', arn, account: account.id, userId: user?.id ?? '' })
}

function callerOf(account: Account, principal: Caller['principal']): Caller {
  return { principal, account: account.id, accessKeyId: '', session: undefined }
}
