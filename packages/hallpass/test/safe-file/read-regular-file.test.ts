import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leading, ourProgram } from '../command.ts'
import { lockPath, tryLock } from '../../src/safe-file/file-lock.ts'
import { fileReason, readRegularFile } from '../../src/safe-file/index.ts'
import { systemFiles } from '../../src/safe-file/file-system.ts'
import { waitForLock } from '../../src/safe-file/wait-for-lock.ts'

const posix = process.platform !== 'win32'
const source = join(import.meta.dirname, '../../src')
const role = 'arn:aws:iam::123456789012:role/Workshop'

let folder: string
let fifo: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-regular-'))
  fifo = join(folder, 'fifo')
  if (posix) execFileSync('mkfifo', [fifo])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function refusal(path: string, maxBytes?: number): string {
  try {
    readRegularFile(path, { maxBytes })
  } catch (error) {
    return fileReason(error)
  }
  return 'read'
}

describe('reading a file', () => {
  it.skipIf(!posix)('refuses a pipe, and a device that never ends, without waiting', () => {
    expect(refusal(fifo)).toBe('it is not a regular file')
    expect(refusal('/dev/zero')).toBe('it is not a regular file')
  })

  it('refuses a folder, what is not there, and a byte too many', () => {
    expect(refusal(folder)).toBe('it is a folder')
    expect(refusal(join(folder, 'absent'))).toBe('it does not exist')
    const file = join(folder, 'four')
    writeFileSync(file, 'four')
    expect(refusal(file, 3)).toBe('it is too large')
    expect(refusal(file, 4)).toBe('read')
  })

  it('refuses what turns out larger than it said', () => {
    const file = join(folder, 'grows')
    writeFileSync(file, 'grown since')
    const fs = {
      ...systemFiles,
      fstatSync: (descriptor: number) => Object.assign(systemFiles.fstatSync(descriptor), { size: 0 }),
    }
    expect(() => readRegularFile(file, { maxBytes: 4, fs })).toThrow('EFBIG')
  })

  it('gives the bytes, over links and over many chunks', () => {
    const bytes = Buffer.alloc(200_001, 'ab')
    writeFileSync(join(folder, 'long'), bytes)
    if (posix) symlinkSync('long', join(folder, 'link'))
    expect(readRegularFile(join(folder, posix ? 'link' : 'long')).equals(bytes)).toBe(true)
  })

  it.skipIf(!posix)('takes the null device for an empty file', () => {
    expect(readRegularFile('/dev/null')).toHaveLength(0)
  })

  it('is done in one place only', () => {
    const others = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('read-regular-file.ts'))
      .filter((name) =>
        /readFileSync|readFile\(|createReadStream/.test(readFileSync(join(source, name), 'utf8')),
      )
    expect(others.toSorted()).toEqual([
      // What kind of machine this is, and whose a connection is: /proc, of which nobody makes a pipe.
      join('browser', 'find-browser.ts'),
      join('browser', 'peer-user.ts'),
      // The name of an option of readSharedConfig, and its default.
      join('shared-config', 'read-shared-config.ts'),
    ])
  })
})

describe.skipIf(!posix)('a pipe where a file is asked for', () => {
  const issue = ['issue', '-r', role, '-s', 'ada']
  const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_CONFIG_FILE: 'config' }
  const cases: readonly (readonly [what: string, args: readonly string[], env: Record<string, string>])[] = [
    ['the credentials file', issue, { AWS_SHARED_CREDENTIALS_FILE: 'fifo' }],
    ['the config file of the AWS tools', issue, { AWS_CONFIG_FILE: 'fifo' }],
    ['hallpass.config.json', ['config', 'check', 'fifo'], {}],
    ['the list of people', ['issue', '-r', role, '--each', 'fifo', '--out', 'keys'], {}],
    ['the list of whom to revoke', ['revoke', '-r', role, '--each', 'fifo'], {}],
    ['a session policy', [...issue, '--policy', 'fifo'], {}],
    ['a web identity token', [...issue, '--web-identity-token-file', 'fifo'], {}],
    // The AWS SDK's provider chain would wait for these.
    [
      'a web identity token of the environment',
      issue,
      { ...noKeys, AWS_WEB_IDENTITY_TOKEN_FILE: 'fifo', AWS_ROLE_ARN: role },
    ],
    [
      'the token of a container',
      issue,
      {
        ...noKeys,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/',
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'fifo',
      },
    ],
    ['a web identity token of a profile', [...issue, '--source-profile', 'token'], noKeys],
    ['a kept login of SSO', [...issue, '--source-profile', 'sso'], noKeys],
    ['a kept login of the console', [...issue, '--source-profile', 'login'], noKeys],
    ['a bundle of certificates', issue, { AWS_CA_BUNDLE: 'fifo' }],
    [
      'the file with a server token',
      ['workshop', 'list', '--server-url', 'http://127.0.0.1:9', '--token-file', 'fifo'],
      {},
    ],
    ['the profiles that are listed', ['profile', 'list'], { AWS_SHARED_CREDENTIALS_FILE: 'fifo' }],
  ]

  beforeAll(() => {
    const start = 'https://lab.awsapps.com/start'
    const session = 'arn:aws:sts::123456789012:assumed-role/W/ada'
    writeFileSync(
      join(folder, 'config'),
      [
        '[profile token]',
        `role_arn = ${role}`,
        'web_identity_token_file = fifo',
        '[profile sso]',
        `sso_start_url = ${start}`,
        'sso_region = us-east-1',
        'sso_account_id = 123456789012',
        'sso_role_name = Lab',
        '[profile login]',
        `login_session = ${session}`,
        '',
      ].join('\n'),
    )
    for (const [place, algorithm, key] of [
      ['sso', 'sha1', start],
      ['login', 'sha256', session],
    ] as const) {
      const cache = join(folder, '.aws', place, 'cache')
      mkdirSync(cache, { recursive: true })
      execFileSync('mkfifo', [join(cache, `${createHash(algorithm).update(key).digest('hex')}.json`)])
    }
  })

  it.each(cases)('is refused at once: %s', (_what, args, env) => {
    const end = spawnSync(ourProgram, [...leading, ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: {
        HOME: folder,
        PATH: process.env['PATH'],
        AWS_ACCESS_KEY_ID: 'AKIAQQQQQQQQQQQQQQQQ',
        AWS_SECRET_ACCESS_KEY: 'q'.repeat(40),
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        ...(env['AWS_CA_BUNDLE'] === undefined ? {} : { AWS_ENDPOINT_URL: 'https://127.0.0.1:9' }),
        ...env,
      },
    })
    expect(end.signal).toBeNull()
    expect(end.stderr).toContain('it is not a regular file')
  })
})

describe.skipIf(!posix)('waiting for a lock', () => {
  it('is called off by its signal', async () => {
    const target = join(folder, 'held')
    const held = await waitForLock(target, { fs: systemFiles })
    const stop = new AbortController()
    const waiting = waitForLock(target, { fs: systemFiles, signal: stop.signal })
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'Aborted' })
    const other = () => tryLock(lockPath(target), { fs: systemFiles })
    expect(other()).toMatchObject({ heldBy: { id: held.id }, state: 'alive' })
    held.release()
    const next = await waitForLock(target, { fs: systemFiles, signal: stop.signal })
    expect(next.id).not.toBe(held.id)
    expect(other()).toMatchObject({ heldBy: { id: next.id } })
    next.release()
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s, also for a lock that is a pipe', async (signal) => {
    const home = join(folder, signal)
    mkdirSync(home)
    const file = join(home, 'credentials')
    writeFileSync(
      file,
      '[ada]\naws_access_key_id = ASIAQQQQQQQQQQQQQQQQ\nx_hallpass_owner = hallpass\nx_hallpass_expires_at = 2020-01-01T00:00:00Z\n',
    )
    const before = readFileSync(file)
    execFileSync('mkfifo', [lockPath(file)])
    const child = spawn(ourProgram, [...leading, 'profile', 'clean'], {
      env: { HOME: home, PATH: process.env['PATH'], AWS_SHARED_CREDENTIALS_FILE: file },
      stdio: 'ignore',
    })
    // Until the handlers are there the signal ends the process too, with no exit code.
    const timer = setInterval(() => child.kill(signal), 2000)
    const [code, ended] = await once(child, 'exit')
    clearInterval(timer)
    expect(code === 130 || ended === signal).toBe(true)
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})
