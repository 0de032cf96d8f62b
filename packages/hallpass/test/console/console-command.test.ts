import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { leading, ourProgram } from '../command.ts'
import { type Lab, openLab } from '../lab.ts'
import { type Ran, runProgram } from '../run-program.ts'

let lab: Lab
let roleArn = ''
let home = ''

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Visited')
})
afterAll(() => lab.close())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-console-'))
})

const run = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  interruptWhen: (stderr: string) => boolean = () => false,
): Promise<Ran> =>
  runProgram(ourProgram, [...leading, 'console', ...args], {
    env: { ...lab.env(), HOME: home, ...env },
    started: (child, stderr) => {
      const timer = setInterval(() => {
        if (!interruptWhen(stderr())) return
        clearInterval(timer)
        child.kill('SIGINT')
      }, 50)
      child.once('close', () => clearInterval(timer))
    },
  })

interface Seen {
  readonly args: readonly string[]
  readonly answers: readonly string[]
}

/** A browser that writes down how it was called, and what the address led to. */
function fakeBrowser(): { program: string; seen: () => Seen; next: () => Promise<Seen> } {
  const program = join(home, 'browser')
  const report = join(home, 'seen.json')
  const script = `#!${process.execPath}
const { renameSync, writeFileSync } = require('node:fs')
const args = process.argv.slice(2)
void (async () => {
  const address = args.at(-1)
  const answers = []
  let next = address
  let cookie
  for (let hop = 0; hop < 3 && next?.startsWith('http://127.0.0.1'); hop++) {
    const response = await fetch(next, { redirect: 'manual', headers: cookie ? { cookie } : {} })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const location = response.headers.get('location')
    answers.push(response.status + ' ' + (location ?? (await response.text()).match(/<title>(.*?)</)?.[1]))
    next = location === null || location.includes('/federation') ? undefined : new URL(location, address).href
  }
  writeFileSync(${JSON.stringify(`${report}.new`)}, JSON.stringify({ args, answers }))
  renameSync(${JSON.stringify(`${report}.new`)}, ${JSON.stringify(report)})
})()
`
  writeFileSync(program, script)
  chmodSync(program, 0o755)
  const seen = (): Seen =>
    existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { args: [], answers: [] }
  return {
    program,
    seen,
    // The command does not wait for the browser, which may write when it has ended.
    next: async () => {
      const found = await vi.waitUntil(() => existsSync(report) && seen(), { timeout: 30_000 })
      rmSync(report)
      return found
    },
  }
}

const ada = (): string[] => ['-r', roleArn, '-s', 'ada']

/** Who is signed in by a link, as the local console shows it. */
async function signedIn(link: string): Promise<string> {
  const first = await fetch(link, { redirect: 'manual' })
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const response = await fetch(new URL(first.headers.get('location') ?? '', link), { headers: { cookie } })
  return response.text()
}

describe('without a browser', () => {
  it('prints the link, and says why it opened nothing', async () => {
    const { code, stdout, stderr } = await run(ada(), { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' })
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^the link is printed, not opened: this is an SSH session, and your browser is on the other side\nopen the link within 15 minutes; the console lasts 12h, until [\d-]+ [\d:]+ UTC, 11h longer than the keys; whoever opens it is signed in\n$/,
      ),
    })
    expect(await signedIn(stdout.trim())).toContain('assumed-role/Visited/ada')
  })

  it('prints the link, when the browser cannot be started', async () => {
    const { program } = fakeBrowser()
    writeFileSync(program, '#!/bin/sh\nexit 3\n')
    const { stdout, stderr } = await run([...ada(), '--browser', program])
    expect(stderr).toContain(`the link is printed, not opened: ${program} ended with 3`)
    expect(stdout).toContain('/federation?Action=login')
  })

  it('refuses what goes against --print, and a browser that there is not, before AWS is asked', async () => {
    const before = lab.log.length
    expect(await run([...ada(), '--print', '--stay'])).toMatchObject({ code: 2, stdout: '' })
    expect(await run([...ada(), '--service', '../x', '--print'])).toMatchObject({ code: 2, stdout: '' })
    expect(await run([...ada(), '--print', '--sign-out-first'])).toMatchObject({ code: 4, stdout: '' })
    expect(lab.log.length).toBe(before)
    expect(await run([...ada(), '--browser', 'netscape'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no program here'),
    })
  })
})

describe('with a browser', () => {
  it('hands the link over by a redirect: it is in no argument and in no output', async () => {
    const { program, next } = fakeBrowser()
    const { code, stdout, stderr } = await run([
      ...ada(),
      '--browser',
      program,
      '--service',
      's3',
      '--region',
      'eu-west-1',
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    const { args, answers } = await next()
    expect(args).toHaveLength(1)
    expect(args[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/)
    expect(answers).toHaveLength(1)
    const link = answers[0]?.replace('302 ', '') ?? ''
    expect(new URL(link).searchParams.get('Destination')).toBe(
      'https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1',
    )
    expect(stderr).not.toContain('SigninToken')
    expect(stderr).toContain('the console is open in your browser as ada (Visited)')
  })

  it('uses the kept session: a second link makes no second session', async () => {
    await run([...ada(), '--print'])
    const before = lab.log.filter(({ action }) => action === 'sts:AssumeRole').length
    await run([...ada(), '--print'])
    expect(lab.log.filter(({ action }) => action === 'sts:AssumeRole').length).toBe(before)
  })

  it('keeps a page up with --stay, until Ctrl-C', async () => {
    const { program, seen } = fakeBrowser()
    const up = (stderr: string): boolean => stderr.includes('Ctrl-C ends it') && seen().answers.length === 2
    const { code } = await run([...ada(), '--browser', program, '--stay'], {}, up)
    expect(seen().answers).toEqual(['303 /', '200 The AWS console for ada'])
    expect(code).toBe(130)
  })

  it('opens a browser profile of its own for each person with --isolate', async () => {
    const { program, next } = fakeBrowser()
    const firefox = join(home, 'firefox')
    writeFileSync(firefox, readFileSync(program))
    chmodSync(firefox, 0o755)
    await run([...ada(), '--browser', firefox, '--isolate'])
    const first = (await next()).args
    expect(first.slice(0, 2)).toEqual(['--profile', expect.stringContaining('browsers/firefox-')])
    await run(['-r', roleArn, '-s', 'grace', '--browser', firefox, '--isolate'])
    expect((await next()).args[1]).not.toBe(first[1])
    await run([...ada(), '--browser', firefox, '--isolate', '--service', 's3'])
    expect((await next()).args[1]).toBe(first[1])
    expect(await run([...ada(), '--browser', program, '--isolate'], { PATH: '/nowhere' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('takes a profile of its own'),
    })
  })
})

describe('--profile', () => {
  function withProfiles(text: string): Readonly<Record<string, string>> {
    const file = join(home, 'credentials')
    writeFileSync(file, text)
    return {
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
    }
  }
  const section = (name: string, id: string, secret: string, token?: string): string =>
    `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n${token === undefined ? '' : `aws_session_token = ${token}\n`}`

  it('signs in with the temporary keys that a profile has', async () => {
    const file = join(home, 'written')
    await new Promise((resolve) => {
      spawn(ourProgram, [...leading, 'issue', ...ada(), '-o', 'write'], {
        env: { ...lab.env(), HOME: home, AWS_SHARED_CREDENTIALS_FILE: file },
        stdio: 'ignore',
      }).once('close', resolve)
    })
    const env = withProfiles(readFileSync(file, 'utf8'))
    const { stdout, stderr, code } = await run(['--profile', 'ada', '--print'], env)
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^open the link within 15 minutes; the console lasts (?:1h|59m), until [\d-]+ [\d:]+ UTC; whoever opens it is signed in\n$/,
      ),
    })
    expect(await signedIn(stdout.trim())).toContain('assumed-role/Visited/ada')
  })

  it('makes a federated user of an IAM user, and says what that cannot', async () => {
    const { accessKeyId, secretAccessKey } = lab.issuer
    const env = withProfiles(section('me', accessKeyId, secretAccessKey))
    const { stdout, stderr } = await run(['--profile', 'me', '--print'], env)
    expect(stderr).toContain('issuer is an IAM user: the console opens as a federated user')
    expect(await signedIn(stdout.trim())).toContain('federated-user/issuer')
  })

  it('refuses a role beside it, a profile that there is not, and keys of GetSessionToken', async () => {
    const env = withProfiles(section('me', lab.issuer.accessKeyId, lab.issuer.secretAccessKey))
    expect(await run(['--profile', 'me', '-s', 'ada', '--print'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--source-profile me'),
    })
    expect(await run(['--profile', 'other', '--print'], env)).toMatchObject({ code: 3 })
  })
})
