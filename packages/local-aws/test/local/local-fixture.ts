import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'

import type { RawResponse } from '@hallpass/local-aws'

import { accountId, type Fixture, type Keys } from '../local-aws-fixture.ts'

export interface Sent {
  readonly service?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly remoteAddress?: string
  readonly body?: string
}

/** Sends a request for something below `/_local`, signed by the AWS SDK's own signer. */
export async function askLocal(
  { aws, clock }: Fixture,
  keys: Keys,
  method: string,
  target: string,
  { service = 'local', headers: more = {}, remoteAddress, body = '' }: Sent = {},
): Promise<RawResponse> {
  const [path = '/', query] = target.split('?')
  const signer = new SignatureV4({ credentials: keys, region: 'us-east-1', service, sha256: Sha256 })
  const { headers } = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: 'localhost',
      path,
      query: query === undefined ? {} : Object.fromEntries(new URLSearchParams(query)),
      headers: { host: 'localhost' },
      body,
    },
    { signingDate: clock.now },
  )
  return aws.handle({
    method,
    target,
    rawHeaders: Object.entries({ ...headers, ...more }).flat(),
    body: Buffer.from(body),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  })
}

/** Sends what a browser sends, unsigned. */
export function browse(
  { aws }: Fixture,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = '',
): Promise<RawResponse> {
  return aws.handle({
    method,
    target,
    rawHeaders: Object.entries({ Host: 'localhost:4566', Accept: 'text/html,*/*;q=0.8', ...headers }).flat(),
    body: Buffer.from(body),
  })
}

/** Signs a browser in to the console: its cookie. */
export async function signIn(fixture: Fixture, keys: Required<Keys>, cookie = ''): Promise<string> {
  const Session = JSON.stringify({
    sessionId: keys.accessKeyId,
    sessionKey: keys.secretAccessKey,
    sessionToken: keys.sessionToken,
  })
  const token = await browse(
    fixture,
    'GET',
    `/federation?${new URLSearchParams({ Action: 'getSigninToken', Session }).toString()}`,
  )
  const { SigninToken }: { SigninToken: string } = JSON.parse(String(token.body))
  const query = new URLSearchParams({
    Action: 'login',
    Issuer: 'https://lab.example/',
    Destination: 'https://console.aws.amazon.com/',
    SigninToken,
  })
  const answer = await browse(
    fixture,
    'GET',
    `/federation?${query.toString()}`,
    cookie === '' ? {} : { Cookie: cookie },
  )
  return headerOf(answer, 'set-cookie')?.split(';')[0] ?? cookie
}

export function headerOf(response: RawResponse, name: string): string | undefined {
  return response.headers.find(([key]) => key.toLowerCase() === name)?.[1]
}

/** Status and code of an answer in JSON. */
export function jsonOf(response: RawResponse): unknown {
  return [response.status, JSON.parse(String(response.body))]
}

/** Where the pages of the console session are whose cookie it is. */
export function consoleOf(cookie: string): string {
  const [, name = ''] = /^local_aws_console_\d+_([a-z0-9]{8})=/.exec(cookie) ?? []
  return `/console/s/${accountId}-${name}`
}
