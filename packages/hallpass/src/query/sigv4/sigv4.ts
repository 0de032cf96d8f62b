import { createHmac, hash, type KeyObject } from 'node:crypto'
import type { Credentials } from '../../base/index.ts'
import type { HttpRequest } from '../../wire/index.ts'
import { canonicalRequest } from './canonical-request.ts'
import { cachedSigningKey, scopeText, type CredentialScope } from './signing-key.ts'

const algorithm = 'AWS4-HMAC-SHA256'

export interface SignOptions {
  readonly credentials: Credentials
  readonly region: string
  /** The signing name, e.g. `sts`, `iam`, `s3`. `s3` signs the path as it is and sends the body's hash. */
  readonly service: string
  /** The moment of signing. AWS takes it when it is within 15 minutes of its own clock. */
  readonly now: Date
}

/**
 * Signs a request with Signature Version 4 in its headers. Returns a copy with `host`, `x-amz-date`,
 * `x-amz-security-token` (temporary credentials), `x-amz-content-sha256` (S3) and `authorization`; what the
 * request brought of these is replaced. Header names come back in lower case.
 *
 * Source: "AWS Signature Version 4 for API requests", IAM User Guide.
 */
export function signRequest(request: HttpRequest, options: SignOptions): HttpRequest {
  const { credentials, region, service } = options
  const date = amzDate(options.now)
  const scope: CredentialScope = { date: date.slice(0, 8), region, service }
  const payloadHash = hash('sha256', request.body ?? '')

  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value
  delete headers['authorization']
  delete headers['x-amz-security-token']
  headers['host'] = request.endpoint.host
  headers['x-amz-date'] = date
  if (credentials.sessionToken) headers['x-amz-security-token'] = credentials.sessionToken
  if (service === 's3') headers['x-amz-content-sha256'] = payloadHash

  const canonical = canonicalRequest({ ...request, headers, payloadHash, service })
  const key = cachedSigningKey(credentials.secretAccessKey, scope)
  const signed = signature(key, stringToSign(date, scope, canonical.text))
  headers['authorization'] =
    `${algorithm} Credential=${credentials.accessKeyId}/${scopeText(scope)}, ` +
    `SignedHeaders=${canonical.signedHeaders}, Signature=${signed}`
  return { ...request, headers }
}

/**
 * What the signature is made over: algorithm, time, scope and the hash of the canonical request.
 *
 * Source: "Create a signed AWS API request", step 3, IAM User Guide.
 */
export function stringToSign(dateTime: string, scope: CredentialScope, canonical: string): string {
  return `${algorithm}\n${dateTime}\n${scopeText(scope)}\n${hash('sha256', canonical)}`
}

/** The signature itself, in lower-case hexadecimal. */
export function signature(key: Uint8Array | KeyObject, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex')
}

/** `YYYYMMDDTHHMMSSZ`, UTC, as `x-amz-date` wants it. */
export function amzDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '')
}
