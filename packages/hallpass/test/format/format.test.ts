import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formats } from '../../src/format/format-names.ts'
import { formatCredentials } from '../../src/format/format.ts'
import { variables, type FormatInput } from '../../src/format/variables.ts'
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

/** Runs a program and reads back the three keys and the expiration it saw, separated by NUL. */
function readBack(program: string, args: readonly string[]): string[] {
  return execFileSync(program, [...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder },
  })
    .split('\0')
    .slice(0, -1)
}

const suite = 'printed keys reach the environment as they are'

const names = variables(input('x')).map(([name]) => name)

function expected(secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => variables(input(secret)).map(([, value]) => value))
}

describe('values reach the environment as they are', () => {
  const secrets = [...hostile, ...fc.sample(printable, 100)]
  const print = names.map((name) => `"$${name}"`).join(' ')

  const shells = ['sh', 'bash', 'dash', 'zsh'].map((shell) => ({
    shell,
    missing: !requireTool(suite, shell),
  }))

  it.for(shells)('of $shell, exported', ({ shell, missing }, { skip }) => {
    if (missing) skip(`${shell} is not installed`)
    const script = secrets.map(
      (secret) => `${formatCredentials('env', input(secret))}env printf '%s\\0' ${print}\n`,
    )
    const file = join(folder, `${shell}.sh`)
    writeFileSync(file, script.join(''))
    expect(readBack(shell, [file])).toEqual(expected(secrets))
  })

  it('of a POSIX shell, not exported', () => {
    const script = secrets.map(
      (secret) => `${formatCredentials('env-no-export', input(secret))}printf '%s\\0' ${print}\n`,
    )
    expect(readBack('sh', ['-c', script.join('')])).toEqual(expected(secrets))
    const exported = `${formatCredentials('env-no-export', input('x'))}env printf '%s\\0' "$(env | grep -c AWS_)"`
    expect(readBack('sh', ['-c', exported])).toEqual(['0'])
  })

  it.skipIf(!requireTool(suite, 'fish'))('of fish', () => {
    const script = secrets.map(
      (secret) => `${formatCredentials('fish', input(secret))}env printf '%s\\0' ${print}\n`,
    )
    const file = join(folder, 'script.fish')
    writeFileSync(file, script.join(''))
    expect(readBack('fish', ['--no-config', file])).toEqual(expected(secrets))
  })

  it.skipIf(!requireTool(suite, 'pwsh'))('of PowerShell', () => {
    const reads = names.map((name) => `[Console]::Out.Write($Env:${name} + [char]0)`).join('; ')
    const script = secrets.map((secret) => `${formatCredentials('powershell', input(secret))}${reads}\n`)
    const file = join(folder, 'script.ps1')
    writeFileSync(file, script.join(''))
    expect(readBack('pwsh', ['-NoProfile', '-File', file])).toEqual(expected(secrets))
  })

  it('of Node.js, by a .env file', () => {
    for (const secret of secrets.filter((value) => !/['\\]/.test(value))) {
      const text = formatCredentials('dotenv', input(secret))
      expect(parseEnv(text)['AWS_SECRET_ACCESS_KEY']).toBe(secret)
    }
  })

  it.skipIf(!requireTool(suite, 'terraform'))('of Terraform, by a .tfvars file', () => {
    const secret = hostile.join('')
    const file = join(folder, 'keys.tfvars')
    writeFileSync(file, formatCredentials('terraform', input(secret)))
    writeFileSync(
      join(folder, 'main.tf'),
      ['access_key', 'secret_key', 'token', 'region'].map((name) => `variable "${name}" {}\n`).join(''),
    )
    const read = execFileSync('terraform', [`-chdir=${folder}`, 'console', `-var-file=${file}`], {
      input: 'base64encode(var.secret_key)\n',
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, CHECKPOINT_DISABLE: '1' },
    })
    expect(Buffer.from(read.trim().replaceAll('"', ''), 'base64').toString('utf8')).toBe(secret)
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
