import { createHash, type KeyObject } from 'node:crypto'

import { sameText } from '../base/index.ts'
import { amzDate } from './amz-date.ts'
import type { PayloadReader } from './payload-reader.ts'
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

const maxLineBytes = 8192
/** All trailers together. */
const maxTrailerBytes = 16 * 1024
const checksumName = /^x-amz-checksum-[a-z0-9]+$/
const nothing = new Uint8Array()

/**
 * Takes an `aws-chunked` body apart as it comes in, and verifies each chunk's signature where there are any.
 * What it gives out is not verified before the end.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readAwsChunked(options: {
  readonly signer: ChunkSigner | undefined
  /** The names that the signed headers announce; `undefined` for a body without trailers. */
  readonly trailer: readonly string[] | undefined
  readonly decodedLength: number
}): PayloadReader {
  const { signer } = options
  let state: 'line' | 'data' | 'line end' | 'trailers' = 'line'
  /** What came of a line or of the trailers. */
  let pending: Uint8Array = nothing
  let left = 0
  let length = 0
  let previous = signer?.seedSignature ?? ''
  let given = ''
  let hash = createHash('sha256')

  const finishChunk = (): Refusal | undefined => {
    if (signer === undefined) return undefined
    const expected = signature(signer.key, chunkStringToSign(signer, previous, hash.digest('hex')))
    if (!sameText(expected, given)) return s3Refusals.signatureMismatch(signer.accessKeyId)
    previous = expected
    hash = createHash('sha256')
    return undefined
  }
  const startChunk = (line: string): Refusal | undefined => {
    const header = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?\r\n$/.exec(line)
    if (header === null) return payloadRefusals.incompleteBody()
    left = Number.parseInt(header[1] ?? '', 16)
    given = header[2] ?? ''
    length += left
    if (length > options.decodedLength) return payloadRefusals.incompleteBody()
    state = left === 0 ? 'trailers' : 'data'
    return left === 0 ? finishChunk() : undefined
  }

  return {
    take: (bytes) => {
      const data: Uint8Array[] = []
      let at = 0
      while (at < bytes.length) {
        if (state === 'data') {
          const part = bytes.subarray(at, at + left)
          if (signer !== undefined) hash.update(part)
          data.push(part)
          at += part.length
          left -= part.length
          if (left > 0) break
          state = 'line end'
          const refused = finishChunk()
          if (refused !== undefined) return refused
        } else if (state === 'trailers') {
          pending = joined(pending, bytes.subarray(at))
          if (pending.length > maxTrailerBytes) return payloadRefusals.malformedTrailer()
          break
        } else {
          const found = bytes.indexOf(lineFeed, at)
          const end = found === -1 ? bytes.length : found + 1
          pending = joined(pending, bytes.subarray(at, end))
          at = end
          if (pending.length > maxLineBytes) return payloadRefusals.incompleteBody()
          if (found === -1) break
          const line = Buffer.from(pending).toString('latin1')
          pending = nothing
          if (state === 'line') {
            const refused = startChunk(line)
            if (refused !== undefined) return refused
          } else if (line === '\r\n') state = 'line'
          else return payloadRefusals.incompleteBody()
        }
      }
      return data
    },
    end: () => {
      if (state !== 'trailers' || length !== options.decodedLength) return payloadRefusals.incompleteBody()
      const trailers = new Map<string, string>()
      if (options.trailer === undefined) {
        // What follows the last chunk is covered by nothing.
        return isEnd(pending, 0) ? trailers : payloadRefusals.incompleteBody()
      }
      return readTrailers(pending, 0, trailers, options.trailer, signer, previous) ?? trailers
    },
  }
}

const lineFeed = 10

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.length === 0 ? Uint8Array.from(other) : Buffer.concat([one, other])
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

function chunkStringToSign(signer: ChunkSigner, previous: string, sha256: string): string {
  return [
    'AWS4-HMAC-SHA256-PAYLOAD',
    amzDate(signer.signedAt),
    credentialScope(signer.scope),
    previous,
    emptyHash,
    sha256,
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
