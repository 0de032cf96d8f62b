import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { leading, ourProgram } from '../command.ts'
import { type Lab, openLab } from '../lab.ts'
import { requireTool } from '../tools.ts'

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

let lab: Lab
let roleArn = ''
let home = ''
let ahead = 0
let mark = 0

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Served')
})
afterAll(() => lab.close())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-served-'))
  ahead = 0
  mark = lab.log.length
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  writeFileSync(clockFile(), '0')
  // A past: most SDKs ask a default profile before they ask an endpoint.
  mkdirSync(join(home, '.aws'))
  writeFileSync(
    join(home, '.aws', 'credentials'),
    '[default]\naws_access_key_id = AKIASOMEBODYELSE0000\naws_secret_access_key = another\n',
  )
})
afterEach(() => {
  vi.useRealTimers()
})

/** How many sessions AWS has made since the test began. */
const issuedSessions = (): number =>
  lab.log.slice(mark).filter(({ action }) => action === 'sts:AssumeRole').length

const clockFile = (): string => join(home, 'clock')

/** `hallpass exec --server -- COMMAND`, with a clock of its own that can be moved. */
function served(words: readonly string[], asked: readonly string[] = ['-r', roleArn]) {
  const temporary = join(home, 'tmp')
  mkdirSync(temporary, { recursive: true })
  const { AWS_CONFIG_FILE: _, AWS_SHARED_CREDENTIALS_FILE: __, ...env } = lab.env()
  const args = ['exec', ...asked, '-s', 'ada', '--server', '--', ...words]
  const child = spawn(ourProgram, [...leading, ...args], {
    env: {
      ...env,
      HOME: home,
      TMPDIR: temporary,
      TEST_CLOCK_FILE: clockFile(),
      NODE_OPTIONS: `--require ${pathOf('moved-clock.cjs')}`,
      BUN_OPTIONS: `--preload ${pathOf('moved-clock.cjs')}`,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    tell: (line: string) => child.stdin.write(`${line}\n`),
    line: async (): Promise<string> => String((await lines.next()).value),
    end: () => {
      child.stdin.end()
      return ended
    },
    left: () => readdirSync(temporary).filter((name) => name.startsWith('hallpass-')),
  }
}

function forward(seconds: number): void {
  ahead += seconds
  writeFileSync(clockFile(), String(ahead))
  vi.setSystemTime(Date.now() + seconds * 1000)
}

// Beyond the end of an hour's keys.
const overAnHour = 3700

async function throughTwoExpiries(
  words: readonly string[],
  moves: (seconds: number) => string | undefined,
  asked?: readonly string[],
) {
  const child = served(words, asked)
  const keys = new Set<string>()
  for (let count = 0; count < 3; count += 1) {
    child.tell('list')
    keys.add(await child.line())
    const move = moves(overAnHour)
    if (move !== undefined) child.tell(move)
    forward(overAnHour)
  }
  const code = await child.end()
  return { keys: [...keys], code, left: child.left() }
}

describe('hallpass exec --server', () => {
  it('keeps the AWS SDK for JavaScript in keys through two expiries, and leaves nothing behind', async () => {
    const { keys, code, left } = await throughTwoExpiries(
      [process.execPath, pathOf('list-buckets.mjs')],
      () => undefined,
    )
    expect(keys).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^served ASIA/)))
    expect([code, left]).toEqual([0, []])
  })

  it.runIf(requireTool('hallpass exec --server', 'boto3'))(
    'keeps boto3 in keys through two expiries',
    async () => {
      const script = pathOf('../../../server/test/container/list_buckets.py')
      const { keys, code } = await throughTwoExpiries(['python3', script], (seconds) => `forward ${seconds}`)
      expect(keys).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^served ASIA/)))
      expect(code).toBe(0)
    },
  )

  it.runIf(requireTool('hallpass exec --server', 'aws'))(
    'serves the AWS CLI through two expiries, each time it is called',
    async () => {
      // Somebody's script: a line on stdin, a call. Its clock is not the CLI's, which would sign with the real one.
      const { keys, code } = await throughTwoExpiries(
        ['sh', '-c', 'while read -r line; do aws configure list | grep access_key; done'],
        () => undefined,
      )
      expect(keys).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('container-role')))
      expect(code).toBe(0)
      expect(issuedSessions()).toBe(3)
    },
  )

  it('serves keys of a role chain, anew before they end', async () => {
    const { keys, code } = await throughTwoExpiries(
      [process.execPath, pathOf('list-buckets.mjs')],
      () => undefined,
      [
        '--via',
        await lab.role('Way'),
        '-r',
        await lab.role('Behind', { trust: { Principal: { AWS: '*' } } }),
      ],
    )
    expect(keys).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^served ASIA/)))
    expect(code).toBe(0)
    expect(issuedSessions()).toBe(6)
  })

  it('gives the command no keys, who it is, and ends as the command ends', async () => {
    const script =
      'const names = Object.keys(process.env).filter((name) => name.startsWith("AWS_") || name.startsWith("HALLPASS_N"));' +
      'console.log(names.toSorted().join(" "), process.env.HALLPASS_NAME); process.exitCode = 7'
    const child = served([process.execPath, '-e', script])
    const line = await child.line()
    expect(line).toContain('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_FULL_URI')
    expect(line).not.toMatch(/SECRET|SESSION_TOKEN|AWS_ACCESS/)
    expect(line).toMatch(/HALLPASS_NAME ada$/)
    expect(await child.end()).toBe(7)
  })
})
