import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApplication, buildRouteMap, run } from '@stricli/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configCommands } from '../../../src/cli/config/command.ts'
import { setupCommands } from '../../../src/cli/setup/command.ts'
import type { CommandContext } from '../../../src/cli/terminal/context.ts'
import { createOutput } from '../../../src/cli/terminal/output.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-setup-commands-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs a command as the command line does, in this process and without a network. */
async function hallpass(...args: string[]): Promise<{ readonly stdout: string; readonly said: string }> {
  const written = { stdout: '', stderr: '' }
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text
    },
  })
  const streams = { stdout: stream('stdout'), stderr: stream('stderr'), env: {} }
  const context: CommandContext = {
    process: streams,
    env: {},
    output: createOutput(streams),
    now: () => new Date(0),
    ask: undefined,
    signal: new AbortController().signal,
    exitWith: () => undefined,
  }
  const app = buildApplication(
    buildRouteMap({ routes: { setup: setupCommands, config: configCommands }, docs: { brief: 'hallpass' } }),
    { name: 'hallpass', scanner: { caseStyle: 'allow-kebab-for-camel' } },
  )
  await run(app, args, context)
  return { stdout: written.stdout, said: written.stderr }
}

describe('hallpass setup export', () => {
  it('refuses a format that does not exist, and a folder that cannot be written', async () => {
    expect((await hallpass('setup', 'export', 'pulumi')).said).toContain('there is no export "pulumi"')
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect((await hallpass('setup', 'export', 'cli', '--out', file)).said).toContain('cannot be written')
  })

  it('writes the files into the folder, and the script to be run', async () => {
    const to = ['--bucket', 'lab-*', '--out', join(folder, 'new', 'folder')]
    const { stdout, said } = await hallpass('setup', 'export', 'cli', ...to)
    expect([stdout, said]).toEqual(['', `wrote ${join(folder, 'new', 'folder', 'setup.sh')}\n`])
    expect(statSync(join(folder, 'new', 'folder', 'setup.sh')).mode & 0o777).toBe(0o755)
    await hallpass('setup', 'export', 'terraform', '--out', folder)
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.tf'))
        .toSorted(),
    ).toEqual(['main.tf', 'outputs.tf', 'roles.tf', 'variables.tf', 'versions.tf'])
  })

  it('without a folder prints one text, which is a whole configuration too', async () => {
    const { stdout } = await hallpass('setup', 'export', 'terraform', '--role', 'Lab')
    expect(stdout).toContain('provider "aws" {')
    expect(stdout).toContain('output "role_arn" {\n  value = aws_iam_role.Lab.arn\n}')
  })

  it('says how to keep an external id that was made up', async () => {
    const issuer = 'arn:aws:iam::210987654321:role/Server'
    const { stdout, said } = await hallpass('setup', 'export', 'cloudformation', '--issuer-arn', issuer)
    const id = /--external-id ([0-9a-f]{32})\n/.exec(said)?.[1]
    expect(JSON.parse(stdout).Outputs.ExternalId.Value).toBe(id)
  })
})

describe('hallpass setup plan', () => {
  it('takes flags over the configuration file', async () => {
    const config = join(folder, 'hallpass.config.json')
    writeFileSync(
      config,
      JSON.stringify({ setup: { user: 'vendor', roles: [{ name: 'Lab', bucket: 'lab-*' }] } }),
    )
    const { stdout, said } = await hallpass('setup', 'plan', '--config', config, '--user', 'other')
    expect(said).toBe('')
    expect(stdout).toContain('User other\n')
    expect(stdout).toContain('Role Lab\n')
    expect(stdout).toContain('arn:aws:iam::AWS_ACCOUNT_ID:user/other')
  })
})

describe('hallpass config', () => {
  it('refuses a file that setup could not use', async () => {
    const file = join(folder, 'wrong.json')
    writeFileSync(file, JSON.stringify({ setup: { roles: [{ presets: ['s3-own-prefix'] }] } }))
    expect((await hallpass('config', 'check', file)).said).toContain(
      'the preset s3-own-prefix needs --bucket',
    )
  })

  it('says that a good file is good, and prints the schema that is published', async () => {
    const file = join(folder, 'right.json')
    writeFileSync(file, '{}')
    expect((await hallpass('config', 'check', file)).said).toBe(`${file} is good\n`)
    expect(JSON.parse((await hallpass('config', 'schema')).stdout)).toEqual(
      JSON.parse(readFileSync(new URL('../../../hallpass.config.schema.json', import.meta.url), 'utf8')),
    )
  })
})
