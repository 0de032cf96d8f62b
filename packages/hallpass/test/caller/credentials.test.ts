import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { splitCommandLine } from '../../src/caller/credentials/command-line.ts'
import type { CallerCredentials } from '../../src/caller/credentials/credentials.ts'
import { resolveCredentials } from '../../src/caller/credentials/resolve.ts'
import { loadSettings } from '../../src/settings/settings.ts'
import type { HttpRequest } from '../../src/wire/http.ts'

const folder = mkdtempSync(join(tmpdir(), 'hallpass-credentials-'))
const now = (): Date => new Date('2026-11-22T12:00:00Z')

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

let processes = 0
const processOf = (answer: string): string => {
  processes += 1
  const script = file(`process-${processes}.cjs`, answer)
  return `"${process.execPath}" "${script}"`
}
const prints = (fields: object): string =>
  processOf(`process.stdout.write(${JSON.stringify(JSON.stringify(fields))})`)

const config = file(
  'config',
  `
[default]
region = eu-west-1

[profile chained]
role_arn = arn:aws:iam::123456789012:role/Issuer
source_profile = keys
external_id = from-the-profile
role_session_name = me

[profile own-source]
role_arn = arn:aws:iam::123456789012:role/Issuer
source_profile = own-source
aws_access_key_id = AKIAOWNSOURCE
aws_secret_access_key = own-secret

[profile from-environment]
role_arn = arn:aws:iam::123456789012:role/Issuer
credential_source = Environment

[profile circle]
role_arn = arn:aws:iam::123456789012:role/A
source_profile = circle-too

[profile circle-too]
role_arn = arn:aws:iam::123456789012:role/B
source_profile = circle

[profile lost-source]
role_arn = arn:aws:iam::123456789012:role/A
source_profile = keis

[profile mfa]
role_arn = arn:aws:iam::123456789012:role/A
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/me

[profile process]
credential_process = ${prints({ Version: 1, AccessKeyId: 'ASIAPROCESS', SecretAccessKey: 's', SessionToken: 't', Expiration: '2026-11-22T13:00:00Z' })}

[profile process-long-term]
credential_process = ${prints({ Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 's' })}

[profile process-expired]
credential_process = ${prints({ Version: 1, AccessKeyId: 'ASIAPROCESS', SecretAccessKey: 's', SessionToken: 't', Expiration: '2026-11-22T11:00:00Z' })}

[profile process-version]
credential_process = ${prints({ Version: 2, AccessKeyId: 'a', SecretAccessKey: 's' })}

[profile process-text]
credential_process = ${processOf('console.log("please log in")')}

[profile process-fails]
credential_process = ${processOf('console.error("vault is sealed"); process.exit(3)')}

[profile process-missing]
credential_process = /nowhere/credential-helper
`,
)
const credentials = file(
  'credentials',
  `
[keys]
aws_access_key_id = AKIAKEYS
aws_secret_access_key = keys-secret

[temporary]
aws_access_key_id = ASIATEMPORARY
aws_secret_access_key = temporary-secret
aws_session_token = temporary-token

[half]
aws_access_key_id = AKIAHALF
`,
)

const assumeRoleAnswer = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:me</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/Issuer/me</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>ASIAASSUMEDASSUMED00</AccessKeyId><SecretAccessKey>assumed-secret</SecretAccessKey><SessionToken>assumed-token</SessionToken><Expiration>2026-11-22T13:00:00Z</Expiration></Credentials>
</AssumeRoleResult></AssumeRoleResponse>`

async function resolve(env: Record<string, string>, sourceProfile?: string) {
  const requests: HttpRequest[] = []
  const found = await resolveCredentials({
    settings: loadSettings({
      env: {
        AWS_CONFIG_FILE: config,
        AWS_SHARED_CREDENTIALS_FILE: credentials,
        AWS_EC2_METADATA_DISABLED: 'true',
        PATH: process.env['PATH'] ?? '',
        ...env,
      },
      sourceProfile,
    }),
    region: undefined,
    now,
    wire: {
      transport: (request) => {
        requests.push(request)
        return Promise.resolve({ status: 200, headers: {}, body: assumeRoleAnswer })
      },
    },
  })
  return { found, requests }
}

async function refusal(env: Record<string, string>, sourceProfile?: string): Promise<HallpassError> {
  const error: unknown = await resolve(env, sourceProfile).catch((caught: unknown) => caught)
  if (error instanceof HallpassError) return error
  throw new Error(`not refused: ${String(error)}`)
}

const keys = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'environment-secret' }
const brief = ({ found }: { found: CallerCredentials }) => [
  found.accessKeyId,
  found.longTerm,
  found.source.kind,
]

describe('credentials are refused', () => {
  it.each([
    [{ AWS_ACCESS_KEY_ID: 'AKIA' }, 'NoCredentials', 'AWS_SECRET_ACCESS_KEY is not'],
    [{ AWS_SECRET_ACCESS_KEY: 'x' }, 'NoCredentials', 'AWS_ACCESS_KEY_ID is not'],
    [{ AWS_PROFILE: 'half' }, 'NoCredentials', 'no aws_secret_access_key'],
    [{ AWS_PROFILE: 'from-environment' }, 'NoCredentials', 'environment'],
    [{ AWS_PROFILE: 'tempory' }, 'ProfileNotFound', 'named by AWS_PROFILE'],
    [{ AWS_PROFILE: 'lost-source' }, 'ProfileNotFound', 'source_profile keis'],
    [{ AWS_PROFILE: 'circle' }, 'CredentialSourceFailed', 'circle → circle-too → circle'],
    [{ AWS_PROFILE: 'mfa' }, 'CredentialSourceFailed', 'MFA'],
    [{ AWS_PROFILE: 'process-expired' }, 'CredentialSourceFailed', 'expired'],
    [{ AWS_PROFILE: 'process-version' }, 'CredentialSourceFailed', '"Version": 1'],
    [{ AWS_PROFILE: 'process-text' }, 'CredentialSourceFailed', 'JSON'],
    [{ AWS_PROFILE: 'process-fails' }, 'CredentialSourceFailed', 'exit code 3'],
    [{ AWS_PROFILE: 'process-missing' }, 'CredentialSourceFailed', 'not there'],
  ])('%j → %s', async (env, code, message) => {
    const error = await refusal(env)
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(message)])
  })

  it('with the nearest name for a profile that does not exist', async () => {
    expect((await refusal({}, 'temporry')).hint).toBe('did you mean temporary?')
  })

  it('with the names there are for a profile like none of them', async () => {
    expect((await refusal({}, 'zzzzzzzzzzzzzz')).hint).toContain('keys, temporary')
  })

  it('with every place that was looked in, when there are none', async () => {
    const error = await refusal({})
    expect(error.code).toBe('NoCredentials')
    expect(error.hint).toMatch(
      /environment[\s\S]*profile default[\s\S]*provider chain[\s\S]*--source-profile keys/,
    )
  })

  it('with what a credential_process said on stderr', async () => {
    expect((await refusal({ AWS_PROFILE: 'process-fails' })).hint).toBe('it said: vault is sealed')
  })
})

describe('credentials come from', () => {
  it.each([
    ['the environment, long-term', keys, ['AKIAENVIRONMENT', true, 'environment']],
    [
      'the environment, temporary',
      { ...keys, AWS_SESSION_TOKEN: 't' },
      ['AKIAENVIRONMENT', false, 'environment'],
    ],
    [
      'the environment before AWS_PROFILE',
      { ...keys, AWS_PROFILE: 'keys' },
      ['AKIAENVIRONMENT', true, 'environment'],
    ],
    ['a profile’s own keys', { AWS_PROFILE: 'keys' }, ['AKIAKEYS', true, 'profile']],
    ['a profile’s temporary keys', { AWS_PROFILE: 'temporary' }, ['ASIATEMPORARY', false, 'profile']],
    ['credential_process, temporary', { AWS_PROFILE: 'process' }, ['ASIAPROCESS', false, 'process']],
    ['credential_process, long-term', { AWS_PROFILE: 'process-long-term' }, ['AKIAPROCESS', true, 'process']],
    [
      'role_arn with source_profile',
      { AWS_PROFILE: 'chained' },
      ['ASIAASSUMEDASSUMED00', false, 'assume-role'],
    ],
    [
      'role_arn with itself as source',
      { AWS_PROFILE: 'own-source' },
      ['ASIAASSUMEDASSUMED00', false, 'assume-role'],
    ],
  ])('%s', async (_name, env, expected) => {
    expect(brief(await resolve(env))).toEqual(expected)
  })

  it('the profile named in the call, before the environment', async () => {
    expect(brief(await resolve(keys, 'keys'))).toEqual(['AKIAKEYS', true, 'profile'])
  })

  it('the environment by way of a profile with credential_source', async () => {
    const { found, requests } = await resolve(keys, 'from-environment')
    expect(found.source.kind).toBe('assume-role')
    expect(requests[0]?.headers['authorization']).toContain('Credential=AKIAENVIRONMENT/')
  })

  it('the SDK’s provider chain, for what only it knows', async () => {
    const token = file('web-identity-token', 'token')
    const path = file(
      'sdk-config',
      `[profile web]\nrole_arn = arn:aws:iam::123456789012:role/R\nweb_identity_token_file = ${token}.gone\n`,
    )
    const error = await refusal({ AWS_CONFIG_FILE: path }, 'web')
    // The chain was reached and failed on the file: what it says is passed on.
    expect(error.code).toBe('CredentialSourceFailed')
    expect(error.hint).toContain('web_identity_token_file')
  })

  it('a role’s session, asked for as the profile says', async () => {
    const { requests } = await resolve({ AWS_PROFILE: 'chained' })
    const form = new URLSearchParams(String(requests[0]?.body))
    expect(Object.fromEntries(form)).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: 'arn:aws:iam::123456789012:role/Issuer',
      RoleSessionName: 'me',
      ExternalId: 'from-the-profile',
    })
    expect(requests[0]?.headers['authorization']).toContain('Credential=AKIAKEYS/')
  })
})

describe('a credential_process line', () => {
  it.each([
    ['helper --flag value', ['helper', '--flag', 'value']],
    ['"/opt/my tools/helper" "a b"  c', ['/opt/my tools/helper', 'a b', 'c']],
    [String.raw`helper "say \"hi\"" a\ b`, ['helper', 'say "hi"', 'a b']],
    ['helper \'a "b" c\'', ['helper', 'a "b" c']],
    [String.raw`C:\tools\helper.exe x`, [String.raw`C:\tools\helper.exe`, 'x']],
    ['helper ""', ['helper', '']],
    ['$HOME/helper `id` ; rm', ['$HOME/helper', '`id`', ';', 'rm']],
    ['   ', []],
  ])('%j is split without a shell', (line, words) => {
    expect(splitCommandLine(line)).toEqual(words)
  })
})
