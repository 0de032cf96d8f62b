import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { consoleLink, HallpassError, issue } from 'hallpass'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IssuedJson, type Lab, openLab } from './issued-keys.ts'
import { argumentsAreVisible, watchProcessArguments } from './process-arguments.ts'
import type { Ended } from './run-process.ts'
import { findSecrets } from './secret-search.ts'
import { startStubAws, type StubAws, stubSecrets } from './stub-aws.ts'

// Everything that can go right or wrong is done once; what was said meanwhile holds no secret.

const typed = {
  wrongSecret: 'lk45hJSFkl35ADfsdDFtkl34fFADFhlktjrfaewr',
  callersToken: 'FwoGZXIvYXdzEPX//////////wEaDCallersOwnSessionToken+/=',
  proxyPassword: 'correct-horse-battery-staple',
}

let lab: Lab
let echo: StubAws
let argumentsSeen: readonly string[] = []
/** Everything that must stay out of sight, by a name that may be shown. */
const secrets: Record<string, string> = { ...typed, ...stubSecrets }
/** What was written for people, by the command that wrote it. */
const said: Array<readonly [command: string, text: string]> = []

beforeAll(async () => {
  lab = await openLab()
  echo = await startStubAws({ kind: 'echo' })
  secrets['the issuer’s secret'] = lab.issuerEnv['AWS_SECRET_ACCESS_KEY'] ?? ''
  secrets['the administrator’s secret'] = lab.aws.env['AWS_SECRET_ACCESS_KEY'] ?? ''
  const watch = argumentsAreVisible ? watchProcessArguments() : () => []
  await succeed()
  await fail()
  await say(['demo', '--once'], {})
  argumentsSeen = watch()
  // Of these a person typed the secret into the command line: only what hallpass makes of it counts.
  await mistype()
})
afterAll(async () => {
  await echo?.close()
  await lab?.close()
})

async function say(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const ended = await lab.hallpass(args, { ...lab.issuerEnv, ...env })
  said.push([args.join(' '), ended.stderr])
  return ended
}

const issueArgs = (...more: readonly string[]): string[] => ['issue', '-r', lab.roleArn, '-s', 'ada', ...more]

async function succeed(): Promise<void> {
  const json = await say(issueArgs(), {})
  const keys: IssuedJson = JSON.parse(json.stdout)
  secrets['the secret access key'] = keys.SecretAccessKey
  secrets['the session token'] = keys.SessionToken
  secrets['the link'] = keys.ConsoleMagicLink ?? ''
  secrets['the sign-in token'] = new URL(secrets['the link']).searchParams.get('SigninToken') ?? ''

  const link = await say(issueArgs('-o', 'link'), {})
  secrets['the second link'] = link.stdout.trim()
  secrets['the second sign-in token'] =
    new URL(secrets['the second link']).searchParams.get('SigninToken') ?? ''

  await say(issueArgs('-o', 'write'), {})
  const file = readFileSync(join(lab.home, '.aws/credentials'), 'utf8')
  secrets['the written secret'] = /^aws_secret_access_key = (.*)$/m.exec(file)?.[1] ?? ''
  secrets['the written token'] = /^aws_session_token = (.*)$/m.exec(file)?.[1] ?? ''

  // What a participant does with them, also in ways that put them where they do not belong.
  const { url } = lab.aws
  const session = JSON.stringify({
    sessionId: keys.AccessKeyId,
    sessionKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
  })
  const presigned = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${keys.AccessKeyId}/20260101/us-east-1/s3/aws4_request`,
    'X-Amz-Date': '20260101T000000Z',
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Security-Token': keys.SessionToken,
    'X-Amz-Signature': 'ab'.repeat(32),
  })
  await fetch(secrets['the link'])
  await fetch(
    `${url}/federation?${new URLSearchParams({ Action: 'getSigninToken', Session: session }).toString()}`,
  )
  await fetch(`${url}/a-bucket?${presigned.toString()}`)
  await fetch(`${url}/a-bucket`, { headers: { 'x-amz-security-token': keys.SessionToken } })
}

async function fail(): Promise<void> {
  await say(issueArgs(), { AWS_SECRET_ACCESS_KEY: typed.wrongSecret })
  await say(issueArgs(), {
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE00',
    AWS_SECRET_ACCESS_KEY: typed.wrongSecret,
  })
  await say(issueArgs(), { AWS_SESSION_TOKEN: typed.callersToken })
  await say(['issue', '-r', `${lab.roleArn}Nope`, '-s', 'ada'], {})
  await say(issueArgs('--duration', '2h'), {})
  await say(issueArgs(), { AWS_ENDPOINT_URL: echo.url, AWS_SESSION_TOKEN: typed.callersToken })
  await say(issueArgs(), { HALLPASS_SIGNIN_ENDPOINT_URL: `${echo.url}/federation` })
  await say(issueArgs('-o', 'link'), { HALLPASS_SIGNIN_ENDPOINT_URL: `${echo.url}/federation` })
  await say(issueArgs(), { HALLPASS_SIGNIN_ENDPOINT_URL: 'http://127.0.0.1:1/federation' })
  await say(issueArgs(), { AWS_ENDPOINT_URL: `http://ada:${typed.proxyPassword}@127.0.0.1:1` })
  await say(issueArgs(), { AWS_ENDPOINT_URL: typed.wrongSecret })
  await say(issueArgs(), {
    AWS_ENDPOINT_URL: 'https://sts.example.com',
    HTTPS_PROXY: `http://ada:${typed.proxyPassword}@127.0.0.1:1`,
  })
  await mkdir(join(lab.home, 'files'))
  const script = join(lab.home, 'files/keys.sh')
  await writeFile(
    script,
    `echo '{"AccessKeyId": "AKIAEXAMPLEEXAMPLE00", "SecretAccessKey": "${typed.wrongSecret}"'\n`,
  )
  const AWS_CONFIG_FILE = join(lab.home, 'files/config')
  await writeFile(AWS_CONFIG_FILE, `[profile vault]\ncredential_process = sh ${script}\n`)
  await say(issueArgs('--source-profile', 'vault'), { AWS_CONFIG_FILE })
  const AWS_SHARED_CREDENTIALS_FILE = join(lab.home, 'files/credentials')
  await writeFile(AWS_SHARED_CREDENTIALS_FILE, `[work]\naws_secret_access_key ${typed.wrongSecret}\n`)
  await say(issueArgs('-o', 'write'), { AWS_SHARED_CREDENTIALS_FILE })
  await say(issueArgs('--source-profile', 'work'), { AWS_SHARED_CREDENTIALS_FILE })
}

async function mistype(): Promise<void> {
  const secret = typed.wrongSecret
  await say(['issue', '-r', secret, '-s', 'ada'], {})
  await say(['issue', '-r', lab.roleArn, '-s', typed.callersToken], {})
  await say(issueArgs('--duration', secret), {})
  await say(issueArgs('--destination', secret), {})
  await say(issueArgs('--region', secret), {})
  await say(issueArgs('--output', secret), {})
  await say(issueArgs(secret), {})
  await say([secret], {})
}

describe('no secret is', () => {
  it('written for people to read', () => {
    expect(said.length).toBeGreaterThan(20)
    const told = said.filter(([, text]) => text !== '')
    expect(told.length).toBeGreaterThan(18)
    expect(leaks(said)).toEqual([])
  })

  it('in the local AWS’s log', async () => {
    const log = await lab.aws.log()
    expect(log.filter((line) => line.includes('signin:')).length).toBeGreaterThan(3)
    expect(leaks([['the log', lab.aws.stderr()]])).toEqual([])
  })

  it.runIf(argumentsAreVisible)('in the arguments of a process', () => {
    const text = argumentsSeen.join('\n')
    expect(text).toMatch(/hallpass\.cjs issue -r \S+ -s ada -o link$/m)
    expect(text, 'the process that the demo starts').toMatch(
      /hallpass\.cjs issue --source-profile instruqt --role-arn \S+ --session-name identified@domain\.ext$/m,
    )
    expect(leaks([['the arguments', text]])).toEqual([])
  })

  it('in an error of the library, whatever of it is looked at', async () => {
    const credentials = {
      accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
      secretAccessKey: typed.wrongSecret,
      sessionToken: typed.callersToken,
    }
    const { roleArn } = lab
    const request = { roleArn, sessionName: 'ada', credentials, env: {} }
    const signin = { roleArn, credentials, env: {} }
    const attempts = [
      () => issue({ ...request, endpointUrl: echo.url }),
      () => issue({ ...request, endpointUrl: lab.aws.url }),
      () => issue({ ...request, endpointUrl: 'http://127.0.0.1:1' }),
      () => issue({ ...request, durationSeconds: 1, endpointUrl: lab.aws.url }),
      () => consoleLink({ ...signin, signinEndpointUrl: `${echo.url}/federation` }),
      () => consoleLink({ ...signin, signinEndpointUrl: `${lab.aws.url}/federation` }),
      () => consoleLink({ ...signin, signinEndpointUrl: 'http://127.0.0.1:1/federation' }),
    ]
    const errors = await Promise.all(attempts.map((attempt) => attempt().catch((error: unknown) => error)))
    for (const error of errors) expect(error).toBeInstanceOf(HallpassError)
    expect(leaks(errors.map((error, index) => [`attempt ${index + 1}`, everythingOf(error)]))).toEqual([])
  })
})

/** All that a logger could make of an error. */
function everythingOf(error: unknown): string {
  const stacks: string[] = []
  for (let at = error; at instanceof Error; at = at.cause) stacks.push(at.stack ?? '', JSON.stringify(at))
  return [inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error), ...stacks].join('\n')
}

/** The secrets in texts, and anything that looks like a signature. */
function leaks(texts: ReadonlyArray<readonly [where: string, text: string]>): readonly string[] {
  return texts.flatMap(([where, text]) => [
    ...findSecrets(text, secrets).map(({ secret, form }) => `${where}: ${secret}, ${form}`),
    ...(/\b[\da-f]{64}\b/.test(text) ? [`${where}: a signature`] : []),
  ])
}
