import { DeleteAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Credentials } from '../../src/base/credentials.ts'
import { type Cause, causes, diagnose, type Diagnosis } from '../../src/doctor/index.ts'
import { runApp } from '../cli/run-app.ts'
import { type BrokenLab, openBrokenLab } from './broken-lab.ts'

let lab: BrokenLab
let sound = ''
const produced = new Set<Cause>()
const open: { close: () => unknown }[] = []

beforeAll(async () => {
  lab = await openBrokenLab()
  sound = await lab.role(
    'Sound',
    { Principal: everyone(), Action: trustActions },
    { maxSessionDuration: 3600 },
  )
})
afterAll(async () => {
  for (const server of open) server.close()
  await lab.close()
})

const trustActions = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']
const everyone = () => ({ AWS: `arn:aws:iam::${lab.account}:root` })

interface Told {
  readonly ok: boolean
  readonly wrong: { readonly cause: Cause; readonly saw: string; readonly hint: string | null } | null
  readonly warnings: ReadonlyArray<{ readonly cause: Cause }>
  readonly checks: ReadonlyArray<{ readonly name: string; readonly outcome: string }>
  readonly exitCode: number
  readonly stderr: string
}

async function doctor(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Told> {
  const { stdout, stderr, exitCode, bugs } = await runApp(['doctor', '--json', ...args], env)
  expect(bugs).toEqual([])
  const told = { ...JSON.parse(stdout), exitCode, stderr }
  note(told)
  return told
}

function note({ wrong, warnings }: Pick<Diagnosis, 'wrong' | 'warnings'> | Told): void {
  if (wrong) produced.add(wrong.cause)
  for (const { cause } of warnings) produced.add(cause)
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'hallpass-doctor-'))
}

/** The environment with a credentials file of this text, and no keys of its own. */
function withFile(text: string, mode = 0o600): Record<string, string> {
  const file = join(folder(), 'credentials')
  writeFileSync(file, text, { mode })
  chmodSync(file, mode)
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...env } = lab.env()
  return { ...env, AWS_SHARED_CREDENTIALS_FILE: file }
}

function section(name: string, { accessKeyId, secretAccessKey }: Credentials): string {
  return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
}

function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  open.push({ close: () => server.closeAllConnections() }, server)
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
    })
  })
}

describe('nothing is wrong', () => {
  it('with a role: every step was looked at, in order, and the exit code is 0', async () => {
    const told = await doctor(['-r', sound, '-s', 'ada'], lab.env())
    expect(told).toMatchObject({ ok: true, wrong: null, exitCode: 0 })
    expect(told.checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'environment warning',
      'files good',
      'credentials good',
      'network good',
      'clock good',
      'caller good',
      'request good',
      'revocations good',
      'session good',
      'console good',
    ])
    expect(told.stderr).toContain('endpoint-configured')
  })

  it('without a role it says how to look further, and prints a line for each step', async () => {
    const { stdout, stderr, exitCode } = await runApp(['doctor'], lab.env())
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^good {5}caller {7}arn:aws:iam::\d{12}:user\/reader, a long-term key$/m)
    expect(stderr).toContain('with --role-arn the role is looked at too')
  })

  it('shows no secret, whatever it says', async () => {
    const { stdout, stderr } = await runApp(['doctor', '-r', sound], lab.env())
    expect(`${stdout}${stderr}`).not.toContain(lab.reader.secretAccessKey)
    expect(`${stdout}${stderr}`).not.toMatch(/ASIA|SigninToken/)
  })
})

describe('credentials and files', () => {
  const bare = (): Record<string, string> => withFile('')

  it.each<[Cause, () => Promise<Told> | Told, RegExp]>([
    ['credentials-missing', () => doctor([], bare()), /AWS_ACCESS_KEY_ID|profile/],
    [
      'profile-missing',
      () => doctor(['--source-profile', 'nope'], withFile(section('nape', lab.reader))),
      /nape/,
    ],
    [
      'credentials-malformed',
      () => doctor([], { ...lab.env(), AWS_ACCESS_KEY_ID: '"AKIAIOSFODNN7SOMETHING"' }),
      /quotes/,
    ],
    [
      'credentials-source-failed',
      () => doctor(['--source-profile', 'p'], withFile('[p]\ncredential_process = false\n')),
      /./,
    ],
    ['file-malformed', () => doctor([], { ...lab.env(), ...withFile('[a]\nno equals sign\n') }), /line 2/],
    [
      'file-unreadable',
      () => {
        const path = join(folder(), 'credentials')
        mkdirSync(path)
        return doctor([], { ...lab.env(), AWS_SHARED_CREDENTIALS_FILE: path })
      },
      /./,
    ],
    ['region-invalid', () => doctor([], { ...lab.env(), AWS_REGION: 'eu_west_1' }), /looks like/],
    ['setting-invalid', () => doctor([], { ...lab.env(), AWS_ENDPOINT_URL: 'not a url' }), /./],
    ['request-invalid', () => doctor(['-r', 'arn:aws:iam::123456789012:user/x'], lab.env()), /user/],
  ])('%s', async (cause, run, hint) => {
    const told = await run()
    expect(told.wrong?.cause).toBe(cause)
    expect(told.wrong?.hint).toMatch(hint)
    expect(told).toMatchObject({ ok: false, exitCode: 11 })
  })

  it('warns of a file that others can open, and of profiles of ours that have ended', async () => {
    const env = withFile(
      `${section('default', lab.reader)}[ada]\naws_access_key_id = ASIAAAAAAAAAAAAAAAAA\naws_secret_access_key = x\naws_session_token = y\nx_hallpass_owner = hallpass\nx_hallpass_expires_at = 2020-01-01T00:00:00Z\n`,
      0o644,
    )
    const told = await doctor([], env)
    expect(told.warnings.map(({ cause }) => cause)).toEqual(
      expect.arrayContaining(['file-open-to-others', 'profile-expired']),
    )
    expect(told).toMatchObject({ ok: true, exitCode: 0 })
  })

  it('warns of a comment behind a value, by its line and never by the value', async () => {
    const told = await doctor([], withFile(section('default', lab.reader).replace(/\n$/, ' # not mine\n')))
    expect(told.warnings.filter(({ cause }) => cause !== 'endpoint-configured')).toMatchObject([
      {
        cause: 'comment-in-value',
        saw: expect.stringMatching(
          /^line 3 of \S+ has a comment behind aws_secret_access_key of profile default:/,
        ),
      },
    ])
    expect(JSON.stringify(told)).not.toContain('not mine')
    expect(JSON.stringify(told)).not.toContain(lab.reader.secretAccessKey)
    expect(told).toMatchObject({ ok: true, exitCode: 0 })
  })

  it('warns when variables win over the profile that AWS_PROFILE names', async () => {
    const told = await doctor([], {
      ...withFile(section('mine', lab.blind)),
      ...lab.env(),
      AWS_PROFILE: 'mine',
    })
    expect(told.warnings.map(({ cause }) => cause)).toContain('environment-shadows-profile')
  })
})

it('finds the credentials once: a code, or a process that asks for one, is not asked twice', async () => {
  const count = join(folder(), 'calls')
  const process = join(folder(), 'keys.sh')
  const { accessKeyId, secretAccessKey } = lab.reader
  const keys = JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey })
  writeFileSync(process, `#!/bin/sh\necho x >> ${count}\nprintf '%s' '${keys}'\n`, { mode: 0o700 })
  const env = withFile(`[p]\ncredential_process = ${process}\n`)
  expect((await doctor(['--source-profile', 'p', '-r', sound], env)).ok).toBe(true)
  expect(readFileSync(count, 'utf8')).toBe('x\n')
})

describe('the way to AWS', () => {
  const to = (url: string): Record<string, string> => ({ ...lab.env(), AWS_ENDPOINT_URL: url })

  it.each<[Cause, () => Promise<Told>]>([
    ['network-unreachable', () => doctor([], to('http://127.0.0.1:1'))],
    [
      'proxy-unreachable',
      () => {
        const { AWS_ENDPOINT_URL: _, ...env } = lab.env()
        return doctor([], { ...env, HTTPS_PROXY: 'http://127.0.0.1:1' })
      },
    ],
    [
      'not-aws',
      async () => doctor([], to(await serve((_request, response) => response.end('<html>Log in</html>')))),
    ],
    ['tls-untrusted', async () => doctor([], to(await serveTls()))],
  ])('%s', async (cause, run) => {
    const told = await run()
    expect(told.wrong?.cause).toBe(cause)
    expect(told.wrong?.hint).not.toBeNull()
  })

  it('network-timeout and aws-unavailable, without the waits in between', async () => {
    const silent = await serve(() => {})
    const busy = await serve((_request, response) => response.writeHead(503).end())
    const look = (url: string): Promise<Diagnosis> =>
      diagnose({ env: to(url), wire: { sleep: () => Promise.resolve(), timeoutMs: 200, maxAttempts: 2 } })
    const [timeout, unavailable] = await Promise.all([look(silent), look(busy)])
    note(timeout)
    note(unavailable)
    expect(timeout.wrong?.cause).toBe('network-timeout')
    expect(unavailable.wrong?.cause).toBe('aws-unavailable')
  })

  it('clock-skewed is a warning: our own calls go by AWS’s clock', async () => {
    const told = await diagnose({ env: lab.env(), now: () => new Date(Date.now() - 20 * 60_000) })
    note(told)
    expect(told.warnings.find(({ cause }) => cause === 'clock-skewed')?.saw).toBe(
      "this machine's clock is 20 minutes behind AWS's",
    )
  })

  async function serveTls(): Promise<string> {
    const pem = (name: string): Buffer =>
      readFileSync(new URL(`../wire/certificates/${name}.pem`, import.meta.url))
    const options = { key: pem('server-key'), cert: pem('server') }
    const server = createTlsServer(options, (_request, response) => response.end())
    open.push(server)
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(`https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
      })
    })
  }
})

describe('who calls', () => {
  const wrong = async (credentials: Credentials): Promise<Told['wrong']> =>
    (await doctor(['-r', sound], lab.env(credentials))).wrong

  it('a key that AWS does not know, a secret of another key, a token beside a long-term key', async () => {
    expect((await wrong({ ...lab.reader, accessKeyId: 'AKIAQWERTYUIOPASDFGH' }))?.cause).toBe('key-unknown')
    expect((await wrong({ ...lab.reader, secretAccessKey: lab.blind.secretAccessKey }))?.cause).toBe(
      'secret-wrong',
    )
    expect((await wrong({ ...lab.reader, sessionToken: 'FwoGZXIvYXdzEJr' }))?.cause).toBe(
      'token-beside-long-term-key',
    )
  })

  it('keys that have ended', async () => {
    const keys = await session(sound, lab.reader)
    lab.moveClock(2 * 3600_000)
    try {
      const told = await diagnose({ env: lab.env(keys), now: () => new Date(Date.now() + 2 * 3600_000) })
      note(told)
      expect(told.wrong?.cause).toBe('credentials-expired')
    } finally {
      lab.moveClock(0)
    }
  })

  it('a federated user, and a session of the role itself', async () => {
    const sts = new STSClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.reader })
    const { Credentials: federated } = await sts.send(new GetFederationTokenCommand({ Name: 'visitor' }))
    expect((await wrong(keysOf(federated)))?.cause).toBe('caller-federated')
    const role = await lab.role('Selfish', { Principal: { AWS: `arn:aws:iam::${lab.account}:user/reader` } })
    const told = await doctor(['-r', role], lab.env(await session(role, lab.reader)))
    expect(told.wrong?.cause).toBe('caller-is-the-role')
  })
})

describe('the role', () => {
  type Broken = readonly [
    cause: Cause,
    make: () => Promise<{ role: string; args?: readonly string[]; caller?: Credentials }>,
    saw: RegExp,
  ]
  const readerArn = () => `arn:aws:iam::${lab.account}:user/reader`
  const cases: readonly Broken[] = [
    ['role-missing', async () => ({ role: `arn:aws:iam::${lab.account}:role/Absent` }), /no role Absent/],
    [
      'trust-of-others',
      async () => ({
        role: await lab.role('Others', { Principal: { AWS: `arn:aws:iam::${lab.account}:user/admin` } }),
      }),
      /does not name you/,
    ],
    [
      'trust-of-deleted',
      async () => {
        const gone = await lab.user('gone')
        const role = await lab.role('Deleted', {
          Principal: { AWS: `arn:aws:iam::${lab.account}:user/gone` },
        })
        const iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
        await iam.send(new DeleteAccessKeyCommand({ UserName: 'gone', AccessKeyId: gone.accessKeyId }))
        await lab.removeUser('gone')
        return { role }
      },
      /deleted/,
    ],
    [
      'trust-action',
      async () => ({
        role: await lab.role('WrongAction', { Principal: everyone(), Action: 'sts:TagSession' }),
      }),
      /not for sts:AssumeRole/,
    ],
    [
      'trust-external-id',
      async () => ({
        role: await lab.role('External', {
          Principal: everyone(),
          Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } },
        }),
        args: ['--external-id', 'other'],
      }),
      /another external id/,
    ],
    [
      'trust-mfa',
      async () => ({
        role: await lab.role('Mfa', {
          Principal: everyone(),
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      }),
      /asks for MFA/,
    ],
    [
      'trust-condition',
      async () => ({
        role: await lab.role('Named', {
          Principal: everyone(),
          Condition: { StringLike: { 'sts:RoleSessionName': 'team-*' } },
        }),
      }),
      /sts:RoleSessionName team-\*/,
    ],
    [
      'tags-not-allowed',
      async () => ({
        role: await lab.role('NoTags', { Principal: { AWS: readerArn() } }),
        args: ['--tag', 'team=blue'],
      }),
      /sts:TagSession/,
    ],
    [
      'source-identity-not-allowed',
      async () => ({
        role: await lab.role('NoSource', { Principal: { AWS: readerArn() } }),
        args: ['--source-identity', 'ada'],
      }),
      /sts:SetSourceIdentity/,
    ],
    [
      'identity-not-allowed',
      async () => ({
        role: sound,
        caller: await lab.user('modest', [
          { Effect: 'Allow', Action: ['iam:GetRole', 'iam:SimulatePrincipalPolicy'], Resource: '*' },
        ]),
      }),
      /do not allow sts:AssumeRole/,
    ],
    [
      'identity-denied',
      async () => ({
        role: sound,
        caller: await lab.user('denied', [
          { Effect: 'Allow', Action: '*', Resource: '*' },
          { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' },
        ]),
      }),
      /denies sts:AssumeRole/,
    ],
  ]

  it.each(cases)(
    '%s, with what it saw; and says what it could not read to who may not',
    async (cause, make, saw) => {
      const { role, args = [], caller } = await make()
      const told = await doctor(['-r', role, '-s', 'ada', ...args], lab.env(caller))
      expect(told.wrong?.cause).toBe(cause)
      expect(told.wrong?.saw).toMatch(saw)
      expect(told.wrong?.hint).not.toBeNull()
      expect(told.exitCode).toBe(11)
      if (caller !== undefined) return
      const blind = await doctor(['-r', role, '-s', 'ada', ...args], lab.env(lab.blind))
      expect(blind.wrong?.hint).toContain('iam:GetRole is not allowed to you')
      expect(blind.wrong?.hint).toContain('iam:SimulatePrincipalPolicy is not allowed to you')
      expect(['refused-unexplained', 'tags-not-allowed', 'source-identity-not-allowed']).toContain(
        blind.wrong?.cause,
      )
    },
  )

  it('says that an external id was not given at all, and lets one in that is right', async () => {
    const role = `arn:aws:iam::${lab.account}:role/External`
    const told = await doctor(['-r', role], lab.env())
    expect(told.wrong?.saw).toContain('none was given')
    expect((await doctor(['-r', role, '--external-id', 'agreed'], lab.env())).ok).toBe(true)
  })

  it('duration-over-role and duration-over-chain', async () => {
    expect((await doctor(['-r', sound, '--duration', '2h'], lab.env())).wrong?.cause).toBe(
      'duration-over-role',
    )
    const chained = lab.env(await session(sound, lab.reader))
    const far = await lab.role('Far', { Principal: everyone() }, { maxSessionDuration: 43_200 })
    expect((await doctor(['-r', far, '--duration', '2h'], chained)).wrong?.cause).toBe('duration-over-chain')
  })

  it('session policies that are malformed or too large', async () => {
    const malformed = [
      '--policy',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}',
    ]
    expect((await doctor(['-r', sound, ...malformed], lab.env())).wrong?.cause).toBe(
      'session-policy-malformed',
    )
    const Resource = Array.from(
      { length: 60 },
      (_, index) => `arn:aws:s3:::bucket-with-a-long-name-${index}/*`,
    )
    const large = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource }],
    })
    expect((await doctor(['-r', sound, '--policy', large], lab.env())).wrong?.cause).toBe(
      'session-policy-too-large',
    )
  })

  it('mfa-code-refused', async () => {
    const mfa = ['--mfa-serial', `arn:aws:iam::${lab.account}:mfa/reader`, '--mfa-token', '123456']
    expect((await doctor(['-r', sound, ...mfa], lab.env())).wrong?.cause).toBe('mfa-code-refused')
  })

  it('session-revoked', async () => {
    await runApp(['revoke', '-r', sound, '-s', 'grace'], lab.env(lab.admin))
    expect((await doctor(['-r', sound, '-s', 'grace'], lab.env())).wrong?.cause).toBe('session-revoked')
    expect((await doctor(['-r', sound, '-s', 'ada'], lab.env())).ok).toBe(true)
  })

  it('a role of another account is not looked for in one’s own', async () => {
    const told = await doctor(['-r', 'arn:aws:iam::999988887777:role/Sound'], lab.env())
    expect(told.wrong?.hint).toContain('the role: it is in account 999988887777')
  })
})

describe('the console', () => {
  it('console-refused, and a console that ends with the keys', async () => {
    const refusing = await serve((_request, response) => response.writeHead(400).end('<html>no</html>'))
    const env = { ...lab.env(), HALLPASS_SIGNIN_ENDPOINT_URL: `${refusing}/federation` }
    expect((await doctor(['-r', sound], env)).wrong?.cause).toBe('console-refused')
    const far = `arn:aws:iam::${lab.account}:role/Far`
    const chained = lab.env(await session(sound, lab.reader))
    const told = await doctor(['-r', far, '--console-duration', '4h'], chained)
    expect(told.warnings.map(({ cause }) => cause)).toContain('console-ends-with-keys')
  })
})

/** What can only be answered by AWS itself: partitions and regions that this machine cannot be in. */
describe('answers that only AWS gives', () => {
  const answering = (answers: Readonly<Record<string, { status: number; body: string }>>) => ({
    transport: (request: { body?: string | Uint8Array }) => {
      const action = new URLSearchParams(String(request.body)).get('Action') ?? ''
      const { status = 404, body = '' } = answers[action] ?? {}
      return Promise.resolve({ status, headers: { 'content-type': 'text/xml' }, body })
    },
  })
  const identity = {
    status: 200,
    body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws-iso:iam::111122223333:user/u</Arn><UserId>AIDAQ</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
  }
  const root = { ...identity, body: identity.body.replace('user/u', 'root') }
  const { secretAccessKey } = { secretAccessKey: 'wJalrXUtnFEMIK7MDENGbPxRfiCYSOMETHINGKEY' }
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAQWERTYUIOPASDFGH',
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  }

  it('the root user, a region where STS is not active, a partition without a console', async () => {
    const request = async () => ({ roleArn: 'arn:aws-iso:iam::111122223333:role/R', sessionName: 'ada' })
    const asRoot = await diagnose({ env, wire: answering({ GetCallerIdentity: root }), request })
    const disabled = await diagnose({
      env,
      wire: answering({
        GetCallerIdentity: {
          status: 403,
          body: '<ErrorResponse><Error><Code>RegionDisabledException</Code><Message>STS is not activated in this region for account:111122223333.</Message></Error></ErrorResponse>',
        },
      }),
      request,
    })
    const isolated = await diagnose({
      env: { ...env, AWS_REGION: 'us-iso-east-1' },
      wire: answering({
        GetCallerIdentity: identity,
        AssumeRole: {
          status: 200,
          body: '<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROAQ:ada</AssumedRoleId><Arn>arn:aws-iso:sts::111122223333:assumed-role/R/ada</Arn></AssumedRoleUser><Credentials><AccessKeyId>ASIAQWERTYUIOPASDFGH</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
        },
      }),
      request,
    })
    for (const told of [asRoot, disabled, isolated]) note(told)
    expect([asRoot, disabled, isolated].map(({ wrong }) => wrong?.cause)).toEqual([
      'caller-root',
      'region-disabled',
      'console-unavailable',
    ])
  })
})

it('every cause was produced here, but for the one that needs a package not to be installed', () => {
  expect(causes.filter((cause) => !produced.has(cause))).toEqual(['credentials-source-unknown'])
})

it('docs/doctor.md has a line for each cause, and for no other', () => {
  const page = readFileSync(new URL('../../../../docs/doctor.md', import.meta.url), 'utf8')
  const documented = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, cause]) => cause)
  expect(documented).toEqual([...causes])
})

async function session(role: string, credentials: Credentials): Promise<Credentials> {
  const sts = new STSClient({ endpoint: lab.url, region: 'us-east-1', credentials })
  const answer = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'caller' }))
  return keysOf(answer.Credentials)
}

function keysOf(
  from:
    | {
        AccessKeyId?: string | undefined
        SecretAccessKey?: string | undefined
        SessionToken?: string | undefined
      }
    | undefined,
): Credentials {
  return {
    accessKeyId: from?.AccessKeyId ?? '',
    secretAccessKey: from?.SecretAccessKey ?? '',
    sessionToken: from?.SessionToken ?? '',
  }
}
