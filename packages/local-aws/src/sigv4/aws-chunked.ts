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
const checksumName = /^x-amz-checksum-[a-z0-9]+$/

/**
 * Takes an `aws-chunked` body apart, and verifies each chunk's signature where there are any.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeAwsChunked(
  encoded: Uint8Array,
  options: {
    readonly signer?: ChunkSigner
    /** The names that the signed headers announce; `undefined` for a body without trailers. */
    readonly trailer: readonly string[] | undefined
    readonly decodedLength: number
  },
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
  if (options.trailer === undefined) {
    // What follows the last chunk is covered by nothing.
    if (!isEnd(encoded, position)) return payloadRefusals.incompleteBody()
  } else {
    const refused = readTrailers(encoded, position, trailers, options.trailer, signer, previous)
    if (refused !== undefined) return refused
  }
  return {
    body: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks),
    trailers,
  }
}

/** Whether nothing follows but the line end that closes the body. */
function isEnd(encoded: Uint8Array, position: number): boolean {
  const left = encoded.length - position
  return left === 0 || (left === 2 && encoded[position] === 13 && encoded[position + 1] === 10)
}

/**
 * Reads the trailers: those that were announced, each once, and nothing after them. Without a signature of
 * their own they are covered by nothing but their announcement, so they may hold checksums alone.
 */
function readTrailers(
  encoded: Uint8Array,
  start: number,
  trailers: Map<string, string>,
  announced: readonly string[],
  signer: ChunkSigner | undefined,
  previous: string,
): Refusal | undefined {
  let position = start
  let signed = ''
  let given: string | undefined
  while (position < encoded.length) {
    const line = readLine(encoded, position)
    if (line === undefined) return payloadRefusals.incompleteBody()
    position = line.next
    // AWS's own example has an empty line before the signature, none else.
    if (line.text === '') {
      if (isEnd(encoded, position) || (signer !== undefined && given === undefined)) continue
      return payloadRefusals.malformedTrailer()
    }
    const colon = line.text.indexOf(':')
    if (colon === -1 || given !== undefined) return payloadRefusals.malformedTrailer()
    const name = line.text.slice(0, colon).trim().toLowerCase()
    const value = line.text.slice(colon + 1).trim()
    if (name === 'x-amz-trailer-signature') {
      given = value
      continue
    }
    if (!announced.includes(name) || !checksumName.test(name) || trailers.has(name)) {
      return payloadRefusals.malformedTrailer()
    }
    signed += `${name}:${value}\n`
    trailers.set(name, value)
  }
  if (trailers.size !== announced.length) return payloadRefusals.malformedTrailer()
  if (signer === undefined) return given === undefined ? undefined : payloadRefusals.malformedTrailer()
  const toSign = [
    'AWS4-HMAC-SHA256-TRAILER',
    amzDate(signer.signedAt),
    credentialScope(signer.scope),
    previous,
    hexSha256(signed),
  ].join('\n')
  return sameText(signature(signer.key, toSign), given ?? '')
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
