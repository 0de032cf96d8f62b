import { allowEverything, entityName, type Role, type State, type User } from '../model/index.ts'
import { type ApplicablePolicies, type NamedPolicy, parsePolicy } from '../policy/index.ts'
import type { Caller } from '../protocol/index.ts'
import { boundaryPolicy, identityPolicies } from './identity-policies.ts'
import { serviceControl } from './service-control.ts'

/** Every policy that has a say in what a caller may do, but those of resources. */
export function callerPolicies(state: State, caller: Caller): ApplicablePolicies {
  const holder = holderOf(state, caller)
  const boundary = holder === undefined ? undefined : boundaryPolicy(state, holder)
  const session = caller.session?.policies
  const controls = serviceControl(state, caller)
  return {
    identity: holder === undefined ? defaultPolicies(caller) : identityPolicies(state, holder),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    ...(controls === undefined ? {} : { serviceControl: controls }),
    // A federated user has nothing but what its session policies leave of the user's permissions.
    ...(session === undefined && caller.session?.kind !== 'federated-user' ? {} : { session: session ?? [] }),
  }
}

const everything: NamedPolicy = { name: 'root user', policy: parsePolicy(allowEverything, 'identity') }

/** A federated user whom the root user made may do what its session policies say: the root user may do all. */
function defaultPolicies({ session }: Caller): readonly NamedPolicy[] {
  return session?.kind === 'federated-user' && session.userName === undefined ? [everything] : []
}

function holderOf(state: State, caller: Caller): User | Role | undefined {
  const account = state.accounts.get(caller.account)
  const { principal, session } = caller
  if (principal.type === 'user') return account?.users.get(entityName(principal.arn).toLowerCase())
  if (principal.type === 'assumed-role') {
    return account?.roles.get(entityName(principal.roleArn).toLowerCase())
  }
  return session?.userName === undefined ? undefined : account?.users.get(session.userName.toLowerCase())
}
