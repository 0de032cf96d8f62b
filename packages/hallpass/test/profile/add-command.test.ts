import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { processLine } from '../../src/cli/profile/process-line.ts'
import { type Lab, openLab } from '../lab.ts'
import { type Ran, runProgram } from '../run-program.ts'
import { requireTool } from '../tools.ts'

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const command = pathOf('../../bin/hallpass.cjs')

let lab: Lab
let roleArn = ''
let home = ''
let env: Record<string, string> = {}

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Standing')
})
afterAll(() => lab.close())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-add-'))
  mkdirSync(join(home, '.aws'))
  env = { PATH: process.env['PATH'] ?? '', HOME: home, AWS_EC2_METADATA_DISABLED: 'true' }
  writeFileSync(
    join(home, '.aws', 'credentials'),
    `[instruqt]\naws_access_key_id = ${lab.issuer.accessKeyId}\naws_secret_access_key = ${lab.issuer.secretAccessKey}\n\n[keys]\naws_access_key_id = AKIAOTHERTOOL0000000\naws_secret_access_key = x\n`,
  )
  writeFileSync(config(), before())
})

const config = (): string => join(home, '.aws', 'config')
const configText = (): string => readFileSync(config(), 'utf8')
const before = (): string =>
  `# mine\n[profile instruqt]\nregion = eu-west-1\nendpoint_url = ${lab.url}\n\n[profile granted]\ncredential_process = granted credential-process --profile granted\n[profile sso]\nsso_session = corp\n`

const run = (program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runProgram(program, args, { env: { ...env, ...more } })

const hallpass = (...args: readonly string[]): Promise<Ran> => run(process.execPath, [command, ...args])
const add = (name: string, ...more: readonly string[]): Promise<Ran> =>
  hallpass('profile', 'add', name, '-r', roleArn, '-s', 'ada', ...more)

describe('hallpass profile add refuses', () => {
  it.each([
    ['a profile of another tool', 'granted', ['--source-profile', 'instruqt'], 6, 'in'],
    ['one that has keys', 'keys', ['--source-profile', 'instruqt'], 6, 'credentials already'],
    ['its own source', 'new', ['--source-profile', 'new'], 2, 'its own credentials'],
    [
      'what no quoting gets through',
      'new',
      ['--source-profile', 'instruqt', '--external-id', 'a"b'],
      2,
      'every AWS tool',
    ],
    ['what AWS refuses', 'new', ['--source-profile', 'instruqt', '--duration', '12h'], 4, '12h'],
  ])('%s, and changes nothing', async (_what, name, more, code, said) => {
    expect(await add(name, ...more)).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(said),
    })
    expect(configText()).toBe(before())
  })
})

describe('a profile that was added', () => {
  it('stands below what was there, is listed, written anew and removed without a trace', async () => {
    const added = await add('lab', '--source-profile', 'instruqt', '--tag', 'team=blue green')
    expect(added).toMatchObject({ code: 0, stdout: '' })
    expect(added.stderr).toContain('assumed-role/Standing/ada')
    const text = configText()
    expect(text.startsWith(before())).toBe(true)
    expect(text).toMatch(
      /\[profile lab\]\ncredential_process = .* process --role-arn .* --tag "team=blue green"\n/,
    )
    expect(text).toContain('--source-profile instruqt')
    expect((await add('lab', '--source-profile', 'instruqt')).code).toBe(0)
    expect(configText().match(/\[profile lab\]/g)).toHaveLength(1)
    expect((await hallpass('profile', 'list')).stdout).toBe('lab  fresh keys by itself\n')
    expect((await hallpass('profile', 'remove', 'lab')).code).toBe(0)
    expect(configText()).toBe(before())
  })

  it('has the profile of AWS_PROFILE for its source, and is not its own when that names it', async () => {
    await run(process.execPath, [command, 'profile', 'add', 'lab', '-r', roleArn, '-s', 'ada'], {
      AWS_PROFILE: 'instruqt',
    })
    expect(configText()).toContain('--source-profile instruqt')
  })

  it('has what a request of the configuration file says, wherever it is used', async () => {
    const requests = { lab: { roleArn, sessionName: 'bob', tags: { team: 'blue' }, duration: '30m' } }
    writeFileSync(join(home, 'hallpass.config.json'), JSON.stringify({ requests }))
    const cwd = { cwd: home, env, encoding: 'utf8' } as const
    const args = [command, 'profile', 'add', 'lab', 'lab', '--source-profile', 'instruqt']
    await new Promise((resolve, reject) => {
      spawn(process.execPath, args, { ...cwd, stdio: 'ignore' })
        .once('close', resolve)
        .once('error', reject)
    })
    expect(configText()).toMatch(/process .*--role-arn \S+:role\/Standing/)
    expect(configText()).toMatch(/--session-name bob/)
    expect(configText()).toMatch(/--tag "team=blue"/)
    expect(configText()).toMatch(/--duration 1800/)
  })

  it('says what it wants each time where its source is this shell, and does not go round in a circle', async () => {
    const shell = {
      AWS_ACCESS_KEY_ID: lab.issuer.accessKeyId,
      AWS_SECRET_ACCESS_KEY: lab.issuer.secretAccessKey,
      AWS_ENDPOINT_URL: lab.url,
    }
    const args = ['profile', 'add', 'lab', '-r', roleArn, '-s', 'ada']
    const { stderr, code } = await run(process.execPath, [command, ...args], shell)
    expect(code).toBe(0)
    expect(stderr).toMatch(/AWS_ACCESS_KEY_ID of this shell[^]*AWS_ENDPOINT_URL of this shell/)
    const [, line = ''] = /\[profile lab\]\ncredential_process = (.*)/.exec(configText()) ?? []
    // Without the shell's keys, and AWS_PROFILE set to itself: it ends, and says why.
    const alone = await run('sh', ['-c', line], { AWS_PROFILE: 'lab' })
    expect(alone).toMatchObject({ code: 3, stderr: expect.stringContaining('no AWS credentials') })
  })

  it.skipIf(!requireTool('hallpass profile add: the AWS CLI', 'aws'))(
    'serves the AWS CLI, by AWS_PROFILE too',
    async () => {
      await add('lab', '--source-profile', 'instruqt')
      const args = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']
      for (const more of [{ AWS_PROFILE: 'lab' }, { AWS_PROFILE: 'keys' }]) {
        const named = more.AWS_PROFILE === 'lab' ? args : [...args, '--profile', 'lab']
        const { stdout, stderr } = await run('aws', named, more)
        expect(stdout + stderr).toContain('assumed-role/Standing/ada')
      }
    },
  )
})

describe('across an expiry', () => {
  let ahead = 0
  beforeEach(() => {
    ahead = 0
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    writeFileSync(join(home, 'clock'), '0')
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  // Beyond the end of an hour's keys, on every clock: AWS's, that of `hallpass process`, and the program's own.
  const overAnHour = 3700
  const forward = (): void => {
    ahead += overAnHour
    writeFileSync(join(home, 'clock'), String(ahead))
    vi.setSystemTime(Date.now() + overAnHour * 1000)
  }
  const moved = (): Record<string, string> => ({
    TEST_CLOCK_FILE: join(home, 'clock'),
    NODE_OPTIONS: `--require ${pathOf('../exec/moved-clock.cjs')}`,
    AWS_PROFILE: 'lab',
  })

  async function throughTwoExpiries(words: readonly string[], tell: string | undefined): Promise<string[]> {
    expect((await add('lab', '--source-profile', 'instruqt')).code).toBe(0)
    const [program = '', ...args] = words
    const child = spawn(program, args, {
      env: { ...env, ...moved(), AWS_ENDPOINT_URL: lab.url, AWS_REGION: 'us-east-1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const ended = new Promise((resolve) => child.once('close', resolve))
    const keys = new Set<string>()
    for (let count = 0; count < 3; count += 1) {
      child.stdin.write('list\n')
      keys.add(String((await lines.next()).value))
      if (tell !== undefined) child.stdin.write(`${tell} ${overAnHour}\n`)
      forward()
    }
    child.stdin.end()
    await ended
    return [...keys]
  }

  const three = Array.from({ length: 3 }, () => expect.stringMatching(/^served ASIA/))

  it('the AWS SDK for JavaScript refreshes by itself', async () => {
    const words = [process.execPath, pathOf('../exec/list-buckets.mjs')]
    expect(await throughTwoExpiries(words, undefined)).toEqual(three)
  })

  it.skipIf(!requireTool('hallpass profile add: boto3', 'boto3'))('boto3 refreshes by itself', async () => {
    const words = ['python3', pathOf('../../../server/test/container/list_buckets.py')]
    expect(await throughTwoExpiries(words, 'forward')).toEqual(three)
  })

  // The AWS CLI is a new program each time; its clock goes with ours.
  const cli = `import datetime, os, sys
import botocore.auth
import awscli.clidriver
ahead = datetime.timedelta(seconds=int(open(os.environ["TEST_CLOCK_FILE"]).read()))
now = botocore.auth.get_current_datetime
botocore.auth.get_current_datetime = lambda *args, **kwargs: now(*args, **kwargs) + ahead
sys.exit(awscli.clidriver.create_clidriver().main(sys.argv[1:]))`

  it.skipIf(!requireTool('hallpass profile add: the AWS CLI', 'aws-module'))(
    'the AWS CLI has new keys',
    async () => {
      await add('lab', '--source-profile', 'instruqt')
      const assumed = (): number => lab.log.filter(({ action }) => action === 'sts:AssumeRole').length
      const earlier = assumed()
      const args = ['-c', cli, 'sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']
      for (const [index, calls] of [1, 1, 2, 3].entries()) {
        if (index > 1) forward()
        const { stdout, stderr } = await run('python3', args, moved())
        expect(stdout + stderr).toContain('assumed-role/Standing/ada')
        expect(assumed() - earlier).toBe(calls)
      }
    },
  )
})

describe('processLine()', () => {
  const script = (): string => {
    const folder = join(home, 'my tools & more')
    mkdirSync(folder)
    writeFileSync(join(folder, 'print.js'), 'process.stdout.write(JSON.stringify(process.argv.slice(2)))')
    return join(folder, 'print.js')
  }
  const flags = {
    roleArn: 'arn:aws:iam::123456789012:role/a/B',
    tag: ["who=Ada O'Neil", 'a=b;c&d|e'],
    duration: 900,
  }
  const words = [
    'process',
    '--role-arn',
    flags.roleArn,
    '--tag',
    "who=Ada O'Neil",
    '--tag',
    'a=b;c&d|e',
    '--duration',
    '900',
  ]

  it('is read by a shell, as the SDK for JavaScript runs it, and by Python’s rules', () => {
    const line = processLine(flags, { execPath: process.execPath, script: script() })
    expect(JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8' }))).toEqual(words)
    const python = 'import json,shlex,sys; print(json.dumps(shlex.split(sys.argv[1])))'
    const split: string[] = JSON.parse(execFileSync('python3', ['-c', python, line], { encoding: 'utf8' }))
    expect(split.slice(2)).toEqual(words)
    expect(existsSync(split[1] ?? '')).toBe(true)
  })

  it('has whole paths, in quotes where they have blanks, on Windows too', () => {
    const execPath = 'C:\\Program Files\\hallpass\\hallpass.exe'
    const own = { execPath, script: undefined, platform: 'win32' } as const
    expect(processLine({ sessionName: 'ada', mfaProcess: 'C:\\otp\\code.exe x' }, own)).toBe(
      `"${execPath}" process --session-name ada --mfa-process "C:\\otp\\code.exe x"`,
    )
    expect(processLine({ policy: 'p.json' }, { ...own, execPath: 'C:\\h.exe' })).toMatch(
      /^C:\\h.exe process --policy \S*\/p.json$/,
    )
  })

  it.each(['a"b', '$HOME', '`id`', 'a\\b', '50%', 'a ;b', 'a #b', 'line\nfeed'])(
    'refuses %j',
    (externalId) => {
      const own = { execPath: process.execPath, script: undefined, platform: 'linux' } as const
      expect(() => processLine({ externalId }, own)).toThrow('--external-id')
    },
  )
})
