import { HallpassError } from '../base/index.ts'
import { child, childText } from '../query/index.ts'
import type { RoleArn } from '../settings/index.ts'
import type { KnownCaller } from './check-caller.ts'
import type { Finding } from './diagnosis.ts'
import type { CallIam } from '../iam/index.ts'

/** What a simulation of the caller's own policies says. */
export interface Simulated {
  readonly finding?: Finding | undefined
  /** Why it is not known. */
  readonly unread?: string | undefined
}

/**
 * Whether the caller's own policies allow an action on a role, by SimulatePrincipalPolicy, which needs a permission
 * of its own.
 */
export async function simulateOwn(
  iam: CallIam,
  { identity, kind }: KnownCaller,
  role: RoleArn,
  action: string,
): Promise<Simulated> {
  const [, partition = 'aws'] = identity.arn.split(':')
  const source =
    kind === 'assumed-role'
      ? `arn:${partition}:iam::${identity.account}:role/${identity.arn.split('/')[1] ?? ''}`
      : identity.arn
  let result
  try {
    const answer = await iam('SimulatePrincipalPolicy', {
      PolicySourceArn: source,
      ActionNames: [action],
      ResourceArns: [role.arn],
    })
    result = child(child(answer, 'EvaluationResults'), 'member')
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    return { unread: 'your own policies: iam:SimulatePrincipalPolicy is not allowed to you' }
  }
  const decision = childText(result, 'EvalDecision')
  if (decision === 'allowed') return {}
  const boundary = childText(
    child(result, 'PermissionsBoundaryDecisionDetail'),
    'AllowedByPermissionsBoundary',
  )
  if (decision === 'explicitDeny' || boundary === 'false') {
    return {
      finding: {
        cause: 'identity-denied',
        saw: `${boundary === 'false' ? 'your permissions boundary does not allow' : 'a policy of yours denies'} ${action} on ${role.arn}`,
        hint: 'have the Deny or the boundary changed, or use other credentials: --source-profile NAME',
      },
    }
  }
  if (role.account !== identity.account) {
    // Across accounts the other side has to allow as well, which a simulation does not know.
    return { unread: 'your own policies: they are not simulated for a role of another account' }
  }
  return {
    finding: {
      cause: 'identity-not-allowed',
      saw: `your own policies do not allow ${action} on ${role.arn}`,
      hint: `attach a policy to ${source} that allows it; or let the role's trust policy name ${identity.arn}`,
    },
  }
}
