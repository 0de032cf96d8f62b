import { hash } from 'node:crypto'

/** The only algorithm that is verified: requests signed with SigV4A or Version 2 are refused. */
export const algorithm = 'AWS4-HMAC-SHA256'

/** The SHA-256 of nothing, in hex. */
export const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

export function hexSha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

/** What a signing key is good for. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string
  readonly region: string
  readonly service: string
}

/** `CredentialScope` as it is written into requests, e.g. `20150830/us-east-1/iam/aws4_request`. */
export function credentialScope(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`
}

/**
 * Step 2 of Signature Version 4. `timestamp` is the request's own, as `20150830T123600Z`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign
 */
export function stringToSign(timestamp: string, scope: CredentialScope, canonicalRequest: string): string {
  // Node decodes request lines and headers as Latin-1: this gives the hash of the bytes that were sent.
  const bytes = Buffer.from(canonicalRequest, /[^\0-\xff]/.test(canonicalRequest) ? 'utf8' : 'latin1')
  return `${algorithm}\n${timestamp}\n${credentialScope(scope)}\n${hexSha256(bytes)}`
}
