import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'

import { peakResidentBytes } from '../process-memory.ts'
import { localAws, printedKeys } from './servers.ts'

/** What a large object costs, and the most that the server has held in memory by then. */
export interface LargeObjectSample {
  readonly what: 'put' | 'get'
  readonly bytes: number
  readonly seconds: number
  readonly peakBytes: number
}

/** Puts one object in one request and gets it, over one connection each, from and to nowhere. */
export async function measureLargeObjects(bytes: number): Promise<readonly LargeObjectSample[]> {
  const server = await localAws.start()
  const keys = printedKeys(server.printed())
  const send = async (method: 'PUT' | 'GET', path: string, length: number): Promise<LargeObjectSample> => {
    const began = performance.now()
    const expires = String(Math.floor(Date.now() / 1000) + 600)
    const Signature = createHmac('sha1', keys.secretAccessKey)
      .update(`${method}\n\n\n${expires}\n${path}`)
      .digest('base64')
    const query = new URLSearchParams({ AWSAccessKeyId: keys.accessKeyId, Expires: expires, Signature })
    const sending = request(new URL(`${path}?${query.toString()}`, server.url), {
      method,
      headers: method === 'PUT' ? { 'content-length': length } : {},
    })
    const answered = once(sending, 'response')
    const piece = Buffer.alloc(Math.min(length, 1024 * 1024), 'x')
    for (let left = method === 'PUT' ? length : 0; left > 0; left -= piece.length) {
      if (!sending.write(piece.subarray(0, left))) await once(sending, 'drain')
    }
    sending.end()
    const [response]: IncomingMessage[] = await answered
    let received = 0
    for await (const part of response ?? []) received += Buffer.byteLength(part)
    if (response?.statusCode !== 200 || (method === 'GET' && received !== length)) {
      throw new Error(`${method} ${path} was answered ${response?.statusCode}, ${received} bytes`)
    }
    return {
      what: method === 'PUT' ? 'put' : 'get',
      bytes: length,
      seconds: (performance.now() - began) / 1000,
      peakBytes: peakResidentBytes(server.pid),
    }
  }
  try {
    await send('PUT', '/bench', 0)
    return [await send('PUT', '/bench/large', bytes), await send('GET', '/bench/large', bytes)]
  } finally {
    await server.stop()
  }
}
