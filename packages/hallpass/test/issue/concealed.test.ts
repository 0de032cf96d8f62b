import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { consoleLink, issue, type IssuedSession, plainCredentials } from '../../src/index.ts'
import { assumeRoleAnswer, sessionKeys } from '../query/sts-answers.ts'

async function issued(): Promise<IssuedSession> {
  return issue({
    roleArn: 'arn:aws:iam::123456789012:role/R',
    sessionName: 'ada',
    credentials: {
      accessKeyId: 'AKIA5NWBQ2LDXHT7VKRM',
      secretAccessKey: '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',
    },
    env: {},
    wire: { transport: async () => ({ status: 200, headers: {}, body: assumeRoleAnswer() }) },
  })
}

/** A line as pino writes it: each field of what is logged by JSON.stringify. */
function asPino(fields: Record<string, unknown>): string {
  const parts = Object.entries(fields).map(([key, value]) => `"${key}":${JSON.stringify(value)}`)
  return `{"level":30,${parts.join(',')}}`
}

/** A line as winston writes it: what is logged becomes fields of the record, which is stringified. */
function asWinston(message: string, meta: object): string {
  return JSON.stringify(Object.assign({ level: 'info', message }, meta))
}

const secrets = [sessionKeys.secretAccessKey, sessionKeys.sessionToken]

describe('an issued session', () => {
  it.each<[string, (session: IssuedSession) => string]>([
    ['console.log', (session) => inspect(session)],
    ['util.inspect with everything', (session) => inspect(session, { depth: 9, showHidden: true })],
    ['a list that is logged', (session) => inspect([session])],
    ['%o', (session) => inspect({ session }, { showHidden: true, showProxy: true, depth: 4 })],
    ['JSON.stringify of it', (session) => JSON.stringify(session)],
    ['JSON.stringify of its credentials', (session) => JSON.stringify(session.credentials)],
    ['JSON.stringify of a copy of the session', (session) => JSON.stringify({ ...session })],
    ['pino, with the session as a field', (session) => asPino({ session })],
    ['pino, with the session as the fields', (session) => asPino({ ...session })],
    ['pino, with the credentials as a field', ({ credentials }) => asPino({ credentials })],
    ['winston, with the session as a field', (session) => asWinston('issued', { session })],
    ['winston, with the session as the fields', (session) => asWinston('issued', session)],
  ])('shows no secret to %s', async (_, show) => {
    const shown = show(await issued())
    for (const secret of secrets) expect(shown).not.toContain(secret)
    expect(shown).toContain(sessionKeys.accessKeyId)
    expect(shown).toContain('[secret]')
  })

  // SECURITY.md says so: a copy is taken to be used.
  it.each<[string, (session: IssuedSession) => unknown]>([
    ['{ ...credentials }', ({ credentials }) => ({ ...credentials })],
    ['structuredClone', ({ credentials }) => structuredClone(credentials)],
    ['Object.entries', ({ credentials }) => Object.fromEntries(Object.entries(credentials))],
    ['plainCredentials', ({ credentials }) => plainCredentials(credentials)],
  ])('holds them all, and a copy by %s shows them', async (_, copy) => {
    const session = await issued()
    expect(session.credentials).toMatchObject(sessionKeys)
    expect(JSON.parse(JSON.stringify(copy(session)))).toEqual({
      ...sessionKeys,
      expiration: '2026-11-22T13:00:00.000Z',
    })
  })
})

describe('a console link', () => {
  it('is not shown by logs, and is there', async () => {
    const link = await consoleLink({
      session: await issued(),
      env: {},
      wire: { transport: async () => ({ status: 200, headers: {}, body: '{"SigninToken":"sign-in"}' }) },
    })
    expect(link.url).toContain('SigninToken=sign-in')
    for (const shown of [inspect(link), JSON.stringify({ link }), asPino({ link })]) {
      expect(shown).not.toContain('sign-in')
      expect(shown).toContain('[secret]')
    }
  })
})
