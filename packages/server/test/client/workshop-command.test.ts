import { execFile, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { printedCommands } from '../../../../test/printed/printed-commands.ts'
import { leading, ourProgram, shellCommand } from '../../../hallpass/test/command.ts'
import { type Actor, scopes } from '../../src/actor/index.ts'
import { createApp } from '../../src/app.ts'
import { listen } from '../../src/listen.ts'
import { roleArn, temporaryFolder, useDesks } from '../desk.ts'

const desks = useDesks()
const platform: Actor = { kind: 'platform', id: 't-labs', name: 'Labs', scopes, workshopIds: [] }

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function hallpass(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(ourProgram, [...leading, ...args], { env: { PATH: process.env['PATH'], ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
}

describe('hallpass workshop', () => {
  it('says what is missing before it asks anybody', async () => {
    const none = await hallpass(['workshop', 'list'], {})
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('HALLPASS_SERVER_URL')])
    const noToken = await hallpass(['workshop', 'list'], { HALLPASS_SERVER_URL: 'http://127.0.0.1:1' })
    expect([noToken.code, noToken.stderr]).toEqual([3, expect.stringContaining('HALLPASS_TOKEN')])
  })

  it('creates, imports, lists, shows, revokes and ends', async () => {
    const desk = await desks.make()
    const app = createApp({
      services: desk.services,
      version: '0.0.0',
      authenticators: [
        async (request) => (request.headers.get('authorization') === 'Bearer good' ? platform : undefined),
      ],
      addressOf: () => undefined,
      onFault: () => {},
    })
    const { url, close } = await listen(app.fetch)
    const env = { HALLPASS_SERVER_URL: url, HALLPASS_TOKEN: 'good' }
    const file = join(temporaryFolder(), 'people.csv')
    writeFileSync(file, 'name;email\nAda Lovelace;ada@example.com\n')

    const times = ['--start', '2026-11-23T09:00:00Z', '--for', '8h']
    const created = await hallpass(
      ['workshop', 'create', '--name', 'Storage', '--seats', '30', '--role-arn', roleArn, '--join', ...times],
      env,
    )
    expect(created.stderr).toContain('join code: ')
    const id = created.stdout.trim()
    expect(id).toMatch(/^w-/)
    expect((await hallpass(['workshop', 'import', id, file], env)).stdout).toBe(
      'added 1, known already 0, leases made 1\n',
    )
    const [next = ''] = printedCommands(created.stderr)
    expect(next).toMatch(/^hallpass workshop import w-/)
    const pasted = await promisify(execFile)('sh', ['-c', `hallpass() { ${shellCommand} "$@"; }; ${next}`], {
      cwd: dirname(file),
      env: { PATH: process.env['PATH'], ...env },
    })
    expect([pasted.stderr, pasted.stdout]).toEqual(['', 'added 0, known already 1, leases made 0\n'])
    expect((await hallpass(['workshop', 'list'], env)).stdout).toContain('Storage')
    const shown = (await hallpass(['workshop', 'show', id], env)).stdout
    const [, leaseId = ''] = /^(l-\w+) {2}active +ada-/m.exec(shown) ?? []
    expect(shown).toMatch(new RegExp(`${leaseId}  active +ada-${leaseId}`))
    const link = await hallpass(['workshop', 'link', leaseId], env)
    expect([link.code, link.stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^${url}/link#hp_link_[\\w-]{43}\\n$`)),
    ])
    const revoked = await hallpass(['workshop', 'revoke', leaseId, '--reason', 'left'], env)
    expect([revoked.code, revoked.stdout]).toEqual([0, expect.stringContaining('revoked, denied as of')])
    expect((await hallpass(['workshop', 'end', id], env)).stdout).toBe(`${id} ended\n`)

    writeFileSync(file, 'email\nnobody\n;\nnobody\n')
    const refused = await hallpass(['workshop', 'import', id, file], env)
    expect(refused.code).not.toBe(0)
    await close()
  })
})

describe('hallpass server', () => {
  it('prints how it is used, by the server that is installed', async () => {
    const { code, stdout } = await hallpass(['server', '--help'], {})
    expect([code, stdout]).toEqual([0, expect.stringContaining('DATABASE_URL')])
  })
})
