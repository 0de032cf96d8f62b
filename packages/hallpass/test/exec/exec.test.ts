import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leading, ourProgram } from '../command.ts'
import { type Lab, openLab } from '../lab.ts'
import { type Ran, runProgram } from '../run-program.ts'
import { requireTool } from '../tools.ts'

let lab: Lab
let roleArn = ''
let home = ''

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Cached')
})
afterAll(() => lab.close())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-exec-'))
})

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runHere(ourProgram, [...leading, ...args], env)

const runHere = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> => runProgram(program, args, { env: { ...lab.env(), HOME: home, ...env } })

const assumed = (): number => lab.log.filter(({ action }) => action === 'sts:AssumeRole').length
const ada = (): string[] => ['-r', roleArn, '-s', 'ada']

describe('hallpass process', () => {
  it('asks AWS once, however many ask at the same time, and prints what the SDKs read', async () => {
    const before = assumed()
    // By a shell, so that the local AWS in here is free to answer.
    const words = [ourProgram, ...leading, 'process', ...ada()].map((word) => `'${word}'`).join(' ')
    const script = `for n in $(seq 50); do ${words} > "$HOME/said.$n" 2>&1 & done; wait`
    await runHere('sh', ['-c', script])
    const said = readdirSync(home).filter((name) => name.startsWith('said.'))
    const all = new Set(said.map((name) => readFileSync(join(home, name), 'utf8')))
    expect([said.length, all.size]).toEqual([50, 1])
    expect(JSON.parse([...all].join())).toMatchObject({
      Version: 1,
      AccessKeyId: expect.stringMatching(/^ASIA/),
    })
    expect(assumed()).toBe(before + 1)
    await run(['process', ...ada(), '--no-cache'])
    expect(assumed()).toBe(before + 2)
  })

  it('hands out nothing that was revoked since', async () => {
    const first = await run(['process', ...ada()])
    const admin = {
      AWS_ACCESS_KEY_ID: lab.admin.accessKeyId,
      AWS_SECRET_ACCESS_KEY: lab.admin.secretAccessKey,
    }
    expect((await run(['revoke', ...ada()], admin)).code).toBe(0)
    const second = await run(['process', ...ada()])
    expect(second.stdout).not.toBe(first.stdout)
    await run(['revoke', ...ada(), '--undo'], admin)
  })

  it.skipIf(!requireTool('hallpass process: the AWS CLI', 'aws'))(
    'serves the AWS CLI as a credential_process',
    async () => {
      const config = join(home, 'config')
      const words = [ourProgram, ...leading, 'process', ...ada()].map((word) => `"${word}"`).join(' ')
      writeFileSync(config, `[profile lab]\ncredential_process = ${words}\nregion = us-east-1\n`)
      const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '', ...rest } = lab.env()
      const credentials = join(home, 'credentials')
      writeFileSync(credentials, `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`)
      const answer = await new Promise<string>((resolve, reject) => {
        const child = spawn('aws', ['sts', 'get-caller-identity', '--profile', 'lab', '--output', 'text'], {
          env: { ...rest, HOME: home, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials },
        })
        let text = ''
        child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
        child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
        child.once('error', reject)
        child.once('close', () => resolve(text))
      })
      expect(answer).toContain('assumed-role/Cached/ada')
    },
  )
})

describe('hallpass exec', () => {
  const print = 'process.stdout.write(JSON.stringify(process.env))'

  it('says what is wrong without a command, or with one that there is not', async () => {
    expect(await run(['exec', ...ada()])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no command'),
    })
    expect(await run(['exec', ...ada(), '--', 'no-such-program'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such program'),
    })
  })

  it('gives a command the keys, and nothing else of AWS’s', async () => {
    const stale = { AWS_PROFILE: '', AWS_WEB_IDENTITY_TOKEN_FILE: '', AWS_SECURITY_TOKEN: 'stale' }
    const { stdout, code } = await run(['exec', ...ada(), '--', process.execPath, '-e', print], stale)
    expect(code).toBe(0)
    const env: Record<string, string> = JSON.parse(stdout)
    expect(env['AWS_ACCESS_KEY_ID']).toMatch(/^ASIA/)
    expect(env['AWS_SESSION_TOKEN']).not.toBe('')
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['AWS_PROFILE']))
    expect(env['AWS_SECURITY_TOKEN']).toBeUndefined()
  })

  it('ends as the command ends', async () => {
    expect((await run(['exec', ...ada(), '--', process.execPath, '-e', 'process.exit(7)'])).code).toBe(7)
    const killed = "process.kill(process.pid, 'SIGKILL')"
    expect((await run(['exec', ...ada(), '--', process.execPath, '-e', killed])).code).toBe(137)
  })

  it.skipIf(!requireTool('hallpass exec: a shell on a terminal', 'script'))(
    'starts the shell of somebody on a terminal, which knows who it is and until when',
    async () => {
      const words = [ourProgram, ...leading, 'exec', ...ada()].map((word) => `'${word}'`).join(' ')
      const child = spawn('script', ['-qec', words, '/dev/null'], {
        env: { ...lab.env(), HOME: home, SHELL: '/bin/sh' },
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      let text = ''
      child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
      child.stdin.end('echo "<$HALLPASS_NAME|$HALLPASS_UNTIL|${AWS_SESSION_TOKEN:+token}>"; exit 5\n')
      const code = await new Promise((resolve) => child.once('close', resolve))
      expect([code, text]).toEqual([5, expect.stringMatching(/<ada\|2\d{3}-\d\d-\d\dT[\d:]+Z\|token>/)])
    },
  )

  it('leaves flags behind -- to the command', async () => {
    const { stdout } = await run(['exec', ...ada(), '--', 'printf', '%s', '--help'])
    expect(stdout).toBe('--help')
  })
})

it('profile clean --all takes the kept sessions away', async () => {
  await run(['process', ...ada()])
  expect((await run(['profile', 'clean', '--all'])).stderr).toContain('removed a session from the cache')
})
