import { readFileSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/index.ts'
import { type CredentialsEndpoint, serveCredentials } from '../../src/container-endpoint/index.ts'

const keys = {
  accessKeyId: 'ASIAEXAMPLE000000001',
  secretAccessKey: 'a-secret-access-key',
  sessionToken: 'a-session-token',
  expiration: new Date('2026-11-23T10:00:00Z'),
}
let asked = 0
let credentials: () => Promise<typeof keys>
let endpoint: CredentialsEndpoint

beforeEach(async () => {
  asked = 0
  credentials = async () => keys
  endpoint = await serveCredentials({
    credentials: async () => {
      asked += 1
      return credentials()
    },
  })
})
afterEach(() => endpoint.close())

function ask(headers: Readonly<Record<string, string>>, more: { path?: string; method?: string } = {}) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request(endpoint.url, { headers, ...more }, (response) => {
      let body = ''
      response.on('data', (part) => (body += String(part)))
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const token = (): string => readFileSync(endpoint.tokenFile, 'utf8')

describe('the container credentials endpoint of this machine', () => {
  it.each([
    ['without the token', () => ({}), {}, 401],
    ['with another token', () => ({ authorization: `${token()}x` }), {}, 401],
    ['under another name', () => ({ authorization: token(), host: 'rebound.example.com' }), {}, 403],
    ['at another path', () => ({ authorization: token() }), { path: '/' }, 404],
    ['by another method', () => ({ authorization: token() }), { method: 'POST' }, 404],
  ])('gives nothing %s', async (_, headers, more, status) => {
    const answer = await ask(headers(), more)
    expect(answer.status).toBe(status)
    expect(answer.body).not.toMatch(/a-secret|a-session/)
    expect(asked).toBe(0)
  })

  it('gives what the SDKs read, and asks once for all who ask at the same time', async () => {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    credentials = async () => gate.then(() => keys)
    const asking = Promise.all(Array.from({ length: 20 }, () => ask({ authorization: token() })))
    // Refused ones that were sent later are answered: those before have arrived.
    for (let count = 0; count < 5; count += 1) await ask({})
    open()
    const answers = await asking
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(JSON.parse(answers[0]?.body ?? '')).toEqual({
      AccessKeyId: 'ASIAEXAMPLE000000001',
      SecretAccessKey: 'a-secret-access-key',
      Token: 'a-session-token',
      Expiration: '2026-11-23T10:00:00Z',
    })
    expect(asked).toBe(1)
  })

  it('says why there are no keys, and has them again afterwards', async () => {
    credentials = () => Promise.reject(new HallpassError('StateConflict', 'this lease is suspended'))
    expect(await ask({ authorization: token() })).toEqual({
      status: 400,
      body: '{"Code":"StateConflict","Message":"this lease is suspended"}',
    })
    credentials = async () => keys
    expect((await ask({ authorization: token() })).status).toBe(200)
  })

  it('keeps the token where nobody else reads it, and takes it away at the end', () => {
    expect(statSync(endpoint.tokenFile).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(endpoint.tokenFile)).mode & 0o777).toBe(0o700)
    endpoint.close()
    expect(statSync(endpoint.tokenFile, { throwIfNoEntry: false })).toBeUndefined()
  })
})
