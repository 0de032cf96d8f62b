import { createHash } from 'node:crypto'

import { sameText } from '../base/index.ts'
import { type ChunkSigner, readAwsChunked } from './aws-chunked.ts'
import type { PayloadReader } from './payload-reader.ts'
import { payloadRefusals } from './refusal.ts'

/** What a signed head says of the body that follows. */
export type Payload =
  | { readonly kind: 'unsigned' }
  | {
      readonly kind: 'hashed'
      /** In hex. */
      readonly sha256: string
    }
  | {
      /** `aws-chunked`. */
      readonly kind: 'chunked'
      readonly decodedLength: number
      /** The names of trailing headers; `undefined` for a body without. */
      readonly trailer: readonly string[] | undefined
      /** `undefined`: no chunk is signed. */
      readonly signer: ChunkSigner | undefined
    }

/** Compares a body with what the head has said. */
export function readPayload(payload: Payload): PayloadReader {
  if (payload.kind === 'chunked') return readAwsChunked(payload)
  if (payload.kind === 'unsigned') return { take: (bytes) => [bytes], end: () => new Map() }
  const hash = createHash('sha256')
  return {
    take: (bytes) => {
      hash.update(bytes)
      return [bytes]
    },
    end: () => {
      const computed = hash.digest('hex')
      return sameText(computed, payload.sha256)
        ? new Map()
        : payloadRefusals.hashMismatch(payload.sha256, computed)
    },
  }
}
