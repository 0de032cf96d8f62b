import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { sessionCacheFolder } from '../../src/session-cache/cache-folder.ts'
import { type CacheableRequest, cacheKey } from '../../src/session-cache/cache-key.ts'
import { type CachedSession, formatEntry, parseEntry } from '../../src/session-cache/entry.ts'
import { createSessionCache, type SessionCache } from '../../src/session-cache/session-cache.ts'
import { shortName } from '../../src/session-cache/short-name.ts'

const roleArn = 'arn:aws:iam::123456789012:role/InstruqtS3Access'
const key = '["ada"]'
const start = new Date('2026-11-22T12:00:00.000Z')

let now = start
let folder = ''
let cache: SessionCache

beforeEach(() => {
  now = start
  folder = join(mkdtempSync(join(tmpdir(), 'hallpass-cache-')), 'hallpass', 'sessions')
  cache = createSessionCache({ folder, now: () => now })
})

function session(changes: Partial<CachedSession> & { readonly lifeMinutes?: number } = {}): CachedSession {
  const { lifeMinutes = 60, ...rest } = changes
  return {
    credentials: {
      accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiration: new Date(now.getTime() + lifeMinutes * 60_000),
    },
    assumedRoleArn: 'arn:aws:sts::123456789012:assumed-role/InstruqtS3Access/ada',
    roleArn,
    sessionName: 'ada',
    region: 'eu-west-1',
    endpointUrl: undefined,
    longTermIssuer: true,
    issuedAt: now,
    ...rest,
  }
}

function later(minutes: number): void {
  now = new Date(now.getTime() + minutes * 60_000)
}

const unexpected = (): never => {
  throw new Error('STS was asked')
}

describe('a kept session', () => {
  it('is not handed out after it was revoked, while later ones are', async () => {
    await cache.readOrIssue(key, async () => session())
    later(1)
    await cache.forget({ roleArn, sessionName: 'ada' })
    expect(cache.read(key)).toBeUndefined()
    later(1)
    await cache.readOrIssue(key, async () => session())
    expect(cache.read(key)?.issuedAt).toEqual(now)
  })

  it('is not handed out when it was on its way from STS at the moment of revoking', async () => {
    const asked = now
    await cache.readOrIssue(key, async () => {
      later(1)
      await cache.forget({ roleArn, sessionName: 'ada' })
      later(1)
      return session({ issuedAt: asked })
    })
    expect(cache.read(key)).toBeUndefined()
  })

  it('goes with everybody else of its role, and stays when another name or role is revoked', async () => {
    await cache.readOrIssue(key, async () => session())
    await cache.forget({ roleArn, sessionName: 'grace' })
    await cache.forget({ roleArn: `${roleArn}2`, sessionName: undefined })
    expect(cache.read(key)?.sessionName).toBe('ada')
    await cache.forget({ roleArn, sessionName: undefined })
    expect(cache.read(key)).toBeUndefined()
  })

  it.each([
    [60, 44, 46],
    [15, 11, 12],
    [720, 704, 706],
  ])('of %i minutes is good for %i, and asked for anew after %i', async (lifeMinutes, good, over) => {
    const kept = session({ lifeMinutes })
    await cache.readOrIssue(key, async () => kept)
    later(good)
    expect(cache.read(key)).toEqual(kept)
    later(over - good)
    expect(cache.read(key)).toBeUndefined()
  })

  it('is nobody else’s, also where both have the same name', async () => {
    await cache.readOrIssue(key, async () => session())
    renameSync(join(folder, `${shortName(key)}.json`), join(folder, `${shortName('["grace"]')}.json`))
    expect(cache.read('["grace"]')).toBeUndefined()
    const hers = session({ sessionName: 'grace' })
    expect(await cache.readOrIssue('["grace"]', async () => hers)).toEqual(hers)
    expect(cache.read('["grace"]')).toEqual(hers)
  })

  it('is forgotten for as long as AWS’s longest session, and the mark goes then', async () => {
    await cache.forget({ roleArn, sessionName: 'ada' })
    await cache.readOrIssue(key, async () => session())
    await cache.forget({ roleArn, sessionName: 'ada' })
    const marks = () => JSON.parse(readFileSync(join(folder, 'revoked.json'), 'utf8'))
    expect(marks()).toEqual({ [roleArn]: { ada: now.toISOString() } })
    later(13 * 60)
    await cache.forget({ roleArn, sessionName: 'grace' })
    expect(marks()).toEqual({ [roleArn]: { grace: now.toISOString() } })
  })

  it.each(['', '{', '7', '[]', `{"${roleArn}":{"ada":7}}`, `{"${roleArn}":"ada"}`])(
    'is not handed out where the marks say %j, and what comes after the next mark is',
    async (text) => {
      await cache.readOrIssue(key, async () => session())
      later(1)
      writeFileSync(join(folder, 'revoked.json'), text)
      utimesSync(join(folder, 'revoked.json'), now, now)
      expect(cache.read(key)).toBeUndefined()
      later(1)
      const after = session()
      expect(await cache.readOrIssue(key, async () => after)).toEqual(after)
      expect(cache.read(key)).toEqual(after)
      later(1)
      await cache.forget({ roleArn, sessionName: 'grace' })
      expect(cache.read(key)).toBeUndefined()
      later(1)
      await cache.readOrIssue(key, async () => session())
      expect(cache.read(key)).toEqual(session())
    },
  )

  it.skipIf(process.geteuid?.() === 0)('is not handed out where the marks cannot be read', async () => {
    await cache.readOrIssue(key, async () => session())
    writeFileSync(join(folder, 'revoked.json'), '{}', { mode: 0o000 })
    expect(cache.read(key)).toBeUndefined()
  })

  it('of a role or a name that is a word of JavaScript is forgotten as any other', async () => {
    const odd = { roleArn: '__proto__', sessionName: 'constructor' }
    await cache.readOrIssue(key, async () => session(odd))
    await cache.forget({ roleArn, sessionName: 'ada' })
    expect(cache.read(key)).toEqual(session(odd))
    await cache.forget(odd)
    expect(cache.read(key)).toBeUndefined()
  })

  it('of an earlier version goes with the next revocation', async () => {
    await cache.readOrIssue(key, async () => session())
    const old = join(folder, `${'e'.repeat(64)}.json`)
    writeFileSync(old, '{"version":1}', { mode: 0o600 })
    writeFileSync(join(folder, `${'e'.repeat(64)}.revoked`), start.toISOString())
    await cache.forget({ roleArn, sessionName: 'grace' })
    expect(readdirSync(folder)).not.toContain(`${'e'.repeat(64)}.json`)
    expect(cache.read(key)).toEqual(session())
    cache.clean({ all: true })
    expect(readdirSync(folder)).toEqual(['revoked.json'])
  })

  it('is not believed when others could have written it', async () => {
    await cache.readOrIssue(key, async () => session())
    chmodSync(join(folder, `${shortName(key)}.json`), 0o620)
    expect(cache.read(key)).toBeUndefined()
  })

  it('is in a file of its own, for nobody else to read', async () => {
    await cache.readOrIssue(key, async () => session())
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).toEqual([`${shortName(key)}.json`])
    expect(statSync(join(folder, `${shortName(key)}.json`)).mode & 0o777).toBe(0o600)
  })
})

describe('asking', () => {
  it('is done once, however many want it at the same time', async () => {
    let calls = 0
    const issue = async (): Promise<CachedSession> => {
      calls += 1
      await new Promise((resolve) => {
        setTimeout(resolve, 30)
      })
      return session()
    }
    const all = await Promise.all(Array.from({ length: 20 }, () => cache.readOrIssue(key, issue)))
    expect(calls).toBe(1)
    expect(new Set(all.map(({ credentials }) => credentials.accessKeyId)).size).toBe(1)
  })

  it('that fails keeps nothing and holds nobody up', async () => {
    await expect(cache.readOrIssue(key, async () => unexpected())).rejects.toThrow('STS was asked')
    expect(await cache.readOrIssue(key, async () => session())).toEqual(session())
  })

  it('goes on where nothing can be kept', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hallpass-cache-')), 'file')
    writeFileSync(file, '')
    const without = createSessionCache({ folder: join(file, 'sessions'), now: () => now })
    expect(await without.readOrIssue(key, async () => session())).toEqual(session())
    expect(without.read(key)).toBeUndefined()
    expect(without.clean({ all: true })).toBe(0)
  })
})

describe('cleaning', () => {
  it('removes what has expired, or everything', async () => {
    await cache.readOrIssue(key, async () => session({ lifeMinutes: 15 }))
    await cache.readOrIssue('["grace"]', async () => session())
    writeFileSync(join(folder, `${'c'.repeat(32)}.json`), 'half a fi', { mode: 0o600 })
    writeFileSync(join(folder, `${'d'.repeat(64)}.json`), '{"version":1}', { mode: 0o600 })
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    later(20)
    expect(cache.clean()).toBe(3)
    expect(cache.clean({ all: true })).toBe(1)
    expect(readdirSync(folder)).toEqual(['notes.txt'])
  })
})

describe('the text of a kept session', () => {
  it('is read back as it was', async () => {
    expect(parseEntry(formatEntry(session(), key), key)).toEqual(session())
    const local = session({ endpointUrl: 'http://127.0.0.1:4566/' })
    expect(parseEntry(formatEntry(local, key), key)).toEqual(local)
  })

  it('is nothing when a part is missing or of another kind', () => {
    const whole: Record<string, unknown> = JSON.parse(formatEntry(session(), key))
    for (const name of Object.keys(whole)) {
      expect(parseEntry(JSON.stringify({ ...whole, [name]: undefined }))).toBeUndefined()
      expect(parseEntry(JSON.stringify({ ...whole, [name]: 7 }))).toBeUndefined()
    }
  })

  it('is nothing, whatever else is in the file', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseEntry(text)).toBeUndefined()
      }),
    )
  })
})

it('the name of a file is another for a text that differs in one place, and safe on every system', () => {
  const text = cacheKey({ roleArn, sessionName: 'ada', env: { AWS_REGION: 'eu-west-1' } })
  const texts = new Set([text])
  for (let at = 0; at < text.length; at++) {
    for (const unit of ['x', 'é', '€']) texts.add(text.slice(0, at) + unit + text.slice(at + 1))
    texts.add(text.slice(0, at))
  }
  const names = new Set([...texts].map(shortName))
  expect(names.size).toBe(texts.size)
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/)
})

describe('the key', () => {
  const home = mkdtempSync(join(tmpdir(), 'hallpass-home-'))
  const credentials = join(home, 'credentials')
  const request: CacheableRequest = {
    roleArn,
    sessionName: 'ada',
    env: { HOME: home, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SHARED_CREDENTIALS_FILE: credentials },
  }

  it.each([
    { roleArn: `${roleArn}2` },
    { via: [roleArn] },
    { sessionName: 'grace' },
    { durationSeconds: 900 },
    { externalId: 'x' },
    { policy: '{}' },
    { policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    { tags: { team: 'blue' } },
    { transitiveTagKeys: ['team'] },
    { sourceIdentity: 'ada' },
    { serialNumber: 'arn:aws:iam::123456789012:mfa/ada' },
    { webIdentityTokenFile: '/token' },
    { region: 'eu-west-1' },
    { sourceProfile: 'admin' },
    { env: { ...request.env, AWS_ACCESS_KEY_ID: 'AKIAOTHER' } },
    { env: { ...request.env, AWS_PROFILE: 'admin' } },
    { env: { ...request.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' } },
    { env: { ...request.env, AWS_REGION: 'eu-west-1' } },
    { env: { ...request.env, AWS_WEB_IDENTITY_TOKEN_FILE: '/token' } },
  ])('is another with %j', (change) => {
    expect(cacheKey({ ...request, ...change })).not.toBe(cacheKey(request))
  })

  it('is the same whatever the order of tags, and whatever else is in the environment', () => {
    const tags = { team: 'blue', lab: 's3' }
    const turned = { lab: 's3', team: 'blue' }
    const secrets = {
      AWS_SECRET_ACCESS_KEY: 'other',
      AWS_SESSION_TOKEN: 'other',
      AWS_BEARER_TOKEN_BEDROCK: 'other',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'other',
    }
    const env = { ...request.env, PWD: '/elsewhere', ...secrets }
    expect(cacheKey({ ...request, tags: turned, env })).toBe(cacheKey({ ...request, tags }))
  })

  it('is another when the credentials file has changed', () => {
    const before = cacheKey(request)
    writeFileSync(credentials, '[admin]\n')
    expect(cacheKey(request)).not.toBe(before)
    expect(readFileSync(credentials, 'utf8')).toBe('[admin]\n')
  })
})

it('the folder is in the cache folder of the user, as each system has it', () => {
  const env = { HOME: '/home/ada' }
  expect(sessionCacheFolder(env, 'linux')).toBe('/home/ada/.cache/hallpass/sessions')
  expect(sessionCacheFolder({ ...env, XDG_CACHE_HOME: '/cache' }, 'linux')).toBe('/cache/hallpass/sessions')
  expect(sessionCacheFolder({ ...env, XDG_CACHE_HOME: 'cache' }, 'linux')).toBe(
    '/home/ada/.cache/hallpass/sessions',
  )
  expect(sessionCacheFolder(env, 'darwin')).toBe('/home/ada/Library/Caches/hallpass/sessions')
})
