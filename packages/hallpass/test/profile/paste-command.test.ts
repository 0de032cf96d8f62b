import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatCredentials, formats } from '../../src/format/index.ts'
import { issue, type IssuedSession } from '../../src/issue/index.ts'
import { type Lab, openLab } from '../lab.ts'
import { type Ran, runProgram } from '../run-program.ts'
import { requireTool } from '../tools.ts'

const command = fileURLToPath(new URL('../../bin/hallpass.cjs', import.meta.url))

let lab: Lab
let session: IssuedSession
let home = ''
let env: Record<string, string> = {}

beforeAll(async () => {
  lab = await openLab()
  const roleArn = await lab.role('Pasted')
  session = await issue({ roleArn, sessionName: 'ada@domain.ext', env: lab.env() })
})
afterAll(() => lab.close())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-paste-'))
  mkdirSync(join(home, '.aws'))
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_ENDPOINT_URL: lab.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    // A stale one has nothing to do with what is pasted.
    AWS_PROFILE: 'gone',
  }
})

const file = (): string => join(home, '.aws', 'credentials')
const written = (): string => (existsSync(file()) ? readFileSync(file(), 'utf8') : '')

const run = (
  program: string,
  args: readonly string[],
  { input = '', more = {} }: { input?: string; more?: Record<string, string> } = {},
): Promise<Ran> => runProgram(program, args, { env: { ...env, ...more }, input })

async function paste(input: string, ...args: readonly string[]): Promise<Ran> {
  const ran = await run(process.execPath, [command, 'profile', 'paste', ...args], { input })
  const { secretAccessKey, sessionToken } = session.credentials
  for (const secret of [secretAccessKey, sessionToken, lab.issuer.secretAccessKey]) {
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(secret.slice(0, 20))
  }
  return ran
}

const inForm = (form: (typeof formats)[number]): string => formatCredentials(form, session)
const asShell = (): string => inForm('env')
const asJson = (): string =>
  JSON.stringify({
    Credentials: {
      AccessKeyId: session.credentials.accessKeyId,
      SecretAccessKey: session.credentials.secretAccessKey,
      SessionToken: session.credentials.sessionToken,
    },
  })

const asIni = (): string =>
  `[123456789012_Admin]
aws_access_key_id = ${session.credentials.accessKeyId}
aws_secret_access_key = ${session.credentials.secretAccessKey}
aws_session_token = ${session.credentials.sessionToken}
`

describe('what is no use is told, and nothing is written', () => {
  const other = 'https://signin.aws.amazon.com/federation?Action=login&Issuer=x&SigninToken=tttttttt'
  it.each<[string, () => string, number, RegExp]>([
    ['nothing', () => '', 2, /there is nothing in it/],
    ['a console link', () => other, 2, /link that signs into the AWS console/],
    ['a sentence', () => 'here are your keys, have fun', 2, /there are no keys in it/],
    ['a code to join by', () => 'https://desk.example/join/abcd2345', 2, /hallpass join/],
    [
      'what a command answered',
      () => 'An error occurred (ExpiredToken) when calling the ListBuckets operation',
      2,
      /ExpiredToken.*\n.*get new ones/,
    ],
    ['keys without their token', () => asShell().replace(/.*SESSION_TOKEN.*\n/, ''), 3, /token is missing/],
    [
      'half a secret',
      () => asShell().replace(session.credentials.secretAccessKey, 'wJalrXUtnFEMIbK7MDE'),
      3,
      /secret access key is not whole/,
    ],
    [
      'the secret of another key',
      () => asShell().replace(session.credentials.secretAccessKey, 'a'.repeat(40)),
      4,
      /does not belong to the id/,
    ],
    [
      'keys that have ended, by what they say',
      () => asShell().replace(/(EXPIRATION=)'?2\d{3}/, '$12020'),
      4,
      /have ended, at 2020/,
    ],
    [
      'keys that AWS does not know',
      () => asShell().replaceAll(session.credentials.accessKeyId, 'ASIAZZZZZZZZZZZZZZZZ'),
      4,
      /AWS does not know these keys/,
    ],
    [
      'somebody’s own keys',
      () =>
        `AWS_ACCESS_KEY_ID=${lab.issuer.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${lab.issuer.secretAccessKey}`,
      2,
      /own keys of user\/issuer.*not written/,
    ],
  ])('%s', async (_name, text, code, said) => {
    const ran = await paste(text(), 'lab')
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(said) })
    expect(ran.stderr).toContain('hint: ')
    expect(written()).toBe('')
  })

  it('a profile of another tool, before anything is read, and with force where it gets keys in another way', async () => {
    const theirs = '[lab]\naws_access_key_id = AKIAOTHERTOOL0000000\naws_secret_access_key = x\n'
    writeFileSync(file(), theirs)
    writeFileSync(join(home, '.aws', 'config'), '[profile sso]\nsso_session = corp\n')
    expect(await paste(asShell(), 'lab')).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('not written by hallpass'),
    })
    expect((await paste(asShell(), 'sso', '--force')).code).toBe(6)
    expect(written()).toBe(theirs)
    expect((await paste(asShell(), 'lab', '--force')).code).toBe(0)
    expect(written()).toContain(session.credentials.accessKeyId)
  })

  it('with --json what it is, for programs', async () => {
    const { stdout, code } = await paste(`AWS_ACCESS_KEY_ID=${session.credentials.accessKeyId}`, '--json')
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'keys',
      problems: ['missing-secret', 'missing-token'],
      ok: false,
      error: { code: 'CredentialsMalformed' },
    })
  })
})

describe('keys become a profile', () => {
  it.each([
    ...formats.map((form): [string, () => string] => [form, () => inForm(form)]),
    ['an answer of STS', asJson],
    ['curly quotes', () => asShell().replaceAll(/=(\S+)/g, '=“$1”')],
    [
      'swapped fields',
      () =>
        asShell()
          .replace('ACCESS_KEY_ID', 'X')
          .replace('SECRET_ACCESS_KEY', 'ACCESS_KEY_ID')
          .replace('X', 'SECRET_ACCESS_KEY'),
    ],
    ['a credentials file', asIni],
  ])('out of %s', async (_name, text) => {
    const ran = await paste(text())
    expect(ran.stderr).toContain('assumed-role/Pasted/ada@domain.ext')
    expect(ran).toMatchObject({ code: 0, stdout: '' })
    expect(written()).toContain(`[ada@domain.ext]\naws_access_key_id = ${session.credentials.accessKeyId}\n`)
    expect(written()).toContain(`aws_session_token = ${session.credentials.sessionToken}\n`)
  })

  it('of which nobody knows the end where that was not pasted; it is listed, and not cleaned away', async () => {
    expect((await paste(asJson(), 'lab')).stderr).toContain('until when its keys are good was not pasted')
    const list = await run(process.execPath, [command, 'profile', 'list'])
    expect(list.stdout).toMatch(/^lab +nobody knows until when\n$/)
    await run(process.execPath, [command, 'profile', 'clean'])
    expect(written()).toContain('[lab]')
    expect((await paste(asShell(), 'lab')).stderr).toMatch(/good for (?:1h|59m)/)
    await run(process.execPath, [command, 'profile', 'remove', 'lab'])
    expect(written()).toBe('')
  })

  it('with --dry-run AWS is asked, and nothing is written', async () => {
    const { code, stderr, stdout } = await paste(asShell(), '--dry-run', '--json')
    expect([code, written()]).toEqual([0, ''])
    expect(stderr).toContain('AWS takes these keys')
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, profile: null, account: lab.account })
  })

  it.skipIf(!requireTool('hallpass profile paste: the AWS CLI', 'aws'))(
    'that the AWS CLI reads',
    async () => {
      await paste(asShell(), 'lab')
      const args = ['sts', 'get-caller-identity', '--profile', 'lab', '--query', 'Arn', '--output', 'text']
      const { AWS_ENDPOINT_URL: _, ...bare } = env
      env = bare
      expect((await run('aws', args)).stdout).toContain('assumed-role/Pasted/ada@domain.ext')
    },
  )
})

describe.skipIf(!requireTool('hallpass profile paste: a terminal', 'script'))('on a terminal', () => {
  /** Types into a terminal of its own, each part once the prompt is there and the one before was read. */
  function onTerminal(
    parts: readonly string[],
  ): Promise<{ readonly code: number | null; readonly text: string }> {
    const words = [process.execPath, command, 'profile', 'paste', 'lab'].map((word) => `'${word}'`).join(' ')
    const child = spawn('script', ['-qec', words, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    let text = ''
    let sent = 0
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more
      const shown = (text.includes('nothing of it is shown') ? 1 : 0) + (/\d characters/.test(text) ? 1 : 0)
      while (sent < Math.min(shown, parts.length)) child.stdin.write(parts[sent++] ?? '')
    })
    return new Promise((resolve) =>
      child.once('close', (code) => {
        resolve({ code, text })
      }),
    )
  }

  it('shows nothing of what is pasted, an empty line in its middle included, and ends at an empty line', async () => {
    const { code, text } = await onTerminal([`\n\n${asShell().replace('\n', '\n\n').trim()}\n`, '\n'])
    expect(text).toContain('assumed-role/Pasted/ada@domain.ext')
    expect(code).toBe(0)
    for (const secret of [session.credentials.secretAccessKey, session.credentials.sessionToken]) {
      expect(text).not.toContain(secret.slice(0, 10))
    }
    expect(written()).toContain(session.credentials.secretAccessKey)
  })

  it('ends at Ctrl-D, without a line end before it', async () => {
    expect(await onTerminal([`\u001B[200~${asShell().trim()}\u001B[201~\u0004`])).toMatchObject({ code: 0 })
    expect(written()).toContain(session.credentials.secretAccessKey)
  })

  it('stops at Ctrl-C', async () => {
    expect(await onTerminal([`${asShell()}\u0003`])).toMatchObject({ code: 130 })
    expect(written()).toBe('')
  })
})

it('a profile’s name that is a key is not repeated', () => {
  const args = [command, 'profile', 'paste', `${lab.issuer.secretAccessKey} x`]
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', input: '' })
  expect(status).toBe(2)
  expect(stderr).not.toContain(lab.issuer.secretAccessKey)
})
