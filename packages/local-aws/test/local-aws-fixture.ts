import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'

import {
  createLocalAws,
  type KeyPair,
  type LocalAws,
  type LocalAwsOptions,
  type LogEntry,
  type RawResponse,
} from '@hallpass/local-aws'

/** Keys as a client holds them. */
export interface Keys extends KeyPair {
  readonly sessionToken?: string
}

/** A local AWS with a clock that stands still until it is moved, and a log to look at. */
export interface Fixture {
  readonly aws: LocalAws
  readonly log: LogEntry[]
  readonly clock: { now: Date }
  /** Sends a query-protocol request signed by the AWS SDK's own signer. */
  readonly query: (
    keys: Keys,
    service: keyof typeof versions,
    params: Record<string, string>,
    region?: string,
  ) => Promise<RawResponse>
  /** Sends a request of the JSON protocol, signed likewise. */
  readonly json: (
    keys: Keys,
    service: string,
    action: string,
    input?: unknown,
    more?: { readonly region?: string; readonly headers?: Readonly<Record<string, string>> },
  ) => Promise<RawResponse>
  /** Sends an S3 request, signed likewise. */
  readonly rest: (
    keys: Keys,
    method: string,
    target: string,
    body?: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<RawResponse>
}

export const accountId = '111122223333'
const versions = { sts: '2011-06-15', iam: '2010-05-08', sns: '2010-03-31' } as const

/** How `X-Amz-Target` names services, where it is not as signatures do. */
const jsonTargets: Readonly<Record<string, string>> = {
  ssm: 'AmazonSSM',
  sqs: 'AmazonSQS',
  dynamodb: 'DynamoDB_20120810',
  states: 'AWSStepFunctions',
}

export function createFixture(options: LocalAwsOptions = {}): Fixture {
  const clock = { now: new Date('2026-11-22T12:00:00Z') }
  const log: LogEntry[] = []
  const aws = createLocalAws({
    accountId,
    now: () => clock.now,
    log: (entry) => log.push(entry),
    ...options,
  })
  return {
    aws,
    log,
    clock,
    query: async (keys, service, params, region = 'us-east-1') => {
      const body = new URLSearchParams({ Version: versions[service], ...params }).toString()
      const signer = new SignatureV4({ credentials: keys, region, service, sha256: Sha256 })
      const { headers } = await signer.sign(
        {
          method: 'POST',
          protocol: 'http:',
          hostname: 'localhost',
          path: '/',
          headers: { host: 'localhost', 'content-type': 'application/x-www-form-urlencoded' },
          body,
        },
        { signingDate: clock.now },
      )
      return aws.handle({
        method: 'POST',
        target: '/',
        rawHeaders: Object.entries(headers).flat(),
        body: Buffer.from(body),
      })
    },
    json: async (keys, service, action, input = {}, { region = 'us-east-1', headers: more = {} } = {}) => {
      const body = input instanceof Uint8Array ? input : Buffer.from(JSON.stringify(input))
      const signer = new SignatureV4({ credentials: keys, region, service, sha256: Sha256 })
      const target = `${jsonTargets[service] ?? service}.${action}`
      const headers = {
        host: 'localhost',
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': target,
        ...more,
      }
      const signed = await signer.sign(
        { method: 'POST', protocol: 'http:', hostname: 'localhost', path: '/', headers, body },
        { signingDate: clock.now },
      )
      return aws.handle({
        method: 'POST',
        target: '/',
        rawHeaders: Object.entries(signed.headers).flat(),
        body,
      })
    },
    rest: async (keys, method, target, body = '', more = {}) => {
      const [path = '/', query] = target.split('?')
      const signer = new SignatureV4({
        credentials: keys,
        region: 'us-east-1',
        service: 's3',
        sha256: Sha256,
        uriEscapePath: false,
      })
      const { headers } = await signer.sign(
        {
          method,
          protocol: 'http:',
          hostname: 'localhost',
          path,
          query: query === undefined ? {} : Object.fromEntries(new URLSearchParams(query)),
          headers: { host: 'localhost', ...more },
          body,
        },
        { signingDate: clock.now },
      )
      return aws.handle({
        method,
        target,
        rawHeaders: Object.entries(headers).flat(),
        body: Buffer.from(body),
      })
    },
  }
}

/** The text of the first element of that name in an answer. */
export function element(response: RawResponse, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(String(response.body))?.[1]
  return text
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}

/** Status, code and message of an error answer. */
export function refusal(response: RawResponse): readonly [number, string | undefined, string | undefined] {
  return [response.status, element(response, 'Code'), element(response, 'Message')]
}

/** Status, code and message of an error answer of the JSON protocol. */
export function jsonRefusal(
  response: RawResponse,
): readonly [number, string | undefined, string | undefined] {
  const { __type, message, Message }: Partial<Record<string, string>> = JSON.parse(String(response.body))
  return [response.status, __type, message ?? Message]
}

/** The credentials in an AssumeRole answer. */
export function credentials(response: RawResponse): Required<Keys> {
  if (response.status !== 200) throw new Error(`no credentials in: ${String(response.body)}`)
  return {
    accessKeyId: element(response, 'AccessKeyId') ?? '',
    secretAccessKey: element(response, 'SecretAccessKey') ?? '',
    sessionToken: element(response, 'SessionToken') ?? '',
  }
}

/** Asks IAM as the administrator, and does not take no for an answer. */
export async function iam(
  fixture: Fixture,
  Action: string,
  params: Record<string, string>,
): Promise<RawResponse> {
  const response = await fixture.query(fixture.aws.admin, 'iam', { Action, ...params })
  if (response.status !== 200) throw new Error(`${Action}: ${String(response.body)}`)
  return response
}

/** Makes a user with a key, who may do `actions` on everything; none: nothing at all. */
export async function createUser(
  fixture: Fixture,
  UserName: string,
  actions: readonly string[] = [],
): Promise<Keys> {
  await iam(fixture, 'CreateUser', { UserName })
  if (actions.length > 0) {
    const policy = { UserName, PolicyName: 'own', PolicyDocument: allow(actions) }
    await iam(fixture, 'PutUserPolicy', policy)
  }
  const key = await iam(fixture, 'CreateAccessKey', { UserName })
  return {
    accessKeyId: element(key, 'AccessKeyId') ?? '',
    secretAccessKey: element(key, 'SecretAccessKey') ?? '',
  }
}

/** A policy document with one Allow statement. */
export const allow = (Action: string | readonly string[], more: object = { Resource: '*' }): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, ...more }] })

/** The set-up of the seed: a user `instruqt` who may assume `InstruqtS3Access`, which may use S3. */
export async function createSetup(
  fixture: Fixture,
  trustCondition: object = {},
): Promise<{ readonly issuer: Keys; readonly roleArn: string }> {
  await iam(fixture, 'CreateUser', { UserName: 'instruqt' })
  const key = await iam(fixture, 'CreateAccessKey', { UserName: 'instruqt' })
  await iam(fixture, 'PutUserPolicy', {
    UserName: 'instruqt',
    PolicyName: 'assume',
    PolicyDocument: allow(['sts:Assume*', 'sts:TagSession', 'sts:SetSourceIdentity']),
  })
  await iam(fixture, 'CreateRole', {
    RoleName: 'InstruqtS3Access',
    AssumeRolePolicyDocument: allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], {
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      ...trustCondition,
    }),
  })
  await iam(fixture, 'PutRolePolicy', {
    RoleName: 'InstruqtS3Access',
    PolicyName: 'InstruqtS3AccessPolicy',
    PolicyDocument: allow('s3:*'),
  })
  return {
    issuer: {
      accessKeyId: element(key, 'AccessKeyId') ?? '',
      secretAccessKey: element(key, 'SecretAccessKey') ?? '',
    },
    roleArn: `arn:aws:iam::${accountId}:role/InstruqtS3Access`,
  }
}
