import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leading, ourProgram, shellCommand } from '../packages/hallpass/test/command.ts'
import { repository } from './built.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { runProcess } from './run-process.ts'

// What `npm start` runs, on a machine where nothing is set up.

let folder: string
let env: Record<string, string>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-main-job-'))
  // Root's PostgreSQL runs as somebody else, who has to get through.
  chmodSync(folder, 0o755)
  for (const name of ['home', 'tmp', 'work']) mkdirSync(join(folder, name))
  env = cleanEnvironment({ HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp') })
})
afterEach(() => rmSync(folder, { recursive: true }))

const demo = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runProcess(ourProgram, [...leading, 'demo', ...args], {
    env: { ...env, ...more },
    cwd: join(folder, 'work'),
  })

it('npm start runs the built command, after building it', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  )
  expect(scripts['start']).toBe('node packages/hallpass/bin/hallpass.cjs demo')
  expect(scripts['prestart']).toContain('build')
  expect(scripts['pretest']).toContain('build')
})

describe('demo --once', () => {
  it('tells the whole story, and leaves nothing behind', async () => {
    const { exitCode, stdout, stderr } = await demo(['--once'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(Object.keys(issuedIn(stdout))).toEqual([
      'AccessKeyId',
      'SecretAccessKey',
      'SessionToken',
      'ConsoleMagicLink',
      'Expiration',
      'ConsoleExpiration',
      'AssumedRoleArn',
    ])
    const session = 'assumed-role/InstruqtS3Access/identified@domain.ext'
    for (const part of [
      /^ {3}\$ hallpass setup apply /m,
      /user +instruqt/,
      /role +InstruqtS3Access: buckets lab-\*, and nothing else/,
      /hallpass issue --source-profile instruqt \\\n +--role-arn \S+ \\\n +--session-name identified@domain\.ext\n/,
      /make bucket +s3:\/\/lab-\S+/,
      /list buckets +lab-\S+/,
      /list users +refused: not authorized to perform iam:ListUsers/,
      new RegExp(`signed in as +${session}`, 'i'),
      /room +Storage for beginners: Ada Lovelace/,
      /pass +Ada Lovelace: keys that list buckets, and the console as\s+assumed-role\/InstruqtS3Access\/ada-l-/,
      /revoked +her next call: not authorized [^$]*explicit deny/,
      /pass +says that access was ended/,
      /^ {3}\$ hallpass revoke [^$]*list buckets +refused: [^$]*explicit deny/m,
      /^ {3}\$ hallpass setup destroy [^$]*left +no user but the administrator, no role, no bucket\n/m,
    ]) {
      expect(stdout).toMatch(part)
    }
    const bucket = /make bucket +s3:\/\/(\S+)/.exec(stdout)?.[1] ?? ''
    expect(stdout.split('The console link works')[1], 'the bucket on the console page').toContain(bucket)
    // Two screens at most, and as wide as a terminal is.
    expect(stdout.split('\n').length).toBeLessThan(75)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    for (const name of ['home', 'tmp', 'work']) expect(readdirSync(join(folder, name)), name).toEqual([])
  })

  it('is about itself, whatever AWS settings the reader has', async () => {
    const aws = join(folder, 'home', '.aws')
    mkdirSync(aws)
    const text = '[default]\naws_access_key_id = AKIAREADERSOWNKEY000\nthis line does not parse\n'
    writeFileSync(join(aws, 'credentials'), text)
    const { exitCode } = await demo(['--once'], {
      AWS_ACCESS_KEY_ID: 'AKIAREADERSOWNKEY000',
      AWS_SECRET_ACCESS_KEY: 'the-readers-own',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_PROFILE: 'nonesuch',
      AWS_REGION: 'cn-north-1',
      HALLPASS_SIGNIN_ENDPOINT_URL: 'http://127.0.0.1:1/federation',
    })
    expect(exitCode).toBe(0)
    expect(readdirSync(aws)).toEqual(['credentials'])
    expect(readFileSync(join(aws, 'credentials'), 'utf8')).toBe(text)
  })

  it.each([
    ['the keys are not issued', `process.exit(4)`],
    ['the keys do not work', `change(/"SecretAccessKey": "./, '"SecretAccessKey": "!')`],
    ['the link does not work', `change(/SigninToken=[^"]+/, 'SigninToken=another')`],
    ['there is no link', `change(/"ConsoleMagicLink": "[^"]+"/, '"ConsoleMagicLink": null')`],
  ])('fails when %s', async (_name, sabotage) => {
    const script = join(folder, 'sabotage.cjs')
    writeFileSync(
      script,
      `const fs = require('node:fs')
      const { writeSync } = fs
      const change = (from, to) => {
        fs.writeSync = (fd, bytes) => (writeSync(fd, String(bytes).replace(from, to)), bytes.length)
      }
      if (process.argv[2] === 'issue') ${sabotage}`,
    )
    const { exitCode, stderr } = await demo(['--once'], { NODE_OPTIONS: `--require ${script}` })
    expect(exitCode).toBeGreaterThan(0)
    expect(stderr).toMatch(/^error: /)
  })
})

describe('demo', () => {
  it('tells that it was stopped before the end', async () => {
    const script = join(folder, 'wait.cjs')
    // The process that issues gets as far as its answer, and waits there.
    writeFileSync(
      script,
      `if (process.argv[2] === 'issue') {
        process.stdout.write = () => true
        setInterval(() => {}, 1000)
      }`,
    )
    const { exitCode, stderr } = await runProcess(ourProgram, [...leading, 'demo'], {
      env: { ...env, NODE_OPTIONS: `--require ${script}` },
      cwd: join(folder, 'work'),
      started: (child) =>
        child.stdout?.on('data', (chunk) => {
          if (String(chunk).includes('$ hallpass issue')) child.kill('SIGINT')
        }),
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: expect.stringMatching(/^error: stopped/) })
  })

  it('stays up with lines to paste, until Ctrl-C', async () => {
    const child = spawn(ourProgram, [...leading, 'demo'], { env, cwd: join(folder, 'work') })
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    let stdout = ''
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    await new Promise<void>((resolve, reject) => {
      child.on('exit', (code) => reject(new Error(`the demo ended with ${code}`)))
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        stdout += chunk
        if (stdout.includes('Ctrl-C')) resolve()
      })
    })
    child.removeAllListeners('exit')
    try {
      const told = stdout.slice(stdout.indexOf('All of it is still running'))
      const lines = told
        .replaceAll(/^(?! {3}).*$/gm, '')
        .replaceAll(/ \\\n\s*/g, ' ')
        .split('\n')
        .flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
      expect(lines.filter((line) => line.startsWith('npx hallpass '))).toHaveLength(4)
      // In one shell, each line by itself: every one of them has to work.
      const script = lines.map((line) => `echo "== ${line.split(' ', 3).join(' ')}"\n${line} || exit 9`)
      const pasted = script.join('\n').replaceAll('npx hallpass', shellCommand)
      const second = await runProcess('sh', ['-c', pasted], { env, cwd: join(folder, 'work') })
      expect(second.exitCode, second.stderr).toBe(0)
      expect(second.stdout).toContain('user/instruqt')
      const link = /^http:\S+SigninToken=\S+$/m.exec(second.stdout)?.[0] ?? ''
      expect((await fetch(link, { redirect: 'manual' })).status).toBe(302)
      expect(second.stdout).toContain('your.name@example.com')
      expect(second.stderr).toContain('set-up instruqt is out of account')
    } finally {
      child.kill('SIGINT')
    }
    expect(await ended).toBe(0)
    expect(stderr).toBe('stopped; nothing remains\n')
    expect(await isOpen(new URL(/http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0] ?? ''))).toBe(false)
    for (const name of ['home', 'tmp', 'work']) expect(readdirSync(join(folder, name)), name).toEqual([])
  })
})

function issuedIn(transcript: string): object {
  const text = /^ {3}\{\n[\s\S]*?^ {3}\}$/m.exec(transcript)?.[0] ?? ''
  const issued: object = JSON.parse(text)
  return issued
}

function isOpen({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
