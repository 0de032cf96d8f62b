import type { KeyObject } from 'node:crypto'

import { headerValues, type RawRequest, sameText } from '../base/index.ts'
import { amzDate } from './amz-date.ts'
import { type Authorization, parseAuthorization, queryParameters, refusalsOf } from './authorization.ts'
import type { ChunkSigner } from './aws-chunked.ts'
import { canonicalRequest } from './canonical-request.ts'
import { type Payload, readPayload } from './payload.ts'
import { maxSkewSeconds, payloadRefusals, type Refusal, type Refusals } from './refusal.ts'
import { isSignedWithV2, verifySignatureV2 } from './signature-v2.ts'
import { signature, signingKey, type SigningKeys } from './signing-key.ts'
import { type CredentialScope, hexSha256, stringToSign } from './string-to-sign.ts'

/** The secret that belongs to an access key id. */
export interface Secret {
  readonly secretAccessKey: string
  /** For temporary credentials: from then on they are refused as expired. */
  readonly expiresAt?: Date | undefined
}

export interface VerifyOptions<Key extends Secret> {
  /**
   * The secret for an access key id and the session token that came with it. `undefined`: there is no such
   * key. `InvalidToken`: the token is missing, not wanted or not genuine. What else the object holds comes
   * back in the result.
   */
  readonly lookup: (accessKeyId: string, sessionToken: string | undefined) => Key | 'InvalidToken' | undefined
  readonly now: Date
  /** Refuse what is signed for any other service. Default: accept every service. */
  readonly service?: string
  /** Default: `true` for every service but S3. */
  readonly normalizePath?: boolean
  /**
   * Take S3's Signature Version 2 too, for which one has to know which bucket a host name names. Default: it
   * is refused.
   */
  readonly bucketOfHost?: (host: string) => string | undefined
  /** The region of what is signed with Version 2, which says none. Default `us-east-1`. */
  readonly region?: string
  /** How signing keys are derived. Default: anew each time; see `rememberSigningKeys`. */
  readonly signingKeys?: SigningKeys
}

/** The head of a request that was signed with `key`'s secret, a quarter of an hour ago at most or within its validity. */
export interface VerifiedHead<Key extends Secret> {
  readonly verified: true
  readonly key: Key
  readonly accessKeyId: string
  readonly scope: CredentialScope
  readonly signedAt: Date
  readonly presigned: boolean
  /** Header values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  /** What the body has yet to be. */
  readonly payload: Payload
}

/** A request all of which was verified. */
export interface Verified<Key extends Secret> extends Omit<VerifiedHead<Key>, 'payload'> {
  /** The body, out of its `aws-chunked` encoding where it came in one. */
  readonly body: Uint8Array
  /** Header values by lower-case name, trailing ones of an `aws-chunked` body among them. */
  readonly headers: ReadonlyMap<string, string>
}

/**
 * Verifies a request's AWS Signature Version 4, in the `Authorization` header or in a presigned URL, over
 * the request exactly as it was sent. Signatures are compared in constant time.
 *
 * For S3 the announced `x-amz-content-sha256` is compared with the body, and `aws-chunked` bodies are
 * decoded and their chunk signatures verified.
 *
 * @returns who signed; or why it is refused, in AWS's code and words for that service. Never throws because
 * of what a request holds.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function verifySignature<Key extends Secret>(
  request: RawRequest,
  options: VerifyOptions<Key>,
): Verified<Key> | Refusal {
  const head = verifySignedHead(request, options, () => hexSha256(request.body))
  if (!head.verified) return head
  const { payload, ...verified } = head
  if (payload.kind === 'unsigned') return { ...verified, body: request.body }
  const reader = readPayload(payload)
  const data = reader.take(request.body)
  if ('verified' in data) return data
  const trailers = reader.end()
  if ('verified' in trailers) return trailers
  const [only] = data
  return {
    ...verified,
    body: data.length === 1 && only !== undefined ? only : Buffer.concat(data),
    headers: new Map([...trailers, ...head.headers]),
  }
}

/** A request before any of its body was read. */
export type RequestHead = Omit<RawRequest, 'body'>

/**
 * Verifies what a signature says about a request's head, before its body was read: that remains to be read
 * through `readPayload`.
 *
 * @param bodyHash the body's SHA-256 in hex, which every service but S3 signs itself. Default: what is signed
 * for them is refused.
 */
export function verifySignedHead<Key extends Secret>(
  request: RequestHead,
  options: VerifyOptions<Key>,
  bodyHash: () => string = () => '',
): VerifiedHead<Key> | Refusal {
  const headers = headerValues(request.rawHeaders)
  if (options.bucketOfHost !== undefined && isSignedWithV2(request, headers)) {
    return verifyVersionTwo(request, headers, { ...options, bucketOfHost: options.bucketOfHost })
  }
  const authorization = parseAuthorization(request, headers, options.service)
  if ('verified' in authorization) return authorization
  const { accessKeyId, scope } = authorization
  const refusals = refusalsOf(options.service ?? scope.service)
  if (options.service !== undefined && scope.service !== options.service) {
    return refusals.wrongService(options.service)
  }

  const refused =
    checkSignedHeaders(authorization, headers, refusals) ?? checkTime(authorization, options.now, refusals)
  if (refused !== undefined) return refused
  const key = options.lookup(accessKeyId, authorization.sessionToken)
  if (key === undefined) return refusals.unknownKey(accessKeyId)
  if (key === 'InvalidToken') return refusals.invalidToken()

  const payloadHash = announcedPayloadHash(request, authorization, headers, bodyHash)
  if (payloadHash === undefined) return payloadRefusals.missingHash()
  const canonical = canonicalRequest({
    method: request.method,
    target: request.target,
    headers,
    signedHeaders: authorization.signedHeaders,
    payloadHash,
    normalizePath: options.normalizePath ?? scope.service !== 's3',
  })
  const derived =
    options.signingKeys?.(accessKeyId, key.secretAccessKey, scope) ?? signingKey(key.secretAccessKey, scope)
  const toSign = stringToSign(amzDate(authorization.signedAt), scope, canonical)
  if (!sameText(signature(derived, toSign), authorization.signature)) {
    return refusals.signatureMismatch(accessKeyId, {
      stringToSign: toSign,
      canonicalRequest: withoutToken(canonical),
    })
  }
  if (key.expiresAt !== undefined && key.expiresAt <= options.now) return refusals.expiredToken()

  const payload = announcedPayload(authorization, headers, payloadHash, derived)
  if ('verified' in payload) return payload
  return {
    verified: true,
    key,
    accessKeyId,
    scope,
    signedAt: authorization.signedAt,
    presigned: authorization.expiresSeconds !== undefined,
    headers,
    payload,
  }
}

function verifyVersionTwo<Key extends Secret>(
  request: RequestHead,
  headers: ReadonlyMap<string, string>,
  options: VerifyOptions<Key> & { readonly bucketOfHost: (host: string) => string | undefined },
): VerifiedHead<Key> | Refusal {
  const found = verifySignatureV2(request, headers, options)
  if ('verified' in found) return found
  const { region = 'us-east-1' } = options
  const date = amzDate(found.signedAt).slice(0, 8)
  const scope = { date, region, service: 's3' }
  const payload = unsignedPayload(headers)
  if ('verified' in payload) return payload
  return { verified: true, ...found, scope, headers, payload }
}

/** The host and every `x-amz-…` header must be covered, or anybody on the way could add one. */
function checkSignedHeaders(
  authorization: Authorization,
  headers: ReadonlyMap<string, string>,
  refusals: Refusals,
): Refusal | undefined {
  const signed = new Set(authorization.signedHeaders)
  const missing = signed.has('host') ? [] : ['host']
  for (const name of headers.keys()) if (name.startsWith('x-amz-') && !signed.has(name)) missing.push(name)
  return missing.length === 0 ? undefined : refusals.headersNotSigned(missing)
}

function checkTime(authorization: Authorization, now: Date, refusals: Refusals): Refusal | undefined {
  const { signedAt, expiresSeconds } = authorization
  const age = (now.getTime() - signedAt.getTime()) / 1000
  if (age < -maxSkewSeconds) return refusals.tooNew(signedAt, now)
  if (expiresSeconds === undefined) return age > maxSkewSeconds ? refusals.tooOld(signedAt, now) : undefined
  return age >= expiresSeconds ? refusals.presignedExpired(signedAt, expiresSeconds, now) : undefined
}

/** What stands for the body in the canonical request; `undefined` where S3 wants a header that is missing. */
function announcedPayloadHash(
  request: RequestHead,
  authorization: Authorization,
  headers: ReadonlyMap<string, string>,
  bodyHash: () => string,
): string | undefined {
  if (authorization.scope.service !== 's3') return bodyHash()
  const header = headers.get('x-amz-content-sha256')
  if (header !== undefined || authorization.expiresSeconds === undefined) return header
  return queryParameters(request.target).get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD'
}

/** What the body has to be, going by the signed head. */
function announcedPayload(
  authorization: Authorization,
  headers: ReadonlyMap<string, string>,
  payloadHash: string,
  key: KeyObject,
): Payload | Refusal {
  if (authorization.scope.service !== 's3' || payloadHash === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned' }
  const streaming = /^STREAMING-(AWS4-HMAC-SHA256-PAYLOAD|UNSIGNED-PAYLOAD)(-TRAILER)?$/.exec(payloadHash)
  if (streaming === null) {
    return /^[0-9a-f]{64}$/.test(payloadHash)
      ? { kind: 'hashed', sha256: payloadHash }
      : payloadRefusals.malformedHash()
  }
  const { accessKeyId, scope, signedAt, signature: seedSignature } = authorization
  const signer =
    streaming[1] === 'UNSIGNED-PAYLOAD' ? undefined : { accessKeyId, key, scope, signedAt, seedSignature }
  return chunkedPayload(headers, streaming[2] !== undefined, signer)
}

/**
 * What the body has to be of a request to S3 that nobody signed, or that is signed with Version 2, which says
 * nothing of the body.
 */
export function unsignedPayload(headers: ReadonlyMap<string, string>): Payload | Refusal {
  return headers.get('x-amz-content-sha256') === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
    ? chunkedPayload(headers, true, undefined)
    : { kind: 'unsigned' }
}

function chunkedPayload(
  headers: ReadonlyMap<string, string>,
  hasTrailer: boolean,
  signer: ChunkSigner | undefined,
): Payload | Refusal {
  const length = headers.get('x-amz-decoded-content-length')
  if (length === undefined || !/^\d{1,15}$/.test(length)) return payloadRefusals.missingLength()
  const announced = headers.get('x-amz-trailer')?.split(',') ?? []
  const names = announced.map((name) => name.trim().toLowerCase()).filter((name) => name !== '')
  // A trailer may say nothing that a header has said: those were signed.
  if ((!hasTrailer && names.length > 0) || names.some((name) => headers.has(name))) {
    return payloadRefusals.malformedTrailer()
  }
  return { kind: 'chunked', trailer: hasTrailer ? names : undefined, decodedLength: Number(length), signer }
}

/** A canonical request as it may be shown to whoever sent it, and to whoever reads over the shoulder. */
function withoutToken(canonical: string): string {
  return canonical.replace(/(x-amz-security-token[:=])[^&\n]+/gi, '$1[secret]')
}
