import type { IncomingMessage } from 'node:http'

const timeoutMs = 5000
const maxBytes = 256 * 1024

/** Gets the text at an http or https address. Rejects when there is none to be had. */
export type FetchDocument = (url: string) => Promise<string>

/**
 * Gets a document over HTTP or HTTPS: at most 256 KiB, within 5 seconds, and only what is there itself, as
 * following a redirect could lead anywhere.
 *
 * @throws Error for anything but a 200 with a document of that size
 */
export const fetchDocument: FetchDocument = async (url) => {
  // Loaded when needed only: most local AWSes never ask anybody.
  const { get } = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http')
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false, signal, headers: { Accept: 'application/json' } }, resolve).on('error', reject)
  })
  try {
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode ?? 0}`)
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue
      chunks.push(chunk)
      length += chunk.length
      if (length > maxBytes) throw new Error(`over ${maxBytes} bytes`)
    }
    return Buffer.concat(chunks).toString('utf8')
  } finally {
    response.destroy()
  }
}
