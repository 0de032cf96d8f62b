import { AwsError } from '../base/index.ts'
import { textWithArns, withUniqueIds } from '../model/index.ts'
import { MalformedPolicyError, parsePolicy, type Policy } from '../policy/index.ts'
import { type Call, flag, type JsonAction, jsonAction, required, text } from '../protocol/index.ts'
import { isPublicPolicy } from '../s3/index.ts'
import { accountNeed, findLiveSecret, secretNeed } from './find-secret.ts'
import { secretId } from './members.ts'

const policyText = required(text({ minLength: 1, maxLength: 20_480 }))

export const resourcePolicyActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html */
  jsonAction('secretsmanager', {
    name: 'PutResourcePolicy',
    input: { SecretId: secretId, ResourcePolicy: policyText, BlockPublicPolicy: flag },
    needs: (call, { SecretId, BlockPublicPolicy }) => [
      secretNeed(call, 'PutResourcePolicy', SecretId, [
        ['secretsmanager:BlockPublicPolicy', BlockPublicPolicy],
      ]),
    ],
    run: (call, { SecretId, ResourcePolicy, BlockPublicPolicy = false }) => {
      const secret = findLiveSecret(call, SecretId)
      const policy = readPolicy(call, ResourcePolicy)
      if (BlockPublicPolicy && isPublicPolicy(policy)) {
        throw new AwsError(
          'PublicPolicyException',
          400,
          'The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to the secret.',
        )
      }
      secret.policy = { name: `the policy of secret ${secret.name}`, text: ResourcePolicy, policy }
      return { ARN: secret.arn, Name: secret.name }
    },
  }),
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html */
  jsonAction('secretsmanager', {
    name: 'GetResourcePolicy',
    input: { SecretId: secretId },
    needs: (call, { SecretId }) => [secretNeed(call, 'GetResourcePolicy', SecretId)],
    run: (call, { SecretId }) => {
      const { arn, name, policy } = findLiveSecret(call, SecretId)
      const ResourcePolicy = policy && textWithArns(call.state, policy.text, policy.policy)
      return { ARN: arn, Name: name, ResourcePolicy }
    },
  }),
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html */
  jsonAction('secretsmanager', {
    name: 'DeleteResourcePolicy',
    input: { SecretId: secretId },
    needs: (call, { SecretId }) => [secretNeed(call, 'DeleteResourcePolicy', SecretId)],
    run: (call, { SecretId }) => {
      const secret = findLiveSecret(call, SecretId)
      secret.policy = undefined
      return { ARN: secret.arn, Name: secret.name }
    },
  }),
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html */
  jsonAction('secretsmanager', {
    name: 'ValidateResourcePolicy',
    input: { SecretId: text({ minLength: 1, maxLength: 2048 }), ResourcePolicy: policyText },
    needs: (call, { SecretId }) =>
      ['ValidateResourcePolicy', 'PutResourcePolicy'].map((action) =>
        SecretId === undefined ? accountNeed(action) : secretNeed(call, action, SecretId),
      ),
    run: (call, { SecretId, ResourcePolicy }) => {
      if (SecretId !== undefined) findLiveSecret(call, SecretId)
      const isPublic = isPublicPolicy(readPolicy(call, ResourcePolicy))
      const broad = {
        CheckName: 'BLOCK_PUBLIC_POLICY',
        ErrorMessage: 'The resource policy grants broad access to the secret.',
      }
      return { PolicyValidationPassed: !isPublic, ValidationErrors: isPublic ? [broad] : [] }
    },
  }),
]

/** @throws AwsError `MalformedPolicyDocumentException` */
function readPolicy(call: Call, written: string): Policy {
  try {
    return withUniqueIds(call.state, parsePolicy(written, 'resource'), () =>
      malformed('This resource policy contains an unsupported principal.'),
    )
  } catch (error) {
    if (error instanceof MalformedPolicyError) throw malformed(error.message)
    throw error
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', 400, message)
}
