import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { leading, ourProgram } from '../../../hallpass/test/command.ts'
import { type Actor, scopes } from '../../src/actor/index.ts'
import { createApp } from '../../src/app.ts'
import { listen } from '../../src/listen.ts'
import { instructor, openWorkshopOf, temporaryFolder, useDesks } from '../desk.ts'

const desks = useDesks()
const platform: Actor = { kind: 'platform', id: 't-labs', name: 'Labs', scopes, workshopIds: 'all' }

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

let env: Readonly<Record<string, string>> = {}
let file = ''

function audit(args: readonly string[], input?: string): Promise<Ran> {
  const child = spawn(ourProgram, [...leading, 'audit', ...args], {
    env: { PATH: process.env['PATH'], ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  child.stdin.end(input ?? '')
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
}

describe('hallpass audit', () => {
  beforeAll(async () => {
    const desk = await desks.make()
    await openWorkshopOf(desk.services, instructor, { name: 'Zoë’s "Storage"\u202e' })
    await openWorkshopOf(desk.services, instructor, { name: 'Networks' })
    const app = createApp({
      services: desk.services,
      version: '0.0.0',
      authenticators: [
        async (request) => (request.headers.get('authorization') === 'Bearer good' ? platform : undefined),
      ],
      addressOf: () => undefined,
      onFault: () => {},
    })
    const { url } = await listen(app.fetch)
    env = { HALLPASS_SERVER_URL: url, HALLPASS_TOKEN: 'good' }
    file = join(temporaryFolder(), 'audit.jsonl')
    writeFileSync(file, (await audit(['export'])).stdout)
  })

  const lines = (): string[] => readFileSync(file, 'utf8').trimEnd().split('\n')

  it('finds the audit of a server whole, and its export as well', async () => {
    const online = await audit(['verify'])
    const offline = await audit(['verify', file])
    expect(online).toMatchObject({ code: 0, stderr: expect.stringContaining('whole and unchanged') })
    expect(offline.stdout).toBe(online.stdout)
    expect(online.stdout).toMatch(new RegExp(`^${lines().length}:[0-9a-f]{64}\\n$`))
    const piped = await audit(['verify', '-', '--known', online.stdout.trim()], lines().join('\r\n'))
    expect(piped.code).toBe(0)
  })

  it('names the first row that was changed, left out or put elsewhere, and knows an end that was cut off', async () => {
    const [first = '', second = '', ...rest] = lines()
    const broken = async (text: readonly string[], ...flags: string[]): Promise<Ran> =>
      audit(['verify', '-', ...flags], text.join('\n'))
    const changed = await broken([first, second.replace('"action":"', '"action":"x'), ...rest])
    expect(changed).toMatchObject({
      code: 12,
      stdout: '',
      stderr: expect.stringContaining('row 2: it was changed'),
    })
    expect((await broken([first, ...rest])).stderr).toContain('row 2: row 2 is missing')
    expect((await broken([second, first, ...rest])).code).toBe(12)
    const known = (await audit(['verify', file])).stdout.trim()
    const cut = await broken([first], '--known', known)
    expect(cut).toMatchObject({ code: 12, stderr: expect.stringContaining('rows before') })
    expect((await broken([first])).code).toBe(0)
  })

  it('refuses what is no export, a row that is none, and a file that there is not', async () => {
    expect(await audit(['verify', '-'], 'hello\n')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('line 1 is no line of an audit'),
    })
    expect((await audit(['verify', file, '--known', 'x'])).code).toBe(2)
    expect((await audit(['verify', join(temporaryFolder(), 'absent')])).code).toBe(2)
  })
})
