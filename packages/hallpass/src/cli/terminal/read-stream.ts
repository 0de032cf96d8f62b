import type { Readable } from 'node:stream'
import { HallpassError, onAbort } from '../../base/index.ts'

/**
 * What comes from a stream until it ends, or until `maxBytes` have come: no more is waited for.
 *
 * @throws HallpassError `Aborted`
 */
export async function readStream(
  stream: Readable,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Buffer> {
  if (signal.aborted) throw aborted()
  const forget = onAbort(signal, () => stream.destroy(aborted()))
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk)
      chunks.push(bytes)
      length += bytes.length
      if (length >= maxBytes) break
    }
  } finally {
    forget()
  }
  return Buffer.concat(chunks, Math.min(length, maxBytes))
}

function aborted(): HallpassError {
  return new HallpassError('Aborted', 'called off while reading standard input')
}
