import { spawn, type ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Credentials } from '../../src/base/credentials.ts'
import { child, childText, type XmlElement } from '../../src/query/answer-xml.ts'
import type { QueryStructure } from '../../src/query/query-parameters.ts'
import { callQuery, createQueryClient } from '../../src/query/query.ts'
import { signRequest } from '../../src/query/sigv4/sigv4.ts'
import { createStsClient, type StsClient } from '../../src/query/sts.ts'
import type { HttpResponse } from '../../src/wire/http.ts'
import { retry } from '../../src/wire/retry.ts'
import { createTransport } from '../../src/wire/transport.ts'
import { requireTool } from '../tools.ts'
import { failureOf } from '../wire/failure.ts'
import { closedPort } from '../wire/loopback.ts'

// moto verifies signatures with botocore's signer: another implementation than ours and our own local AWS's.
describe.runIf(requireTool('aws/moto', 'moto'))('moto, with authentication on', () => {
  const anyone = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'not checked yet' }
  const setupActions = 4
  const region = 'eu-west-1'
  const roleArn = 'arn:aws:iam::123456789012:role/InstruqtS3Access'
  const transport = createTransport()
  let moto: ChildProcess | undefined
  let endpoint: URL
  let user: Credentials

  const iam = (action: string, parameters: QueryStructure): Promise<XmlElement> =>
    callQuery(
      createQueryClient({
        service: 'iam',
        version: '2010-05-08',
        endpoint,
        region: 'us-east-1',
        credentials: anyone,
        transport,
        maxAttempts: 1,
      }),
      action,
      parameters,
    )
  const sts = (credentials: Credentials): StsClient =>
    createStsClient({ endpoint, region, credentials, transport })
  const s3 = (
    credentials: Credentials,
    method: string,
    target: string,
    body?: string,
  ): Promise<HttpResponse> => {
    const request = { method, endpoint, target, headers: { 'content-type': 'text/plain' }, body }
    return transport(
      signRequest(request, { credentials, region: 'us-east-1', service: 's3', now: new Date() }),
    )
  }

  beforeAll(async () => {
    endpoint = await closedPort()
    moto = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', endpoint.port], {
      env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: String(setupActions) },
      stdio: 'ignore',
    })
    const isUp = { method: 'GET', endpoint, target: '/moto-api/data.json', headers: {} }
    await retry(() => transport(isUp), { maxAttempts: 60, random: () => 0.5 })
    await iam('CreateUser', { UserName: 'instruqt' })
    const key = child(await iam('CreateAccessKey', { UserName: 'instruqt' }), 'AccessKey')
    user = {
      accessKeyId: childText(key, 'AccessKeyId') ?? '',
      secretAccessKey: childText(key, 'SecretAccessKey') ?? '',
    }
    await iam('PutUserPolicy', {
      UserName: 'instruqt',
      PolicyName: 'p',
      PolicyDocument: allow(['sts:*', 's3:*']),
    })
    await iam('CreateRole', {
      RoleName: 'InstruqtS3Access',
      AssumeRolePolicyDocument: allow(['sts:AssumeRole']),
    })
  })

  afterAll(async () => {
    if (!moto) return
    const ended = new Promise((resolve) => moto?.once('exit', resolve))
    moto.kill()
    await ended
  })

  it('refuses a key that does not exist', async () => {
    const error = await failureOf(sts(anyone).getCallerIdentity())
    expect(error).toMatchObject({ code: 'InvalidClientTokenId', facts: { status: 403 } })
  })

  it('refuses a secret that does not belong to its key, and nothing shows the secret', async () => {
    const wrong = { ...user, secretAccessKey: 'WRONGSECRETWRONGSECRET' }
    const error = await failureOf(sts(wrong).getCallerIdentity())
    expect(error.code).toBe('SignatureDoesNotMatch')
    expect(JSON.stringify([error, error.message, error.hint])).not.toContain(wrong.secretAccessKey)
  })

  it('refuses what the user may not do', async () => {
    const client = createQueryClient({
      service: 'iam',
      version: '2010-05-08',
      endpoint,
      region,
      credentials: user,
      transport,
    })
    expect((await failureOf(callQuery(client, 'ListUsers'))).code).toBe('AccessDenied')
  })

  // moto verifies the form as Python would write it, with a plus for a space: there is none in here.
  it('accepts our signature for AssumeRole with tags and text beyond ASCII', async () => {
    const session = await sts(user).assumeRole({
      roleArn,
      roleSessionName: 'identified@domain.ext',
      durationSeconds: 900,
      tags: [{ key: 'class', value: "grüße+'quotes'&(more)*" }],
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      }),
    })
    expect(session.assumedRoleUser.arn).toMatch(/:assumed-role\/InstruqtS3Access\/identified@domain\.ext$/)
  })

  // Keys that need more encoding than a space moto refuses from boto3 too.
  it('accepts our signatures for S3, and the paths that only S3 leaves as they are', async () => {
    expect((await s3(user, 'PUT', '/attic')).status).toBe(200)
    for (const key of ['plain.txt', 'with%20space', 'a//b', 'a/../b']) {
      expect({ key, status: (await s3(user, 'PUT', `/attic/${key}`, 'text')).status }).toEqual({
        key,
        status: 200,
      })
    }
    const listed = await s3(user, 'GET', '/attic?list-type=2&prefix=with%20')
    expect(listed.body).toContain('<Key>with space</Key>')
  })
})

function allow(actions: readonly string[]): string {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
