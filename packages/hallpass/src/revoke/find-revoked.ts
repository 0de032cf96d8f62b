import { HallpassError } from '../base/index.ts'
import type { Caller } from '../caller/index.ts'
import { callIamOf, listAll } from '../iam/index.ts'
import { child, childText } from '../query/index.ts'
import type { RoleArn } from '../settings/index.ts'
import { hasLapsed, type Denial } from './denial.ts'
import { parsePolicy } from './deny-document.ts'
import { isRevocationPolicyName } from './policy-name.ts'
import type { Revocation } from './revocation.ts'

// Whoever may not read it, or has no way to IAM, is not to wait for it.
const patienceMs = 2_000

/**
 * Which of some names are revoked in a role, so that sessions issued now are denied everything, as far as the caller
 * may read that: `iam:ListRolePolicies` and, where there are revocations, `iam:GetRolePolicy` and `iam:GetRole`. One
 * call where there are none.
 *
 * @returns `undefined` where it cannot be read, for whatever reason: then nobody knows
 */
export async function findRevoked(
  caller: Pick<Caller, 'signing' | 'endpoint'>,
  role: RoleArn,
  names: readonly string[],
  options: { readonly now: () => Date; readonly signal?: AbortSignal | undefined },
): Promise<readonly Revocation[] | undefined> {
  const call = callIamOf(caller, role.partition, { ...options, maxAttempts: 1, timeoutMs: patienceMs })
  if (call === undefined) return undefined
  try {
    const iam = (action: string, parameters = {}) => call(action, { RoleName: role.roleName, ...parameters })
    const policies = (await listAll(iam, 'ListRolePolicies', {}, 'PolicyNames')).map(({ text }) => text)
    const denials: Denial[] = []
    for (const PolicyName of policies.filter(isRevocationPolicyName)) {
      const text = childText(await iam('GetRolePolicy', { PolicyName }), 'PolicyDocument')
      denials.push(...(parsePolicy(decodeURIComponent(text ?? ''))?.denials ?? []))
    }
    const now = options.now()
    const revoked = names.flatMap((sessionName) => {
      const denial = denials.find((one) => isDeniedNow(one, sessionName, now))
      return denial ? [{ roleArn: role.arn, sessionName, before: denial.before, until: denial.until }] : []
    })
    // IAM goes by the role's name, in the caller's own account.
    const isSame = revoked.length > 0 && childText(child(await iam('GetRole'), 'Role'), 'Arn') === role.arn
    return isSame ? revoked : []
  } catch (error) {
    if (error instanceof HallpassError || error instanceof URIError) return undefined
    throw error
  }
}

function isDeniedNow(denial: Denial, sessionName: string, now: Date): boolean {
  const { userId, before } = denial
  return userId?.endsWith(`:${sessionName}`) === true && before === undefined && !hasLapsed(denial, now)
}
