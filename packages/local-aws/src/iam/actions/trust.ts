import { AwsError } from '../../base/index.ts'
import { type PolicyDocument, type Role, type State, textWithArns, withUniqueIds } from '../../model/index.ts'
import { limitExceeded, policyDocument, policySize } from '../request/index.ts'

const longestTrust = 2048

/**
 * A role's trust policy as it is stored: with unique ids in the place of users and roles.
 *
 * @param text what the request sent
 * @throws AwsError `MalformedPolicyDocument`, also for a principal that does not exist; `LimitExceeded` over
 * 2,048 characters, white space not counted
 */
export function trustPolicy(
  state: State,
  roleName: string,
  text: string,
  parameter: 'PolicyDocument' | 'AssumeRolePolicyDocument',
): PolicyDocument {
  const document = policyDocument(roleName, text, 'trust', parameter)
  if (policySize(text) > longestTrust) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${longestTrust}`)
  }
  return { ...document, policy: withUniqueIds(state, document.policy, malformed) }
}

/** The trust policy's text as GetRole shows it today. */
export function trustText(state: State, role: Role): string {
  return textWithArns(state, role.trust.text, role.trust.policy)
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', 400, message)
}
