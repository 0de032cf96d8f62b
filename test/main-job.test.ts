import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { built, repository } from './built.ts'
import { cleanEnvironment } from './clean-environment.ts'
import type { IssuedJson } from './issued-keys.ts'
import { runProcess } from './run-process.ts'

// What `npm start` runs, on a machine where nothing is set up.

let folder: string
let env: Record<string, string>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-main-job-'))
  for (const name of ['home', 'tmp', 'work']) mkdirSync(join(folder, name))
  env = cleanEnvironment({ HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp') })
})
afterEach(() => rmSync(folder, { recursive: true }))

const demo = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runProcess(process.execPath, [built.hallpass, 'demo', ...args], {
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
    const issued = issuedIn(stdout)
    expect(Object.keys(issued)).toEqual([
      'AccessKeyId',
      'SecretAccessKey',
      'SessionToken',
      'ConsoleMagicLink',
      'Expiration',
      'ConsoleExpiration',
      'AssumedRoleArn',
    ])
    const session = 'assumed-role/InstruqtS3Access/identified@domain.ext'
    expect(issued.AssumedRoleArn).toBe(`arn:aws:sts::111122223333:${session}`)
    for (const part of [
      /user +instruqt/,
      /role +InstruqtS3Access/,
      /policy +InstruqtS3AccessPolicy/,
      /hallpass issue \\\n +--role-arn \S+ \\\n +--session-name identified@domain\.ext\n/,
      /make bucket +s3:\/\/\S+/,
      /list buckets +\S+/,
      new RegExp(`signed in as +${session}`, 'i'),
    ]) {
      expect(stdout).toMatch(part)
    }
    const bucket = /make bucket +s3:\/\/(\S+)/.exec(stdout)?.[1] ?? ''
    expect(stdout.split('The console link works')[1], 'the bucket on the console page').toContain(bucket)
    const lines = stdout.split('\n').filter((line) => line.length > 80)
    expect(lines.map((line) => line.trim().split(':')[0])).toEqual([
      '"SessionToken"',
      '"ConsoleMagicLink"',
      '"AssumedRoleArn"',
    ])
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
      `const write = process.stdout.write.bind(process.stdout)
      const change = (from, to) => { process.stdout.write = (text) => write(String(text).replace(from, to)) }
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
    const { exitCode, stderr } = await runProcess(process.execPath, [built.hallpass, 'demo'], {
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
    const child = spawn(process.execPath, [built.hallpass, 'demo'], { env, cwd: join(folder, 'work') })
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
      const [issuer = '', administrator = ''] = stdout
        .slice(stdout.indexOf('All of it is still running'))
        .split('as the administrator')
        .map((part) => part.replaceAll(/^(?! {3}).*$/gm, ''))
        .map((part) => part.replaceAll('npx hallpass', `'${process.execPath}' '${built.hallpass}'`))
      const pasted = issuer.slice(0, issuer.lastIndexOf(`'${process.execPath}'`))
      const second = await runProcess('sh', ['-c', pasted], { env })
      expect(second).toMatchObject({ exitCode: 0, stderr: '' })
      const issued: IssuedJson = JSON.parse(second.stdout)
      expect(issued.AssumedRoleArn).toBe(
        'arn:aws:sts::111122223333:assumed-role/InstruqtS3Access/your.name@example.com',
      )
      expect((await fetch(issued.ConsoleMagicLink ?? '', { redirect: 'manual' })).status).toBe(302)
      const third = await runProcess('sh', ['-ec', `${issuer}\n${administrator}`], { env })
      expect(third.exitCode, third.stderr).toBe(0)
      expect(third.stdout).toContain('sessions of your.name@example.com')
    } finally {
      child.kill('SIGINT')
    }
    expect(await ended).toBe(0)
    expect(stderr).toBe('stopped; nothing remains\n')
    expect(await isOpen(new URL(/http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0] ?? ''))).toBe(false)
    for (const name of ['home', 'tmp', 'work']) expect(readdirSync(join(folder, name)), name).toEqual([])
  })
})

function issuedIn(transcript: string): IssuedJson {
  const text = /^ {3}\{\n[\s\S]*?^ {3}\}$/m.exec(transcript)?.[0] ?? ''
  const issued: IssuedJson = JSON.parse(text)
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
