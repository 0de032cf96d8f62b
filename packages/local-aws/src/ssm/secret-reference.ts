import { AwsError } from '../base/index.ts'
import type { AuthorizationNeed, Call, JsonObject } from '../protocol/index.ts'
import { findLiveSecret, readValue, secretNeed } from '../secretsmanager/index.ts'
import { validation } from './errors.ts'
import { parameterArn, type ParameterReference } from './parameter-name.ts'

const prefix = '/aws/reference/secretsmanager/'
/** That a secret or its version is not there, or that it is marked for deletion: to SSM it is all the same. */
const notReadable = new Set(['ResourceNotFoundException', 'InvalidRequestException'])

/** Whether a parameter's name stands for a secret of Secrets Manager. */
export function isSecretReference({ name }: ParameterReference): boolean {
  return name.startsWith(prefix) && name.length > prefix.length
}

/** What is needed to read the secret that a reference stands for, beside what reads the parameter. */
export function secretReferenceNeed(call: Call, reference: ParameterReference): AuthorizationNeed {
  const { versionId, versionStage } = version(reference)
  return secretNeed(call, 'GetSecretValue', reference.name.slice(prefix.length), [
    ['secretsmanager:VersionId', versionId],
    ['secretsmanager:VersionStage', versionStage ?? (versionId === undefined ? 'AWSCURRENT' : undefined)],
  ])
}

/**
 * A secret as a parameter. What is behind the colon is a version's id or its stage.
 *
 * @throws AwsError `ValidationException` unless it is to be decrypted; `ParameterNotFound`
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export function secretAsParameter(
  call: Call,
  reference: ParameterReference,
  withDecryption: boolean,
): JsonObject {
  if (!withDecryption) {
    throw validation('WithDecryption flag must be True for retrieving a Secret Manager secret.')
  }
  const { name, selector } = reference
  const read = readSecret(call, reference)
  const { SecretString, SecretBinary, CreatedDate } = read
  const bytes = SecretBinary instanceof Uint8Array ? Buffer.from(SecretBinary).toString('base64') : undefined
  return {
    Name: name,
    Type: 'SecureString',
    Value: SecretString ?? bytes,
    Version: 0,
    Selector: selector === undefined ? undefined : `:${selector}`,
    SourceResult: JSON.stringify({
      ...read,
      SecretBinary: bytes,
      CreatedDate: CreatedDate instanceof Date ? CreatedDate.getTime() / 1000 : undefined,
    }),
    LastModifiedDate: CreatedDate,
    ARN: parameterArn(call, name),
    DataType: 'text',
  }
}

function readSecret(call: Call, reference: ParameterReference): JsonObject {
  const { versionId, versionStage } = version(reference)
  try {
    const secret = findLiveSecret(call, reference.name.slice(prefix.length))
    return readValue(call, secret, versionId, versionStage)
  } catch (error) {
    if (!(error instanceof AwsError) || !notReadable.has(error.code)) throw error
    throw new AwsError(
      'ParameterNotFound',
      400,
      `An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret ${reference.name} not found.`,
    )
  }
}

function version({ selector }: ParameterReference): {
  readonly versionId: string | undefined
  readonly versionStage: string | undefined
} {
  const isId = selector !== undefined && selector.length >= 32
  return { versionId: isId ? selector : undefined, versionStage: isId ? undefined : selector }
}
