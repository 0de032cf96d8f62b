import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configSchema, type Schema } from '../../src/config/schema.ts'
import { proofSize } from '../profile/proof-size.ts'
import { runApp, type AppEnd } from './run-app.ts'

/*
 * Every text that comes from outside and goes into a header, a URL, a path or a process, with values that break
 * these. Whatever becomes of it, it is an error of the person's with its own code, and never a bug of ours.
 */

/** What an environment variable and an argument can hold. */
const hostile = [
  ' ',
  'a b',
  '\n',
  'a\r\nX-Injected: 1',
  '"quoted"',
  "'quoted'",
  '“quoted”',
  ' padded ',
  '…',
  'AKIA…',
  '<your key>',
  'é',
  '日本語',
  '😀',
  '\u007f\u001b[2J',
  'a\u202eb\u2066\u2028',
  '%',
  '%zz',
  '../../../x',
  '/',
  '?#',
  '-1',
  'NaN',
  'http://',
  'http://[',
  'http://127.0.0.1:1/%zz?é#x',
  'http://us%zzer:p@127.0.0.1:1/federation',
  'http://127.0.0.1:99999',
  'javascript:alert(1)',
  'file:///etc/passwd',
  '{"Version":',
  'arn:aws:iam::123456789012:role/é',
  '__proto__',
  'x'.repeat(5000),
]
/** What a file can hold beyond that. */
const hostileInFiles = [...hostile, 'a\u0000b', '\u0000']
/** JSON can say half a surrogate pair. */
const hostileInJson = [...hostileInFiles, '\ud800', 'a\udc00']

let aws: Listening
let base: Record<string, string>
let roleArn = ''
const before = process.cwd()
const root = mkdtempSync(join(tmpdir(), 'hallpass-hostile-'))
const folder = join(root, 'a', 'b', 'c', 'd')

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  process.chdir(folder)
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
  const local = createLocalAws()
  aws = await local.listen()
  roleArn = `arn:aws:iam::${local.accountId}:role/InstruqtS3Access`
  base = {
    HOME: join(root, 'home'),
    PATH: process.env['PATH'] ?? '',
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_ENDPOINT_URL: aws.url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${aws.url}/federation`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: local.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: local.admin.secretAccessKey,
  }
  const applied = await runApp(['setup', 'apply', '--profile', 'instruqt'], base)
  expect(applied).toMatchObject({ exitCode: 0 })
  base['AWS_PROFILE'] = 'instruqt'
  delete base['AWS_ACCESS_KEY_ID']
  delete base['AWS_SECRET_ACCESS_KEY']
  writeFileSync('people.csv', 'ada\n')
})
afterAll(async () => {
  process.chdir(before)
  await aws.close()
  rmSync(root, { recursive: true })
})

const issueArgs = (...more: string[]): string[] => ['issue', '-r', roleArn, '-s', 'ada', ...more]

function expectNoBug(end: AppEnd): void {
  expect(end.bugs).toEqual([])
  // None of it steers the terminal.
  expect(`${end.stdout}${end.stderr}`).not.toMatch(
    /\r(?!\n)|[^\P{Cc}\n\t\r]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u,
  )
  expect(end.stderr).not.toContain('hallpass itself failed')
  expect(end.exitCode).not.toBe(1)
}

/** Runs a command with each value, one after another; what one of them wrote is taken away again. */
async function sweep(values: readonly string[], attempt: (value: string) => Promise<AppEnd>): Promise<void> {
  const credentials = readFileSync('credentials', 'utf8')
  for (const value of values) {
    const end = await attempt(value)
    expectNoBug(end)
    writeFileSync('credentials', credentials)
  }
}

const variables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_IAM',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_CA_BUNDLE',
  'AWS_LOGIN_CACHE_DIRECTORY',
  'HALLPASS_SIGNIN_ENDPOINT_URL',
  'HOME',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'TERM',
  'NO_COLOR',
]

const serverVariables = ['HALLPASS_SERVER_URL', 'HALLPASS_TOKEN']

describe('an environment variable', () => {
  it.each(variables)('%s', async (name) => {
    await sweep(hostile, async (value) => {
      const keys = /ACCESS_KEY|SESSION_TOKEN/.test(name)
        ? { AWS_ACCESS_KEY_ID: 'AKIA0123456789ABCDEF', AWS_SECRET_ACCESS_KEY: 'secret' }
        : {}
      const profile = name === 'AWS_DEFAULT_PROFILE' ? { AWS_PROFILE: '' } : {}
      // A proxy for loopback is never asked; what is not loopback does not resolve.
      const far = name.endsWith('PROXY') ? { AWS_ENDPOINT_URL: 'http://sts.invalid' } : {}
      return runApp(issueArgs('-o', 'write', '--force'), {
        ...base,
        ...keys,
        ...profile,
        ...far,
        [name]: value,
      })
    })
  })

  it.each(serverVariables)('%s', async (name) => {
    await sweep(hostile, (value) =>
      runApp(['workshop', 'list'], {
        ...base,
        HALLPASS_SERVER_URL: aws.url,
        HALLPASS_TOKEN: 'hp_api_token',
        [name]: value,
      }),
    )
  })

  it('each that the source reads by its name is among them', () => {
    const source = new URL('../../src/', import.meta.url)
    const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(new URL(path, source), 'utf8'))
    const read = texts.flatMap((text) =>
      [...text.matchAll(/\benv\[['"`]((?:AWS|HALLPASS)_\w+)['"`]\]/g)].map(([, name = '']) => name),
    )
    expect(read.length).toBeGreaterThan(10)
    const settingsOfOurs = ['HALLPASS_DEBUG', 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED']
    expect(
      read.filter((name) => ![...variables, ...serverVariables, ...settingsOfOurs].includes(name)),
    ).toEqual([])
  })
})

describe('a key of a profile', () => {
  const keys: ReadonlyArray<readonly [key: string, others: string]> = [
    ['aws_access_key_id', 'aws_secret_access_key = s'],
    ['aws_secret_access_key', 'aws_access_key_id = AKIA0123456789ABCDEF'],
    ['aws_session_token', 'aws_access_key_id = ASIA0123456789ABCDEF\naws_secret_access_key = s'],
    ['region', 'aws_access_key_id = AKIA0123456789ABCDEF\naws_secret_access_key = s'],
    ['endpoint_url', 'aws_access_key_id = AKIA0123456789ABCDEF\naws_secret_access_key = s'],
    ['services', 'aws_access_key_id = AKIA0123456789ABCDEF\naws_secret_access_key = s'],
    ['ca_bundle', 'aws_access_key_id = AKIA0123456789ABCDEF\naws_secret_access_key = s'],
    ['credential_process', ''],
    ['role_arn', 'source_profile = keys'],
    ...(
      [
        'source_profile',
        'external_id',
        'role_session_name',
        'duration_seconds',
        'mfa_serial',
        'region',
      ] as const
    ).map((key): [string, string] => [
      key,
      `role_arn = arn:aws:iam::111122223333:role/R\n${key === 'source_profile' ? '' : 'source_profile = keys'}`,
    ]),
    ['credential_source', 'role_arn = arn:aws:iam::111122223333:role/R'],
    ['web_identity_token_file', 'role_arn = arn:aws:iam::111122223333:role/R'],
    ['x_hallpass_expires_at', 'x_hallpass_owner = hallpass\naws_access_key_id = ASIA0123456789ABCDEF'],
  ]
  it.each(keys)('%s (beside %j)', async (key, others) => {
    await sweep(hostileInFiles, async (value) => {
      const { AWS_ENDPOINT_URL, AWS_REGION, ...rest } = base
      const file = join(folder, 'hostile-config')
      const sections = `[profile keys]\naws_access_key_id = AKIA0123456789ABCDEF\naws_secret_access_key = s\n`
      writeFileSync(file, `${sections}[profile hostile]\n${others}\n${key} = ${value}\n`)
      const env = {
        ...rest,
        ...(key === 'endpoint_url' || key === 'services' ? {} : { AWS_ENDPOINT_URL }),
        ...(key === 'region' ? {} : { AWS_REGION }),
        AWS_CONFIG_FILE: file,
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
        AWS_PROFILE: 'hostile',
        // What has no endpoint goes to a proxy that is not there, and never to AWS.
        HTTPS_PROXY: 'http://127.0.0.1:1',
      }
      return runApp(issueArgs('-o', 'env'), env)
    })
  })
})

/** Command lines that work, for each command whose flags are tried. */
const commandLines: Readonly<Record<string, () => readonly string[]>> = {
  issue: () => issueArgs(),
  'issue -o write': () => issueArgs('-o', 'write'),
  'issue --each': () => ['issue', '-r', roleArn, '--each', 'people.csv', '--out', 'keys'],
  'issue --mfa-serial': () =>
    issueArgs('--mfa-serial', 'arn:aws:iam::111122223333:mfa/ada', '--mfa-process', 'echo 123456'),
  whoami: () => ['whoami'],
  revoke: () => ['revoke', '-r', roleArn, '-s', 'ada'],
  'setup plan': () => ['setup', 'plan'],
  'setup export terraform': () => ['setup', 'export', 'terraform'],
  'setup check': () => ['setup', 'check'],
  'setup apply': () => ['setup', 'apply', '--name', 'another', '--print-secret'],
  'setup destroy': () => ['setup', 'destroy', '--name', 'another', '--confirm', 'another'],
  'setup rotate': () => ['setup', 'rotate', '--name', 'another', '--print-secret'],
  'profile remove': () => ['profile', 'remove'],
  'config check': () => ['config', 'check'],
}

/** What starts processes, or writes a folder, each time. */
const slowLines: ReadonlySet<string> = new Set(['issue --each', 'issue --mfa-serial'])

describe('a flag', () => {
  it.each(Object.keys(commandLines))('of %s', async (name) => {
    const words = name.split(' ').filter((word) => !word.startsWith('-') && word !== 'write')
    const help = await runApp([...words, '--help'], base)
    const flags = [...help.stdout.matchAll(/^ +(?:-\w )?\s*\[?(--[a-z-]+)\]?(?:\.\.\.)? +[A-Z=|]+:/gm)].map(
      ([, flag = '']) => flag,
    )
    const line = commandLines[name]?.() ?? []
    for (const [index, flag] of flags.entries()) {
      // Each value comes to a third of the flags, each flag gets a third of the values: which ones moves on.
      const some = hostile.filter((_, at) => (at + index) % 3 === 0)
      await sweep(slowLines.has(name) ? proofSize(some, hostile) : hostile, async (value) => {
        const at = line.findIndex((word) => word === flag || aliases[word] === flag)
        const without = at < 0 ? line : [...line.slice(0, at), ...line.slice(at + 2)]
        return runApp([...without, `${flag}=${value}`], base)
      })
    }
    if (flags.length === 0) {
      await sweep(hostile, (value) => runApp([...line, value], base))
    }
    if (name !== 'profile remove' && name !== 'config check') expect(flags.length).toBeGreaterThan(3)
  })
})

const aliases: Readonly<Record<string, string>> = {
  '-r': '--role-arn',
  '-s': '--session-name',
  '-o': '--output',
}

describe('a value of hallpass.config.json', () => {
  const whole: Schema = configSchema
  const setup = whole.properties?.['setup']
  const role = setup?.properties?.['roles']?.items
  const inSetup = Object.keys(setup?.properties ?? {}).filter((name) => name !== 'roles')
  const inRole = Object.keys(role?.properties ?? {})

  it.each([
    ...inSetup.map((name) => ['setup', name] as const),
    ...inRole.map((name) => ['role', name] as const),
  ])('of a %s: %s', async (where, name) => {
    await sweep(hostileInJson, async (value) => {
      const schema = (where === 'setup' ? setup : role)?.properties?.[name]
      const given =
        schema?.type === 'array' ? [value] : schema?.type === 'object' ? { [value]: value } : value
      const config = where === 'setup' ? { [name]: given } : { roles: [{ [name]: given }] }
      writeFileSync('hostile.json', JSON.stringify({ setup: config }))
      expectNoBug(await runApp(['config', 'check', 'hostile.json'], base))
      expectNoBug(await runApp(['setup', 'export', 'cli', '--config', 'hostile.json'], base))
      return runApp(['setup', 'check', '--config', 'hostile.json'], base)
    })
  })
})

describe('a list of people', () => {
  it.each(['session-name', 'profile', 'policy', 'policy-arn', 'tag:team', 'source-identity', 'duration'])(
    'with %s',
    async (column) => {
      await sweep(hostileInFiles, async (value) => {
        const quoted = `"${value.replaceAll('"', '""')}"`
        const header = column === 'session-name' ? column : `session-name,${column}`
        writeFileSync('hostile.csv', `${header}\n${column === 'session-name' ? '' : 'ada,'}${quoted}\n`)
        rmSync('hostile-keys', { recursive: true, force: true })
        return runApp(['issue', '-r', roleArn, '--each', 'hostile.csv', '--out', 'hostile-keys'], base)
      })
    },
  )
})
