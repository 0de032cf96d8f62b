import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileText } from '../../src/safe-file/index.ts'
import { runApp } from './run-app.ts'

const folder = mkdtempSync(join(tmpdir(), 'hallpass-given-'))
const at = (name: string): string => join(folder, name)
const put = (name: string, content: string | Buffer): string => {
  writeFileSync(at(name), content)
  return at(name)
}
/** As Windows PowerShell 5 writes with `>`. */
const powershell = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')
const policy = (action: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::lab/*' }],
  })
const mistyped = policy('s3:GetObject').replace('Effect', 'Effct')

let aws: Listening
let env: Record<string, string>
let admin: Record<string, string>
let roleArn = ''
let issue: (...words: string[]) => ReturnType<typeof runApp>

beforeAll(async () => {
  const local = createLocalAws()
  aws = await local.listen()
  roleArn = `arn:aws:iam::${local.accountId}:role/InstruqtS3Access`
  env = {
    HOME: folder,
    AWS_SHARED_CREDENTIALS_FILE: at('credentials'),
    AWS_CONFIG_FILE: at('config'),
    AWS_ENDPOINT_URL: aws.url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${aws.url}/federation`,
    AWS_REGION: 'eu-west-1',
  }
  admin = {
    ...env,
    AWS_ACCESS_KEY_ID: local.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: local.admin.secretAccessKey,
  }
  const applied = await runApp(['setup', 'apply', '--bucket', 'lab', '--profile', 'instruqt'], admin)
  expect(applied).toMatchObject({ exitCode: 0 })
  issue = (...words) =>
    runApp(['issue', '-r', roleArn, '-s', 'ada', '--source-profile', 'instruqt', '-o', 'env', ...words], env)
})
afterAll(async () => {
  await aws.close()
  rmSync(folder, { recursive: true })
})

describe('a file as Windows PowerShell and Notepad write it', () => {
  it.each([
    ['UTF-8', Buffer.from('é')],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffé')],
    ['UTF-16', powershell('é')],
    ['UTF-16, the other way round', powershell('é').swap16()],
  ])('is read as text: %s', (_what, bytes) => {
    expect(fileText(bytes)).toBe('é')
  })

  it('is a session policy, and refused for what is wrong in it alone', async () => {
    expect((await issue('--policy', put('wrong.json', powershell(mistyped)))).stderr).toContain(
      'statement 1 has an element "Effct"',
    )
    expect(await issue('--policy', put('utf16.json', powershell(policy('s3:GetObject'))))).toMatchObject({
      exitCode: 0,
    })
    expect(await issue('--policy', put('bom.json', `\ufeff${policy('s3:GetObject')}`))).toMatchObject({
      exitCode: 0,
    })
  })

  it('is a policy of a set-up, and a configuration', async () => {
    const plan = await runApp(
      ['setup', 'plan', '--policy', put('lab.json', powershell(policy('s3:GetObject')))],
      env,
    )
    expect(plan).toMatchObject({ exitCode: 0 })
    expect(plan.stdout).toContain('s3:GetObject')
    const config = put('utf16-config.json', powershell('{"setup":{"roles":[{"name":"Lab"}]}}'))
    expect(await runApp(['config', 'check', config], env)).toMatchObject({ exitCode: 0 })
  })
})

describe('a session policy that is not taken', () => {
  it('is named by its file, with the statement and the right word', async () => {
    const file = put('mistyped.json', mistyped)
    const { exitCode, stderr } = await issue('--policy', file)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(
      `error: the session policy ${file}: statement 1 has an element "Effct" that policies do not have\n`,
    )
    expect(stderr).toContain('hint: did you mean Effect?\n')
  })

  it('because it is named as the AWS CLI wants it', async () => {
    const { exitCode, stderr } = await issue('--policy', 'file://my lab.json')
    expect(exitCode).toBe(2)
    expect(stderr).toContain("hint: leave out file://, as in --policy 'my lab.json'\n")
  })
})

describe('a folder or device in place of a file', () => {
  it.each([
    ['AWS_SHARED_CREDENTIALS_FILE', () => issue()],
    ['AWS_CONFIG_FILE', () => issue()],
  ])('is refused with %s, by which another is named', async (variable, run) => {
    mkdirSync(at('in-place'), { recursive: true })
    const before = env[variable] ?? ''
    env[variable] = at('in-place')
    try {
      expect(await run()).toMatchObject({
        exitCode: 6,
        stderr: `error: cannot read ${at('in-place')}: it is a folder\nhint: name another file with ${variable}\n`,
      })
    } finally {
      env[variable] = before
    }
  })

  it('is refused with --secret-file, where that named it', async () => {
    mkdirSync(at('in-place'), { recursive: true })
    const { stderr, exitCode } = await runApp(
      ['setup', 'rotate', '--bucket', 'lab', '--secret-file', at('in-place')],
      admin,
    )
    expect(stderr).toContain('it is a folder\nhint: name another file with --secret-file\n')
    expect(exitCode).toBe(6)
  })
})

describe('config check', () => {
  it('tells what is wrong with the form and with the policies at once', async () => {
    put('bad-policy.json', mistyped)
    const setup = {
      roles: [
        { name: 'Lab', policies: ['bad-policy.json'] },
        { name: 'Lab2', bucket: 'Upper_Case' },
      ],
    }
    const { exitCode, stderr } = await runApp(
      ['config', 'check', put('bad-config.json', JSON.stringify({ setup, sutep: {} }))],
      env,
    )
    expect(exitCode).toBe(3)
    expect(stderr).toContain('3 things are wrong\n')
    expect(stderr).toContain('setup.roles[1].bucket "Upper_Case" has a wrong form')
    expect(stderr).toContain('sutep is not known: did you mean setup?')
    expect(stderr).toContain(`${at('bad-policy.json')}: statement 1 has an element "Effct"`)
  })

  it('tells every request that is wrong', async () => {
    const requests = { one: { roleArn, sessionName: 'no blanks' }, two: { roleArn, duration: '40h' } }
    const { stderr } = await runApp(
      ['config', 'check', put('bad-requests.json', JSON.stringify({ requests }))],
      env,
    )
    expect(stderr).toContain('2 things are wrong\n')
    expect(stderr).toContain('requests.one: ')
    expect(stderr).toContain('requests.two: ')
  })
})

it('--name-column is not offered for a list of one column', async () => {
  const notes = put('notes.csv', 'Notes\nplease call me\nI sit in front\nI have a question\n')
  const { stderr, exitCode } = await runApp(
    ['issue', '-r', roleArn, '--source-profile', 'instruqt', '--each', notes, '--out', at('keys')],
    env,
  )
  expect(exitCode).toBe(2)
  expect(stderr).toContain('column 1 holds no session names in 3 of')
  expect(stderr).not.toContain('--name-column')
})

it('each clean of something that is no folder asks for the folder that was --out', async () => {
  expect(await runApp(['each', 'clean', put('no-folder', '')], env)).toMatchObject({
    exitCode: 2,
    stderr: `error: hallpass issue --each has written nothing to ${at('no-folder')}\nhint: name the folder that was its --out\n`,
  })
})

it('--check-revoked says so where it cannot be looked up, and issues', async () => {
  const asked = await issue('--check-revoked')
  expect(asked).toMatchObject({ exitCode: 0 })
  expect(asked.stderr).toContain('warning: whether ada is revoked could not be looked up\n')
  expect(asked.stderr).toContain('hint: ')
  expect((await issue()).stderr).toBe('')
})
