import type { KeyObject } from 'node:crypto'

import { sameText } from '../base/index.ts'
import { amzDate } from './amz-date.ts'
import { payloadRefusals, type Refusal, s3Refusals } from './refusal.ts'
import { signature } from './signing-key.ts'
import { type CredentialScope, credentialScope, emptyHash, hexSha256 } from './string-to-sign.ts'

/** What the chunk signatures are made with; left out for `STREAMING-UNSIGNED-PAYLOAD-TRAILER`. */
export interface ChunkSigner {
  readonly accessKeyId: string
  readonly key: KeyObject
  readonly scope: CredentialScope
  readonly signedAt: Date
  /** The signature of the request's headers, which the first chunk's continues from. */
  readonly seedSignature: string
}

export interface DecodedBody {
  readonly body: Uint8Array
  /** Trailing headers, by lower-case name. */
  readonly trailers: ReadonlyMap<string, string>
}

const maxLineBytes = 8192

/**
 * Takes an `aws-chunked` body apart, and verifies each chunk's signature where there are any.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeAwsChunked(
  encoded: Uint8Array,
  options: { readonly signer?: ChunkSigner; readonly trailer: boolean; readonly decodedLength: number },
): DecodedBody | Refusal {
  const { signer } = options
  const chunks: Uint8Array[] = []
  let position = 0
  let length = 0
  let previous = signer?.seedSignature ?? ''

  for (;;) {
    const line = readLine(encoded, position)
    if (line === undefined) return payloadRefusals.incompleteBody()
    const header = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line.text)
    if (header === null) return payloadRefusals.incompleteBody()
    const size = Number.parseInt(header[1] ?? '', 16)
    const end = line.next + size
    if (end > encoded.length) return payloadRefusals.incompleteBody()
    const data = encoded.subarray(line.next, end)
    if (signer !== undefined) {
      const expected = signature(signer.key, chunkStringToSign(signer, previous, data))
      if (!sameText(expected, header[2] ?? '')) return s3Refusals.signatureMismatch(signer.accessKeyId)
      previous = expected
    }
    position = end
    if (size === 0) break
    if (encoded[position] !== 13 || encoded[position + 1] !== 10) return payloadRefusals.incompleteBody()
    position += 2
    length += size
    chunks.push(data)
  }

  if (length !== options.decodedLength) return payloadRefusals.incompleteBody()
  const trailers = new Map<string, string>()
  if (options.trailer) {
    const refused = readTrailers(encoded, position, trailers, signer, previous)
    if (refused !== undefined) return refused
  }
  return {
    body: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks),
    trailers,
  }
}

function readTrailers(
  encoded: Uint8Array,
  start: number,
  trailers: Map<string, string>,
  signer: ChunkSigner | undefined,
  previous: string,
): Refusal | undefined {
  let position = start
  let signed = ''
  let given = ''
  while (position < encoded.length) {
    const line = readLine(encoded, position)
    if (line === undefined) return payloadRefusals.incompleteBody()
    position = line.next
    const colon = line.text.indexOf(':')
    if (line.text === '') continue
    if (colon === -1) return payloadRefusals.incompleteBody()
    const name = line.text.slice(0, colon).trim().toLowerCase()
    const value = line.text.slice(colon + 1).trim()
    if (name === 'x-amz-trailer-signature') {
      given = value
      continue
    }
    signed += `${name}:${value}\n`
    trailers.set(name, value)
  }
  if (signer === undefined) return undefined
  const toSign = [
    'AWS4-HMAC-SHA256-TRAILER',
    amzDate(signer.signedAt),
    credentialScope(signer.scope),
    previous,
    hexSha256(signed),
  ].join('\n')
  return sameText(signature(signer.key, toSign), given)
    ? undefined
    : s3Refusals.signatureMismatch(signer.accessKeyId)
}

function chunkStringToSign(signer: ChunkSigner, previous: string, data: Uint8Array): string {
  return [
    'AWS4-HMAC-SHA256-PAYLOAD',
    amzDate(signer.signedAt),
    credentialScope(signer.scope),
    previous,
    emptyHash,
    hexSha256(data),
  ].join('\n')
}

function readLine(bytes: Uint8Array, start: number): { text: string; next: number } | undefined {
  const limit = Math.min(bytes.length - 1, start + maxLineBytes)
  for (let index = start; index < limit; index++) {
    if (bytes[index] === 13 && bytes[index + 1] === 10) {
      return { text: Buffer.from(bytes.subarray(start, index)).toString('latin1'), next: index + 2 }
    }
  }
  return undefined
}
