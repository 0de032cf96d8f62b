import { expect, it } from 'vitest'

import { formatLogEntry, type RawRequest } from '@hallpass/local-aws'

import { createFixture, createSetup, credentials, refusal } from '../local-aws-fixture.ts'
import { createTokenIssuer } from '../sts/token-issuer.ts'

/** The forms in which a secret could show. */
const disguises = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  JSON.stringify(secret).slice(1, -1),
]

it('no secret, token or signature gets into the log or into a refusal', async () => {
  const fixture = createFixture()
  const sent: RawRequest[] = []
  const answers: string[] = []
  const { handle } = fixture.aws
  const watched = {
    ...fixture,
    aws: {
      ...fixture.aws,
      handle: async (request: RawRequest) => {
        sent.push(request)
        const response = await handle(request)
        if (response.status >= 400) answers.push(JSON.stringify(response.headers), String(response.body))
        return response
      },
    },
  }
  const { issuer, roleArn } = await createSetup(fixture)
  const session = credentials(
    await fixture.query(issuer, 'sts', { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me' }),
  )
  const issuedTo = credentials(await fixture.query(issuer, 'sts', { Action: 'GetSessionToken' }))
  const identity = createTokenIssuer(() => fixture.clock.now).token({ iss: 'https://nobody.example.com' })
  const form = (fields: Record<string, string>): Promise<unknown> =>
    watched.aws.handle({
      method: 'POST',
      target: '/federation',
      rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'],
      body: Buffer.from(new URLSearchParams(fields).toString()),
    })
  const Session = JSON.stringify({
    sessionId: session.accessKeyId,
    sessionKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
  })
  await form({ Action: 'getSigninToken', Session, SessionDuration: '1' })
  await form({ Action: session.secretAccessKey, Session })
  await form({ Action: 'login', SigninToken: session.sessionToken, Destination: session.sessionToken })
  for (const Authorization of [
    `AWS4-HMAC-SHA256 Credential=x, Signature=${session.secretAccessKey}, SignedHeaders=host`,
    `Bearer ${session.secretAccessKey}`,
    session.secretAccessKey,
  ]) {
    for (const target of ['/', '/bucket', `/?Action=${session.sessionToken}`]) {
      await watched.aws.handle({
        method: 'GET',
        target,
        rawHeaders: ['Host', 'localhost', 'Authorization', Authorization],
        body: Buffer.of(),
      })
    }
  }
  expect(refusal(await fixture.query(session, 'iam', { Action: 'ListUsers' }))[0]).toBe(403)
  fixture.clock.now = new Date('2026-11-22T14:00:00Z')
  expect(refusal(await fixture.query(session, 'sts', { Action: 'GetCallerIdentity' }))[0]).toBe(403)

  for (const WebIdentityToken of [identity, `${identity}x`, identity.repeat(60), '.', session.sessionToken]) {
    await watched.aws.handle({
      method: 'POST',
      target: '/',
      rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'],
      body: Buffer.from(
        new URLSearchParams({
          Action: 'AssumeRoleWithWebIdentity',
          Version: '2011-06-15',
          RoleArn: roleArn,
          RoleSessionName: 'me',
          WebIdentityToken,
        }).toString(),
      ),
    })
  }
  expect(refusal(await fixture.query(issuedTo, 'iam', { Action: 'ListUsers' }))[0]).toBe(403)

  const seen = [...fixture.log.map(formatLogEntry), JSON.stringify(fixture.log), ...answers].join('\n')
  const secrets = [
    fixture.aws.admin.secretAccessKey,
    issuer.secretAccessKey,
    session.secretAccessKey,
    session.sessionToken,
    issuedTo.secretAccessKey,
    issuedTo.sessionToken,
    identity,
  ].flatMap(disguises)
  const found = (text: string): string[] => secrets.filter((secret) => text.includes(secret))
  // A search that finds nothing means something only when it finds what is there.
  for (const planted of [
    Buffer.from(session.secretAccessKey).toString('base64'),
    encodeURIComponent(session.sessionToken),
    JSON.stringify({ key: session.secretAccessKey }),
  ]) {
    expect(found(`before ${planted} after`).length).toBeGreaterThan(0)
  }
  expect(answers.length).toBe(2 * sent.length)
  expect(found(seen)).toEqual([])
})
