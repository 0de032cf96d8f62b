/**
 * A document that AWS would not store. `message` is AWS's own sentence.
 *
 * Answered by IAM and STS as `MalformedPolicyDocument`, status 400.
 */
export class MalformedPolicyError extends Error {
  readonly code = 'MalformedPolicyDocument'

  constructor(message: string) {
    super(message)
    this.name = 'MalformedPolicyError'
  }
}
