import type { Parameter, ParameterVersion } from '../model/index.ts'
import type { JsonObject } from '../protocol/index.ts'

/** A parameter with its value, as GetParameter shows it. */
export function parameterJson(
  { name, arn }: Parameter,
  version: ParameterVersion,
  withDecryption: boolean,
  selector?: string,
): JsonObject {
  return {
    Name: name,
    Type: version.type,
    Value: shownValue(version, withDecryption),
    Version: version.version,
    Selector: selector === undefined ? undefined : `:${selector}`,
    LastModifiedDate: version.modifiedAt,
    ARN: arn,
    DataType: 'text',
  }
}

/** What is said of a version beside its value, as DescribeParameters and GetParameterHistory show it. */
export function versionJson({ name, arn }: Parameter, version: ParameterVersion): JsonObject {
  return {
    Name: name,
    ARN: arn,
    Type: version.type,
    KeyId: version.keyId,
    LastModifiedDate: version.modifiedAt,
    LastModifiedUser: version.modifiedBy,
    Description: version.description,
    AllowedPattern: version.allowedPattern,
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: 'text',
  }
}

/** A `SecureString` in the clear, or what stands for its ciphertext. */
export function shownValue({ value, sealed }: ParameterVersion, withDecryption: boolean): string {
  return withDecryption ? value : (sealed ?? value)
}
