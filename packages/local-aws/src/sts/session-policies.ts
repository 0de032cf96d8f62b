import { AwsError } from '../base/index.ts'
import { managedPolicyDocument, type State } from '../model/index.ts'
import { MalformedPolicyError, parsePolicy } from '../policy/index.ts'
import { type Constraints, listMembers } from '../protocol/index.ts'

export interface SessionPolicies {
  readonly policy: string | undefined
  readonly policyArns: readonly string[]
}

const maxArns = 10
const maxPlaintext = 2048
const pattern = {
  shown: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`,
  test: /^[\t\n\r\x20-\xff]+$/,
}

/** Reads `Policy` and `PolicyArns`, whose plaintext together may have 2,048 characters. */
export function readSessionPolicies(
  params: ReadonlyMap<string, string>,
  constraints: Constraints,
): SessionPolicies {
  const policy = params.get('Policy')
  const policyArns = listMembers(params, 'PolicyArns').map((member) => member.get('arn') ?? '')
  constraints.check(policy, 'policy', { minLength: 1, pattern })
  for (const [index, arn] of policyArns.entries()) {
    constraints.check(arn, `policyArns.${index + 1}.member.arn`, { minLength: 20, maxLength: 2048 })
  }
  const length = (policy ?? '').length + policyArns.join('').length
  if (length > maxPlaintext)
    constraints.check(policy ?? policyArns.join(), 'policy', { maxLength: maxPlaintext })
  return { policy, policyArns }
}

/**
 * What no model can say about session policies.
 *
 * @param accountId whose own managed policies may be named: those of another account are as good as none
 * @throws AwsError `MalformedPolicyDocument` when the policy is none, `InvalidParameterValue` for too many or
 * unknown managed policies
 */
export function checkSessionPolicies(policies: SessionPolicies, state: State, accountId: string): void {
  if (policies.policyArns.length > maxArns) {
    throw new AwsError(
      'InvalidParameterValue',
      400,
      `The request may name ${maxArns} managed policies at most.`,
    )
  }
  for (const arn of policies.policyArns) {
    const owner = arn.split(':')[4]
    if ((owner !== 'aws' && owner !== accountId) || managedPolicyDocument(state, arn) === undefined) {
      throw new AwsError('InvalidParameterValue', 400, `The managed policy ${arn} does not exist.`)
    }
  }
  if (policies.policy === undefined) return
  try {
    parsePolicy(policies.policy, 'session')
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error
    throw new AwsError('MalformedPolicyDocument', 400, error.message)
  }
}
