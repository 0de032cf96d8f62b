import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { credentialFormat, type Format, formatCredentials, formats } from '../../src/format/formats.ts'
import { variables, type FormatInput } from '../../src/format/variables.ts'
import { isRecord } from '../../src/base/is-record.ts'
import { requireTool } from '../tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'hallpass-format-'))

function input(secret: string, token = 'token'): FormatInput {
  return {
    credentials: {
      accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
      secretAccessKey: secret,
      sessionToken: token,
      expiration: new Date('2026-11-22T13:00:00.000Z'),
    },
    region: 'eu-west-1',
  }
}

/** What no key of AWS's holds, and what a hostile endpoint might send. */
const hostile = [
  '$(touch pwned)`touch pwned`',
  `'"\\'"\\"`,
  '$HOME${HOME}%PATH%!x!^&|<>;*?[a]{b}~#',
  "it's",
  '-n',
  '=ls',
  '=.',
  'a:=ls',
  'a==',
  '~',
  'a:~',
  '\\',
  '$',
  '${',
  '%{if}',
  '‘curly’',
]

const printable = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)),
  minLength: 1,
  maxLength: 40,
})

/** Runs a program and reads back what it printed, separated by NUL. */
function readBack(program: string, args: readonly string[]): string[] {
  return execFileSync(program, [...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder },
  })
    .split('\0')
    .slice(0, -1)
}

function scriptFile(name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, lines.join(''))
  return file
}

const suite = 'printed keys reach the environment as they are'

const names = variables(input('x')).map(([name]) => name)
const print = names.map((name) => `"$${name}"`).join(' ')

/** A program that takes a format in, and what it then has of each secret. */
interface Reader {
  readonly program: string
  /** Which secrets the format can hold. Default: all. */
  readonly holds?: (secret: string) => boolean
  /** The values of every variable for each secret, or the secret alone. */
  readonly read: (secrets: readonly string[]) => readonly string[]
  readonly alone?: boolean
}

const posixShell = (program: string): Reader => ({
  program,
  read: (secrets) =>
    readBack(program, [
      scriptFile(
        `${program}.sh`,
        secrets.map((secret) => `${formatCredentials('env', input(secret))}env printf '%s\\0' ${print}\n`),
      ),
    ]),
})

/** Nobody adds a format without the program that reads it: the type asks for it. */
const readers: Readonly<Record<Exclude<Format, 'windows-cmd'>, readonly Reader[]>> = {
  env: ['sh', 'bash', 'dash', 'zsh'].map(posixShell),
  'env-no-export': [
    {
      program: 'sh',
      read: (secrets) =>
        readBack('sh', [
          '-c',
          secrets
            .map((secret) => `${formatCredentials('env-no-export', input(secret))}printf '%s\\0' ${print}\n`)
            .join(''),
        ]),
    },
  ],
  fish: [
    {
      program: 'fish',
      read: (secrets) =>
        readBack('fish', [
          '--no-config',
          scriptFile(
            'script.fish',
            secrets.map(
              (secret) => `${formatCredentials('fish', input(secret))}env printf '%s\\0' ${print}\n`,
            ),
          ),
        ]),
    },
  ],
  powershell: [
    {
      program: 'pwsh',
      read: (secrets) => {
        const reads = names.map((name) => `[Console]::Out.Write($Env:${name} + [char]0)`).join('; ')
        const lines = secrets.map((secret) => `${formatCredentials('powershell', input(secret))}${reads}\n`)
        return readBack('pwsh', ['-NoProfile', '-File', scriptFile('script.ps1', lines)])
      },
    },
  ],
  dotenv: [
    {
      program: 'node',
      alone: true,
      holds: (secret) => !/['\\]/.test(secret),
      read: (secrets) =>
        secrets.map(
          (secret) => parseEnv(formatCredentials('dotenv', input(secret)))['AWS_SECRET_ACCESS_KEY'] ?? '',
        ),
    },
  ],
  process: [
    {
      program: 'node',
      alone: true,
      read: (secrets) =>
        secrets.map((secret) => {
          const answer: unknown = JSON.parse(formatCredentials('process', input(secret)))
          return isRecord(answer) ? String(answer['SecretAccessKey']) : ''
        }),
    },
  ],
  terraform: [
    {
      program: 'terraform',
      alone: true,
      read: (secrets) => {
        const all = secrets.join('\n\b\f')
        const file = scriptFile('keys.tfvars', [formatCredentials('terraform', input(all))])
        scriptFile(
          'main.tf',
          ['access_key', 'secret_key', 'token', 'region'].map((name) => `variable "${name}" {}\n`),
        )
        const read = execFileSync('terraform', [`-chdir=${folder}`, 'console', `-var-file=${file}`], {
          input: 'base64encode(var.secret_key)\n',
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], HOME: folder, CHECKPOINT_DISABLE: '1' },
        })
        return Buffer.from(read.trim().replaceAll('"', ''), 'base64').toString('utf8').split('\n\b\f')
      },
    },
  ],
}

describe('values come back as they are', () => {
  const secrets = [...hostile, ...fc.sample(printable, 100)]
  const cases = Object.entries(readers).flatMap(([format, all]) =>
    all.map((reader) => ({ format, reader, program: reader.program })),
  )

  it.for(cases)('of $format, in $program', ({ reader, program }, { skip }) => {
    if (program !== 'node' && !requireTool(suite, program)) skip(`${program} is not installed`)
    const { holds = () => true, alone = false, read } = reader
    const held = secrets.filter(holds)
    expect(held.length).toBeGreaterThan(50)
    expect(read(held)).toEqual(
      alone ? held : held.flatMap((secret) => variables(input(secret)).map(([, value]) => value)),
    )
  })

  it('of env-no-export, which exports nothing', () => {
    const script = `${formatCredentials('env-no-export', input('x'))}env printf '%s\\0' "$(env | grep -c AWS_)"`
    expect(readBack('sh', ['-c', script])).toEqual(['0'])
  })
})

describe('the documents', () => {
  it('list every format with its purpose', () => {
    const page = readFileSync(new URL('../../../../docs/issue.md', import.meta.url), 'utf8')
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\| `\.([a-z0-9]+)` +\|$/gm)]
    expect(rows.map(([, name, purpose, ending]) => ({ name, purpose, ending }))).toEqual(
      formats.map((name) => {
        const { purpose, ending } = credentialFormat(name)
        return { name, purpose, ending }
      }),
    )
  })
})

describe('a value that a format cannot hold', () => {
  it.each(['a%PATH%b', 'a"b'])('%j is refused for cmd.exe', (secret) => {
    expect(() => formatCredentials('windows-cmd', input(secret))).toThrow(
      expect.objectContaining({ code: 'ResponseInvalid' }),
    )
  })

  it.each(["it's", 'back\\slash'])('%j is refused for a .env file', (secret) => {
    expect(() => formatCredentials('dotenv', input(secret))).toThrow(
      expect.objectContaining({ code: 'ResponseInvalid' }),
    )
  })

  it('is named without being shown', () => {
    expect(() => formatCredentials('windows-cmd', input('very"secret'))).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('very') as unknown }),
    )
  })
})

describe('ordinary keys', () => {
  const text = (format: (typeof formats)[number]): string =>
    formatCredentials(format, input('abc+/=', 'tok/en=='))

  it('look as aws configure export-credentials writes them', () => {
    expect(text('env').split('\n').slice(0, 4)).toEqual([
      'export AWS_ACCESS_KEY_ID=ASIAEXAMPLEEXAMPLE00',
      'export AWS_SECRET_ACCESS_KEY=abc+/=',
      'export AWS_SESSION_TOKEN=tok/en==',
      'export AWS_CREDENTIAL_EXPIRATION=2026-11-22T13:00:00Z',
    ])
    expect(text('env-no-export')).toMatch(/^AWS_ACCESS_KEY_ID=ASIA/)
    expect(text('fish')).toMatch(/^set -gx AWS_ACCESS_KEY_ID "ASIAEXAMPLEEXAMPLE00"\n/)
    expect(text('powershell')).toMatch(/^\$Env:AWS_ACCESS_KEY_ID="ASIAEXAMPLEEXAMPLE00"\n/)
    expect(text('windows-cmd')).toMatch(/^set AWS_ACCESS_KEY_ID=ASIAEXAMPLEEXAMPLE00\n/)
    expect(JSON.parse(text('process'))).toEqual({
      Version: 1,
      AccessKeyId: 'ASIAEXAMPLEEXAMPLE00',
      SecretAccessKey: 'abc+/=',
      SessionToken: 'tok/en==',
      Expiration: '2026-11-22T13:00:00Z',
    })
  })

  it.each(['env', 'env-no-export', 'fish', 'powershell', 'windows-cmd', 'dotenv'] as const)(
    'carry both region variables in %s, and the endpoint where there is one',
    (format) => {
      expect(text(format)).toMatch(/AWS_REGION[\s\S]*AWS_DEFAULT_REGION/)
      expect(text(format)).not.toContain('AWS_ENDPOINT_URL')
      const local = { ...input('x'), endpointUrl: 'http://127.0.0.1:4566/' }
      expect(formatCredentials(format, local)).toContain('http://127.0.0.1:4566/')
    },
  )

  it.each(formats)('end with a line feed in %s', (format) => {
    expect(text(format)).toMatch(/[^\n]\n$/)
  })
})

describe('a session that is passed on whole', () => {
  const session = (
    url: string,
    configuredBy: string | undefined,
    scope: 'all services' | 'this service',
  ) => ({
    ...input('secret'),
    assumedRoleArn: 'arn:aws:sts::123456789012:assumed-role/R/ada',
    endpoint: { url: new URL(url), configuredBy, scope },
  })
  const sts = 'https://sts.eu-west-1.amazonaws.com/'

  it.each([
    ['AWS’s own', session(sts, undefined, 'this service')],
    ['configured for STS alone', session('http://sts.lab.example/', 'AWS_ENDPOINT_URL_STS', 'this service')],
  ])('does not say where STS is, when it is %s', (_, whole) => {
    expect(formatCredentials('env', whole)).not.toContain('AWS_ENDPOINT_URL')
  })

  it('says where every service is, when that is configured', () => {
    const whole = session('http://aws.lab.example/', 'AWS_ENDPOINT_URL', 'all services')
    expect(formatCredentials('env', whole)).toContain('export AWS_ENDPOINT_URL=http://aws.lab.example/\n')
  })

  it.each([
    sts,
    'https://sts.amazonaws.com',
    'https://sts-fips.us-gov-west-1.amazonaws.com/',
    'https://sts.cn-north-1.amazonaws.com.cn/',
    'https://sts.us-east-1.api.aws',
    'https://sts.eusc-de-east-1.amazonaws.eu/',
    'https://vpce-1-2.sts.us-east-1.vpce.amazonaws.com',
  ])('with %s as the endpoint of all services is a mistake', (endpointUrl) => {
    const whole = session(endpointUrl, undefined, 'this service')
    expect(() => formatCredentials('env', { ...whole, endpointUrl: whole.endpoint.url.href })).toThrow(
      new TypeError(
        'endpointUrl is the endpoint of STS alone, and no service else answers there: leave it out',
      ),
    )
  })

  it.each<[object, string]>([
    [{ region: undefined }, 'region is missing: it has to be a non-empty string'],
    [{ credentials: {} }, 'credentials.accessKeyId is missing: it has to be a non-empty string'],
    [{ endpointUrl: 'lab' }, 'endpointUrl has to be a URL'],
  ])('with %j is a mistake', (more, message) => {
    expect(() => formatCredentials('env', { ...input('secret'), ...more })).toThrow(new TypeError(message))
  })
})
