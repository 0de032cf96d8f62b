import { HallpassError } from '../../base/index.ts'
import type { SetupPolicy } from '../model/model.ts'

/**
 * What all inline policies of a role may have together, in characters without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const roleInlinePolicyCharacters = 10_240

/**
 * Refuses what IAM would refuse half way through.
 *
 * @throws HallpassError `InvalidInput`
 */
export function checkPolicySize(role: string, policies: readonly SetupPolicy[]): void {
  // The partition is all that a policy of a role is told about the account; the longest of them counts.
  const references = {
    account: '0'.repeat(12),
    partition: 'aws-us-gov',
    userArn: '',
    providerArn: '',
    roleArn: () => '',
  }
  const size = policies
    .map(({ document }) => JSON.stringify(document(references)).replaceAll(/\s/g, '').length)
    .reduce((sum, one) => sum + one, 0)
  if (size <= roleInlinePolicyCharacters) return
  throw new HallpassError(
    'InvalidInput',
    `the policies of role ${role} have ${size} characters; IAM takes ${roleInlinePolicyCharacters}`,
    {
      hint: 'make a managed policy of the largest and name it with --policy-arn',
      facts: { name: '--policy' },
    },
  )
}
