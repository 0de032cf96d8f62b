import { describe, expect, it } from 'vitest'
import { fetchKeybaseKey } from '../../../src/setup/secret/keybase-key.ts'
import type { HttpRequest, Transport } from '../../../src/wire/http.ts'

function keybase(body: string, status = 200): { transport: Transport; requests: HttpRequest[] } {
  const requests: HttpRequest[] = []
  return {
    requests,
    transport: (request) => {
      requests.push(request)
      return Promise.resolve({ status, headers: {}, body })
    },
  }
}

const answer = (them: unknown): string => JSON.stringify({ status: { code: 0, name: 'OK' }, them })

describe('the key of a keybase user', () => {
  it.each(['http://keybase.io', 'keybase', 'file:///etc/passwd'])(
    'is not fetched from %s: only https tells who answers',
    async (baseUrl) => {
      const { transport, requests } = keybase('')
      await expect(fetchKeybaseKey('martijn', { transport, baseUrl })).rejects.toMatchObject({
        code: 'InvalidInput',
        message: '--keybase-url is no https URL',
      })
      expect(requests).toEqual([])
    },
  )

  it.each(['a', 'martijn&fields=all', 'keybase:martijn', '../x', ''])(
    'is not asked for as %j',
    async (user) => {
      const { transport, requests } = keybase('')
      await expect(fetchKeybaseKey(user, { transport })).rejects.toMatchObject({ code: 'InvalidInput' })
      expect(requests).toEqual([])
    },
  )

  it.each([
    ['there is no such user', answer([null]), 'there is no keybase user martijn'],
    ['the user has no key', answer([{ public_keys: {} }]), 'keybase user martijn has no public key'],
    [
      'the key is empty',
      answer([{ public_keys: { primary: { bundle: '' } } }]),
      'keybase user martijn has no public key',
    ],
  ])('is refused in words when %s', async (_what, body, message) => {
    await expect(fetchKeybaseKey('martijn', keybase(body))).rejects.toMatchObject({
      code: 'PgpKeyUnusable',
      message,
    })
  })

  it.each([
    ['a page', '<html>', 200],
    ['a failure', answer([]), 503],
    ['something else', '{"them":1}', 200],
  ])('is not taken out of %s', async (_what, body, status) => {
    await expect(fetchKeybaseKey('martijn', keybase(body, status))).rejects.toMatchObject({
      code: 'ResponseInvalid',
    })
  })

  it('is the primary one', async () => {
    const { transport, requests } = keybase(answer([{ public_keys: { primary: { bundle: 'KEY' } } }]))
    const key = await fetchKeybaseKey('martijn', { transport, baseUrl: 'https://keys.example.org/mirror/' })
    expect(key).toEqual({ bytes: new TextEncoder().encode('KEY'), from: 'keybase user martijn' })
    expect(requests[0]).toMatchObject({
      method: 'GET',
      target: '/mirror/_/api/1.0/user/lookup.json?usernames=martijn&fields=public_keys',
    })
    expect(requests[0]?.endpoint.host).toBe('keys.example.org')
  })
})
