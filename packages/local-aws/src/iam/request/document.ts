import { AwsError } from '../../base/index.ts'
import type { PolicyDocument } from '../../model/index.ts'
import { MalformedPolicyError, parsePolicy, type PolicyUse } from '../../policy/index.ts'
import { validationError } from './errors.ts'
import { checkLength } from './parameters.ts'

/**
 * A policy document as it was sent, parsed.
 *
 * @param name the name under which a decision cites it
 * @param parameter the request's parameter, for the message
 * @throws AwsError `MalformedPolicyDocument` with what is wrong, `ValidationError` for a text that is empty,
 * over 131,072 characters, or has characters outside Latin-1
 */
export function policyDocument(
  name: string,
  text: string,
  use: PolicyUse,
  parameter: 'PolicyDocument' | 'AssumeRolePolicyDocument' = 'PolicyDocument',
): PolicyDocument {
  checkLength(text, parameter, 1, 131_072)
  if (!/^[\t\n\r\x20-\xff]+$/.test(text)) {
    throw validationError(
      `The specified value for ${parameter === 'PolicyDocument' ? 'policyDocument' : 'assumeRolePolicyDocument'} is invalid. It must contain only printable ASCII characters.`,
    )
  }
  try {
    return { name, text, policy: parsePolicy(text, use) }
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error
    throw new AwsError('MalformedPolicyDocument', 400, error.message)
  }
}

/**
 * The size IAM's limits are about: characters, white space not counted.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export function policySize(text: string): number {
  return text.replace(/\s/g, '').length
}

/** A document as Get… answers it: URL-encoded after RFC 3986. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
