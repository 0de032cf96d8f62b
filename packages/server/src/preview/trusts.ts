import { evaluate, MalformedPolicyError, parsePolicy, type Principal } from '@hallpass/local-aws/policy'
import type { IdentityKind } from 'hallpass'

/** Who asks, as AWS tells it. */
export interface TrustedCaller {
  readonly arn: string
  readonly account: string
  readonly userId: string
  readonly kind: IdentityKind
}

/** Whether a role's trust lets somebody assume it, provided that his own policies do. */
export function trusts(
  { roleArn, trust }: { readonly roleArn: string; readonly trust: string },
  caller: TrustedCaller,
): boolean {
  const principal = principalOf(caller)
  if (principal === undefined) return false
  try {
    const policy = parsePolicy(trust, 'trust')
    const [, , , , resourceAccount = ''] = roleArn.split(':')
    const { decision } = evaluate(
      { action: 'sts:AssumeRole', resource: roleArn, resourceAccount, principal, context: new Map() },
      {
        identity: [{ name: 'everything', policy: everything }],
        resource: { kind: 'trust', name: 'trust', policy },
      },
    )
    return decision === 'Allowed'
  } catch (error) {
    if (error instanceof MalformedPolicyError) return false
    throw error
  }
}

const everything = parsePolicy(
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
  'identity',
)

function principalOf({ arn, account, userId, kind }: TrustedCaller): Principal | undefined {
  if (kind === 'user') return { type: 'user', arn, account, userId }
  if (kind !== 'assumed-role') return undefined
  const [, partition = 'aws', , , , path = ''] = arn.split(':')
  // The path of the role is not in the arn of its session: a trust that names one with a path is not found.
  const roleArn = `arn:${partition}:iam::${account}:role/${path.split('/')[1] ?? ''}`
  return { type: 'assumed-role', arn, account, roleArn, userId }
}
