import * as dynamodbClient from '@aws-sdk/client-dynamodb'
import * as iamClient from '@aws-sdk/client-iam'
import * as s3Client from '@aws-sdk/client-s3'
import * as secretsManagerClient from '@aws-sdk/client-secrets-manager'
import * as ssmClient from '@aws-sdk/client-ssm'
import * as snsClient from '@aws-sdk/client-sns'
import * as sqsClient from '@aws-sdk/client-sqs'
import * as stsClient from '@aws-sdk/client-sts'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import {
  createLocalAws,
  type Listening,
  type LocalAws,
  type LocalAwsOptions,
  type LogEntry,
} from '@hallpass/local-aws'

import type { Call } from '../../src/protocol/index.ts'
import { dynamodbActions } from '../../src/dynamodb/index.ts'
import { iamActions } from '../../src/iam/index.ts'
import { totp } from '../../src/model/totp.ts'
import { s3Operations } from '../../src/s3/index.ts'
import { secretsManagerActions } from '../../src/secretsmanager/index.ts'
import { ssmActions } from '../../src/ssm/index.ts'
import { snsActions } from '../../src/sns/index.ts'
import { sqsActions } from '../../src/sqs/index.ts'
import { decodeBase32 } from '../base32.ts'
import { accountId } from '../local-aws-fixture.ts'
import { samlMetadata, samlResponse, usualAttributes } from '../saml/identity-provider.ts'
import { expectComesBack, expectKept } from '../snapshot/expect-comes-back.ts'
import { createTokenIssuer, type TokenIssuer } from '../sts/token-issuer.ts'
import { certificatePem, keyPem, newRsaKey, sshPublicKey } from '../certificates.ts'
import { cleanEnvironment, requireTool } from '../tools.ts'
import { everyAction } from './every-action.ts'

const stsNames = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'GetAccessKeyInfo',
  'GetCallerIdentity',
  'GetFederationToken',
  'GetSessionToken',
  'GetWebIdentityToken',
]
const all = [
  ...stsNames.map((name) => `sts:${name}`),
  ...[...iamActions.keys()].map((name) => `iam:${name}`),
  ...s3Operations.map(({ name }) => `s3:${name}`),
  ...[...ssmActions.actions.keys()].map((name) => `ssm:${name}`),
  ...[...secretsManagerActions.actions.keys()].map((name) => `secretsmanager:${name}`),
  ...[...dynamodbActions.actions.keys()].map((name) => `dynamodb:${name}`),
  ...[...snsActions.keys()].map((name) => `sns:${name}`),
  ...[...sqsActions(() => new Date()).actions.keys()].map((name) => `sqs:${name}`),
]

/** An OIDC provider on loopback, asked over HTTP as it will be outside of tests. */
let provider: Server
let issuer: TokenIssuer
const folder = mkdtempSync(join(tmpdir(), 'local-aws-clients-'))

beforeAll(async () => {
  provider = createServer((request, response) => {
    const document = issuer.documents.get(`http://${request.headers.host ?? ''}${request.url ?? ''}`)
    response.writeHead(document === undefined ? 404 : 200).end(document)
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  const address = provider.address()
  const port = typeof address === 'object' ? address?.port : undefined
  issuer = createTokenIssuer(() => new Date(), `http://127.0.0.1:${port ?? 0}`)
})

afterAll(() => {
  provider.closeAllConnections()
  provider.close()
  rmSync(folder, { recursive: true })
})

interface Run {
  readonly server: Listening
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly aws: LocalAws
  /** The actions that were answered: well, or with a refusal that was expected. */
  readonly reached: () => ReadonlySet<string>
}

async function start(options: LocalAwsOptions = {}): Promise<Run> {
  const log: LogEntry[] = []
  const aws = createLocalAws({ ...options, accountId, log: (entry) => log.push(entry) })
  const server = await aws.listen()
  return { server, aws, keys: aws.admin, reached: () => new Set(log.map(({ action }) => action)) }
}

const rsaKey = newRsaKey()
const certificateValues = {
  certificate: certificatePem({ key: rsaKey, name: 'www.example.com' }),
  privateKey: keyPem(rsaKey),
  otherKey: keyPem(newRsaKey()),
  sshKey: sshPublicKey(rsaKey),
}

const values = (): Record<string, string> => {
  const [configuration = ''] = issuer.documents.keys()
  const attributes = usualAttributes(
    `arn:aws:iam::${accountId}:role/Guest`,
    `arn:aws:iam::${accountId}:saml-provider/idp`,
  )
  return {
    // One-time codes are counted from here: which half minute it is may change on the way.
    started: String(Math.floor(Date.now() / 1000)),
    issuer: configuration.replace('/.well-known/openid-configuration', ''),
    token: issuer.token(),
    expired: issuer.token({ exp: 1 }),
    rejected: issuer.token({ 'https://aws.amazon.com/tags': 'none' }),
    unreachable: issuer.token({ iss: 'http://127.0.0.1:1' }),
    metadata: samlMetadata(),
    ...certificateValues,
    assertion: samlResponse(new Date(), { attributes }),
    oldAssertion: samlResponse(new Date(), { attributes, issuedAt: -600 }),
  }
}

describe('every action', () => {
  it('is driven by the AWS SDK for JavaScript, refusals come as its own classes, and what each leaves is kept', async () => {
    const reads = recordReads()
    const data = join(folder, 'data')
    const run = await start({ data })
    const settings = { endpoint: run.server.url, region: 'us-east-1', credentials: run.keys, maxAttempts: 1 }
    const clients = {
      dynamodb: { module: dynamodbClient, client: new dynamodbClient.DynamoDBClient(settings) },
      iam: { module: iamClient, client: new iamClient.IAMClient(settings) },
      s3: { module: s3Client, client: new s3Client.S3Client({ ...settings, forcePathStyle: true }) },
      secretsmanager: {
        module: secretsManagerClient,
        client: new secretsManagerClient.SecretsManagerClient(settings),
      },
      ssm: { module: ssmClient, client: new ssmClient.SSMClient(settings) },
      sns: { module: snsClient, client: new snsClient.SNSClient(settings) },
      sqs: { module: sqsClient, client: new sqsClient.SQSClient(settings) },
      sts: { module: stsClient, client: new stsClient.STSClient(settings) },
    }
    const saved = new Map(Object.entries(values()))
    for (const step of everyAction) {
      const { module, client } = clients[step.service]
      const Command: unknown = Reflect.get(module, `${step.operation}Command`)
      if (typeof Command !== 'function') throw new Error(`no command ${step.operation}`)
      const send: unknown = Reflect.get(client, 'send')
      if (typeof send !== 'function') throw new Error('no send')
      const outcome = await Promise.resolve(
        send.call(client, Reflect.construct(Command, [fill(step.input ?? {}, saved)])),
      ).then(
        (answer: unknown) => ({ answer, error: undefined }),
        (error: unknown) => ({ answer: undefined, error }),
      )
      expect([step.operation, nameOf(outcome.error)]).toEqual([step.operation, withoutSuffix(step.error)])
      if (step.error !== undefined) {
        const Class: unknown =
          Reflect.get(module, step.error) ?? Reflect.get(module, `${step.error}Exception`)
        if (typeof Class === 'function') expect(outcome.error).toBeInstanceOf(Class)
      }
      for (const [name, path] of Object.entries(step.save ?? {})) saved.set(name, at(outcome.answer, path))
      await expectKept(run.aws, data, folder)
    }
    await expectComesBack(run.aws, folder)
    for (const { client } of Object.values(clients)) client.destroy()
    await run.server.close()
    expect(all.filter((action) => !run.reached().has(action))).toEqual([])
    expect(reads.unread()).toEqual([])
  })

  it.runIf(requireTool('every action of the local AWS with boto3', 'boto3'))(
    'is driven by boto3',
    { timeout: 600_000 },
    async () => {
      const run = await start()
      expect(await python('boto3', run)).toEqual({ code: 0, stderr: '' })
      await run.server.close()
      expect(all.filter((action) => !run.reached().has(action))).toEqual([])
    },
  )

  it.runIf(requireTool('every action of the local AWS with the AWS CLI', 'aws-module'))(
    'is driven by the AWS CLI',
    { timeout: 600_000 },
    async () => {
      const run = await start()
      expect(await python('cli', run)).toEqual({ code: 0, stderr: '' })
      await run.server.close()
      expect(all.filter((action) => !run.reached().has(action))).toEqual([])
    },
  )
})

/** Watches which parameters IAM's actions read: what an action says it takes it must look at. */
function recordReads(): { readonly unread: () => readonly string[] } {
  const read = new Set<string>()
  const taken = [...iamActions.values()].flatMap(({ name, parameters }) =>
    parameters.map((parameter) => `${name} ${parameter}`),
  )
  if (!(iamActions instanceof Map)) throw new TypeError('the actions of IAM are no map')
  for (const [name, action] of iamActions) {
    const watched = (call: Call): Call => ({
      ...call,
      params: new WatchedMap(call.params, (key) => read.add(`${name} ${key}`)),
    })
    iamActions.set(name, {
      ...action,
      needs: (call: Call) => action.needs(watched(call)),
      run: (call: Call) => action.run(watched(call)),
    })
  }
  return { unread: () => taken.filter((parameter) => !parameter.includes('[') && !read.has(parameter)) }
}

class WatchedMap extends Map<string, string> {
  readonly #see: (key: string) => void

  constructor(params: ReadonlyMap<string, string>, see: (key: string) => void) {
    super(params)
    this.#see = see
  }

  override get(key: string): string | undefined {
    this.#see(key)
    return super.get(key)
  }

  override has(key: string): boolean {
    this.#see(key)
    return super.has(key)
  }
}

/** Both in one process: starting Python and loading the models takes most of a second each time. */
function python(client: 'boto3' | 'cli', run: Run): Promise<{ code: number | null; stderr: string }> {
  const env = cleanEnvironment({
    HOME: folder,
    AWS_ENDPOINT_URL: run.server.url,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: run.keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: run.keys.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    PYTHONWARNINGS: 'ignore',
  })
  const script = join(import.meta.dirname, 'drive-every-action.py')
  const child = spawn('python3', [script, client], { env, stdio: ['pipe', 'ignore', 'pipe'] })
  child.stdin.end(JSON.stringify({ steps: everyAction, values: values(), file: join(folder, 'out') }))
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, stderr }))
  })
}

/** The input with what was saved in place of its names. */
function fill(value: unknown, saved: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, saved))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, saved)]))
  }
  if (typeof value !== 'string') return value
  const step = /^\$code:(-?\d)$/.exec(value)?.[1]
  if (step !== undefined) {
    const seconds = Number(saved.get('started')) + Number(step) * 30
    return totp(decodeBase32(saved.get('seed') ?? ''), new Date(seconds * 1000))
  }
  let text = value
  for (const [name, filled] of saved) text = text.replaceAll(`$${name}`, filled)
  return text
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? withoutSuffix(error.name) : undefined
}

/** The SDK's classes have it whether the code on the wire has it or not. */
function withoutSuffix(name: string | undefined): string | undefined {
  return name?.replace(/(?<!^ExpiredToken)Exception$/, '')
}

function at(answer: unknown, path: string): string {
  let value = answer
  for (const part of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)
}
