import { createServer, type RequestListener, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { fetchDocument } from '../../src/base/fetch-document.ts'

let server: Server
let url: string
let answer: RequestListener

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('fetching a document', () => {
  it.each([301, 404, 500])('fails with status %i', async (status) => {
    answer = (_, response) => response.writeHead(status, { Location: '/elsewhere' }).end('{}')
    await expect(fetchDocument(url)).rejects.toThrow(`status ${status}`)
  })

  it('stops reading what is too long', async () => {
    let sent = 0
    answer = (_, response) => {
      const write = (): void => {
        while (sent < 1e9 && response.write('x'.repeat(65_536))) sent += 65_536
      }
      response.on('drain', write).on('error', () => {})
      write()
    }
    await expect(fetchDocument(url)).rejects.toThrow('over 262144 bytes')
    expect(sent).toBeLessThan(1e9)
  })

  it('fails where nobody answers', async () => {
    await expect(fetchDocument('http://127.0.0.1:1/')).rejects.toThrow('ECONNREFUSED')
    await expect(fetchDocument('ftp://127.0.0.1/')).rejects.toThrow('Protocol')
  })

  it('gets the text', async () => {
    answer = (_, response) => response.end('{"ü":1}')
    expect(await fetchDocument(url)).toBe('{"ü":1}')
  })
})
