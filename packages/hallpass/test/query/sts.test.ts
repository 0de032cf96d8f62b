import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { callQuery, createQueryClient } from '../../src/query/query.ts'
import { createStsClient, type StsClient, type StsClientOptions } from '../../src/query/sts.ts'
import type { HttpResponse } from '../../src/wire/http.ts'
import { createTransport } from '../../src/wire/transport.ts'
import { failureOf } from '../wire/failure.ts'
import { serveReplies, type Reply } from './scripted-service.ts'
import { assumeRoleAnswer, errorAnswer, sessionKeys } from './sts-answers.ts'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 3_000)
const credentials = {
  accessKeyId: 'AKIAEXAMPLEEXAMPLE00',
  secretAccessKey: 'SECRETKEYSECRETKEY',
  sessionToken: 'SESSIONTOKENSESSIONTOKEN',
}
const noon = new Date('2026-11-22T12:00:00Z')
const input = {
  roleArn: 'arn:aws:iam::123456789012:role/InstruqtS3Access',
  roleSessionName: 'identified@domain.ext',
}
const accepted: Reply = { body: assumeRoleAnswer() }

function clientFor(endpoint: URL, options: Partial<StsClientOptions> = {}): StsClient & { waits: number[] } {
  const waits: number[] = []
  const client = createStsClient({
    endpoint,
    region: 'eu-west-1',
    credentials,
    transport: createTransport({ timeoutMs: 5_000 }),
    now: () => noon,
    random: () => 0.5,
    sleep: async (milliseconds) => void waits.push(milliseconds),
    ...options,
  })
  return { ...client, waits }
}

describe('assumeRole is refused', () => {
  it('once and for all when AWS denies it, without a secret in the error', async () => {
    const { endpoint, received } = await serveReplies({
      status: 403,
      body: errorAnswer('AccessDenied', `no ${credentials.sessionToken}`),
    })
    const error = await failureOf(clientFor(endpoint).assumeRole(input))
    expect(error).toMatchObject({ code: 'AccessDenied', facts: { status: 403, awsCode: 'AccessDenied' } })
    expect(error.message).toBe('AWS refused sts:AssumeRole: AccessDenied: no [not shown]')
    expect(received).toHaveLength(1)
  })

  for (const [name, body] of [
    ['an HTML page', '<!DOCTYPE html><html>Log in to the network</html>'],
    ['XML that was cut off', assumeRoleAnswer().slice(0, 300)],
    ['the answer to another action', '<GetCallerIdentityResponse/>'],
    ['nothing', ''],
  ] as const) {
    it(`with ResponseInvalid when ${name} comes with status 200`, async () => {
      const { endpoint, received } = await serveReplies({ body, headers: { 'content-type': 'text/html' } })
      const error = await failureOf(clientFor(endpoint).assumeRole(input))
      expect(error.code).toBe('ResponseInvalid')
      expect(error.message).toBe(
        `${endpoint.host} answered sts:AssumeRole with something that AWS does not send (status 200, text/html)`,
      )
      expect(received).toHaveLength(1)
    })
  }

  const unusable = [
    ...['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration', 'Arn', 'AssumedRoleId'].flatMap(
      (name) => [undefined, '', 'two words', 'line\nbreak', '&#9;'].map((value) => [name, value] as const),
    ),
    ['AccessKeyId', 'short'],
    ['Expiration', 'tomorrow'],
    ['Expiration', '2026-13-40T00:00:00Z'],
    ['Expiration', '1795352400'],
    ['Arn', 'InstruqtS3Access'],
  ] as const
  for (const [name, value] of unusable) {
    it(`with ResponseInvalid when ${name} is ${JSON.stringify(value)}`, async () => {
      const { endpoint } = await serveReplies({ body: assumeRoleAnswer({ [name]: value }) })
      const error = await failureOf(clientFor(endpoint).assumeRole(input))
      expect(error).toMatchObject({
        code: 'ResponseInvalid',
        message: `the answer of ${endpoint.host} has no usable ${name}`,
      })
    })
  }

  it('with the last error when it fails three times', async () => {
    const { endpoint, received } = await serveReplies({ status: 503, body: '' })
    const client = clientFor(endpoint)
    expect((await failureOf(client.assumeRole(input))).code).toBe('AwsUnavailable')
    expect(received).toHaveLength(3)
    expect(client.waits).toEqual([50, 100])
  })

  it('at once when it is called off between two attempts', async () => {
    const controller = new AbortController()
    const { endpoint, received } = await serveReplies(() => {}, accepted)
    const { endpoint: throttled } = await serveReplies({
      status: 400,
      body: errorAnswer('Throttling', 'Rate exceeded'),
    })
    const waiting = failureOf(
      clientFor(throttled, { sleep: undefined, random: () => 0.999 }).assumeRole(input, {
        signal: controller.signal,
      }),
    )
    const asking = failureOf(clientFor(endpoint).assumeRole(input, { signal: controller.signal }))
    setTimeout(() => controller.abort(), 100)
    expect([(await waiting).code, (await asking).code]).toEqual(['Aborted', 'Aborted'])
    expect(received).toHaveLength(1)
  })

  it('as a mistake of the program when there is nothing to sign with', async () => {
    const client = clientFor(new URL('http://127.0.0.1:1'), { credentials: undefined })
    await expect(client.assumeRole(input)).rejects.toThrow(TypeError)
  })
})

describe('assumeRole recovers', () => {
  const replies: readonly [name: string, reply: Reply, waits: readonly number[]][] = [
    ['a status 500', { status: 500, body: '<html/>' }, [50]],
    ['a status 503 of a proxy', { status: 503, body: '' }, [50]],
    ['throttling', { status: 400, body: errorAnswer('Throttling', 'Rate exceeded') }, [250]],
    ['a connection that is dropped', (socket) => socket.destroy(), [50]],
    ['a connection that is reset', (socket) => socket.resetAndDestroy(), [50]],
    [
      'an answer that is cut off',
      (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n<'),
      [50],
    ],
  ]
  for (const [name, reply, waits] of replies) {
    it(`from ${name}`, async () => {
      const { endpoint, received } = await serveReplies(reply, accepted)
      const client = clientFor(endpoint)
      expect((await client.assumeRole(input)).credentials).toMatchObject(sessionKeys)
      expect(received).toHaveLength(2)
      expect(client.waits).toEqual(waits)
    })
  }

  it('from an answer that never comes', async () => {
    const { endpoint, received } = await serveReplies(() => {}, accepted)
    expect((await clientFor(endpoint, { timeoutMs: 100 }).assumeRole(input)).credentials).toMatchObject(
      sessionKeys,
    )
    expect(received).toHaveLength(2)
  })
})

describe('a clock that is 20 minutes off', () => {
  const expired = {
    status: 403,
    body: errorAnswer(
      'SignatureDoesNotMatch',
      'Signature expired: 20261122T120000Z is now earlier than 20261122T120500Z',
    ),
  }
  const aheadOfUs = { date: 'Sun, 22 Nov 2026 12:20:00 GMT' }

  it('is ClockSkewed when AWS does not tell its time', async () => {
    const { endpoint, received } = await serveReplies({ ...expired, headers: { date: 'never' } })
    expect((await failureOf(clientFor(endpoint).assumeRole(input))).code).toBe('ClockSkewed')
    expect(received).toHaveLength(1)
  })

  it('is corrected once, and not for ever', async () => {
    const { endpoint, received } = await serveReplies({ ...expired, headers: aheadOfUs })
    expect((await failureOf(clientFor(endpoint).assumeRole(input))).code).toBe('ClockSkewed')
    expect(received.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20261122T120000Z',
      '20261122T122000Z',
    ])
  })

  it('is not taken for the reason when the secret key is wrong and the clock is right', async () => {
    const wrong = { status: 403, body: errorAnswer('SignatureDoesNotMatch', 'It does not match.') }
    const { endpoint, received } = await serveReplies({ ...wrong, headers: { date: noon.toUTCString() } })
    expect((await failureOf(clientFor(endpoint).assumeRole(input))).code).toBe('SignatureDoesNotMatch')
    expect(received).toHaveLength(1)
  })

  it('is corrected by AWS’s, without a wait, for this call and the next', async () => {
    const { endpoint, received } = await serveReplies({ ...expired, headers: aheadOfUs }, accepted)
    const client = clientFor(endpoint)
    await client.assumeRole(input)
    await client.assumeRole(input)
    expect(received.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20261122T120000Z',
      '20261122T122000Z',
      '20261122T122000Z',
    ])
    expect(client.waits).toEqual([])
  })
})

describe('assumeRole', () => {
  it('sends every field under the name that AWS gives it', async () => {
    const { endpoint, received } = await serveReplies(accepted)
    await clientFor(endpoint, { userAgent: 'hallpass/test' }).assumeRole({
      ...input,
      durationSeconds: 900,
      policy: '{"Version":"2012-10-17"}',
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      tags: [{ key: 'class', value: 'one two' }],
      transitiveTagKeys: ['class'],
      externalId: 'external',
      serialNumber: 'arn:aws:iam::123456789012:mfa/ada',
      tokenCode: '123456',
      sourceIdentity: 'ada',
    })
    expect(received[0]?.form).toEqual({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: input.roleArn,
      RoleSessionName: 'identified@domain.ext',
      DurationSeconds: '900',
      Policy: '{"Version":"2012-10-17"}',
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      'Tags.member.1.Key': 'class',
      'Tags.member.1.Value': 'one two',
      'TransitiveTagKeys.member.1': 'class',
      ExternalId: 'external',
      SerialNumber: 'arn:aws:iam::123456789012:mfa/ada',
      TokenCode: '123456',
      SourceIdentity: 'ada',
    })
    expect(received[0]?.headers).toMatchObject({
      'user-agent': 'hallpass/test',
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-amz-security-token': credentials.sessionToken,
    })
  })

  it('returns what AWS answered', async () => {
    const { endpoint } = await serveReplies({
      body: assumeRoleAnswer({ PackedPolicySize: '12', SourceIdentity: 'ada' }),
    })
    expect(await clientFor(endpoint).assumeRole(input)).toEqual({
      credentials: { ...sessionKeys, expiration: new Date('2026-11-22T13:00:00Z') },
      assumedRoleUser: {
        arn: 'arn:aws:sts::123456789012:assumed-role/InstruqtS3Access/identified@domain.ext',
        assumedRoleId: 'AROAEXAMPLEEXAMPLE000:identified@domain.ext',
      },
      packedPolicySize: 12,
      sourceIdentity: 'ada',
    })
  })

  it('asks for its credentials at every call where they are a function', async () => {
    const { endpoint, received } = await serveReplies(accepted)
    let call = 0
    const client = clientFor(endpoint, {
      credentials: async () => ({ accessKeyId: `AKIAEXAMPLE${++call}`, secretAccessKey: 'secret' }),
    })
    await client.assumeRole(input)
    await client.assumeRole(input)
    const ids = received.map(({ headers }) => /Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1])
    expect(ids).toEqual(['AKIAEXAMPLE1', 'AKIAEXAMPLE2'])
  })

  it('keeps to the path of the endpoint URL', async () => {
    const targets: string[] = []
    const client = clientFor(new URL('http://127.0.0.1:1/aws/sts'), {
      transport: async ({ target }) => {
        targets.push(target)
        return { status: 200, headers: {}, body: assumeRoleAnswer() }
      },
    })
    await client.assumeRole(input)
    expect(targets).toEqual(['/aws/sts'])
  })
})

describe('the other calls', () => {
  it('send a web identity token without a signature, and do not repeat it when it is refused', async () => {
    const token = 'WEB.IDENTITY.TOKEN'
    const refused = { status: 400, body: errorAnswer('InvalidIdentityToken', `Value '${token}' is invalid`) }
    const body = assumeRoleAnswer().replaceAll('AssumeRoleRes', 'AssumeRoleWithWebIdentityRes')
    const { endpoint, received } = await serveReplies(refused, { body })
    const client = clientFor(endpoint, { credentials: undefined })
    const error = await failureOf(client.assumeRoleWithWebIdentity({ ...input, webIdentityToken: token }))
    expect(error.message).not.toContain(token)
    const session = await client.assumeRoleWithWebIdentity({ ...input, webIdentityToken: token })
    expect(session.credentials).toMatchObject(sessionKeys)
    expect(received[1]?.form).toMatchObject({ Action: 'AssumeRoleWithWebIdentity', WebIdentityToken: token })
    expect(received[1]?.headers).not.toHaveProperty('authorization')
  })

  it('tell who the caller is', async () => {
    const { endpoint } = await serveReplies({
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::123456789012:user/instruqt</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>
      </GetCallerIdentityResult></GetCallerIdentityResponse>`,
    })
    expect(await clientFor(endpoint).getCallerIdentity()).toEqual({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/instruqt',
      userId: 'AIDAEXAMPLE',
    })
  })

  it('of IAM return the whole answer where an action has no result', async () => {
    const { endpoint, received } = await serveReplies({
      body: '<DeleteUserResponse><ResponseMetadata><RequestId>x</RequestId></ResponseMetadata></DeleteUserResponse>',
    })
    const transport = createTransport()
    const iam = createQueryClient({
      service: 'iam',
      version: '2010-05-08',
      region: 'us-east-1',
      endpoint,
      credentials,
      transport,
    })
    expect(await callQuery(iam, 'DeleteUser', { UserName: 'instruqt' })).toMatchObject({
      name: 'DeleteUserResponse',
    })
    expect(received[0]?.form).toEqual({ Action: 'DeleteUser', Version: '2010-05-08', UserName: 'instruqt' })
    expect(received[0]?.headers.authorization).toContain('/us-east-1/iam/aws4_request')
  })
})

describe('whatever is answered', () => {
  const statuses = fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 599 }))
  const headers = fc.dictionary(
    fc.constantFrom('date', 'content-type', 'x-amzn-requestid'),
    fc.oneof(fc.string({ unit: 'binary' }), fc.constant('Sun, 22 Nov 2026 12:20:00 GMT')),
    { noNullPrototype: true },
  )
  const whole = fc.constantFrom(
    assumeRoleAnswer(),
    errorAnswer('SignatureDoesNotMatch', 'Signature expired: yesterday'),
    JSON.stringify({ __type: 'AccessDenied', message: 'no' }),
  )
  const bodies = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    whole,
    fc
      .tuple(whole, fc.nat(), fc.nat(9), fc.string({ unit: 'binary', maxLength: 9 }))
      .map(([body, at, cut, inserted]) => {
        const position = at % body.length
        return body.slice(0, position) + inserted + body.slice(position + cut)
      }),
    fc.tuple(whole, fc.nat()).map(([body, at]) => body.slice(0, at % body.length)),
    fc
      .dictionary(
        fc.constantFrom(
          'AccessKeyId',
          'SecretAccessKey',
          'SessionToken',
          'Expiration',
          'Arn',
          'PackedPolicySize',
        ),
        fc.constantFrom('', '0', '-1', 'null', '<a/>', '&x;', '9'.repeat(400), '2026-02-31T00:00:00Z'),
        { noNullPrototype: true },
      )
      .map(assumeRoleAnswer),
  )

  it('assumeRole returns usable keys or rejects with an error of ours that holds no secret', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ status: statuses, headers, body: bodies }),
        async (response: HttpResponse) => {
          const client = clientFor(new URL('https://sts.hallpass.test'), { transport: async () => response })
          try {
            const { credentials: keys } = await client.assumeRole(input)
            expect(Object.values(keys).every(Boolean)).toBe(true)
            expect(keys.expiration.getTime()).not.toBeNaN()
          } catch (error) {
            if (!(error instanceof HallpassError)) throw error
            expect(JSON.stringify([error, error.message, error.hint])).not.toMatch(
              /SECRETKEY|SESSIONTOKEN|c2Vzc2lvbi9/,
            )
          }
        },
      ),
      { numRuns },
    )
  })
})
