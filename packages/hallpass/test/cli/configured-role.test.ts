import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runApp } from './run-app.ts'

let aws: Listening
let account = ''
let admin: Record<string, string>
let issuer: Record<string, string>
const before = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'hallpass-configured-'))
const configure = (setup: unknown): void => writeFileSync('hallpass.config.json', JSON.stringify({ setup }))
const roles = [
  { name: 'WorkshopTour', presets: ['s3-own-prefix'], bucket: 'lab-files' },
  { name: 'WorkshopLab', presets: ['read-only'] },
]

beforeAll(async () => {
  process.chdir(folder)
  const local = createLocalAws()
  aws = await local.listen()
  account = local.accountId
  const env = {
    HOME: folder,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_ENDPOINT_URL: aws.url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${aws.url}/federation`,
    AWS_REGION: 'eu-west-1',
  }
  admin = {
    ...env,
    AWS_ACCESS_KEY_ID: local.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: local.admin.secretAccessKey,
  }
  issuer = { ...env, AWS_PROFILE: 'instruqt' }
  configure({ path: '/labs/', roles })
  expect(await runApp(['setup', 'apply', '--profile', 'instruqt'], admin)).toMatchObject({ exitCode: 0 })
})
afterAll(async () => {
  process.chdir(before)
  await aws.close()
  rmSync(folder, { recursive: true })
})

describe('a credentials file with a second name', () => {
  it('is split by a write, which says so once, and what to do', async () => {
    configure({ path: '/labs/', roles: [roles[1]] })
    const file = join(folder, 'credentials')
    linkSync(file, join(folder, 'other-name'))
    const content = readFileSync(file, 'utf8')
    const first = await runApp(['issue', '-s', 'linked', '-o', 'write'], issuer)
    expect(first).toMatchObject({ exitCode: 0 })
    expect(first.stderr).toContain(`${file} had another name (a hard link), which keeps the old content`)
    expect(first.stderr).toContain('ln -sf')
    expect(readFileSync(join(folder, 'other-name'), 'utf8')).toBe(content)
    expect((await runApp(['profile', 'remove', 'linked'], issuer)).stderr).toBe('removed profile linked\n')
  })
})

describe('the role of a configuration file', () => {
  it('is refused by a name that the file does not have, and named where there are several', async () => {
    configure({ path: '/labs/', roles })
    const unknown = await runApp(['issue', '-r', 'WorkshopTuor', '-s', 'ada'], issuer)
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '' })
    expect(unknown.stderr).toContain('has no role "WorkshopTuor"\nhint: did you mean WorkshopTour?')
    const several = await runApp(['issue', '-s', 'ada'], issuer)
    expect(several).toMatchObject({ exitCode: 2, stdout: '' })
    expect(several.stderr).toContain('name one: -r WorkshopTour, -r WorkshopLab')
  })

  it('is taken by its name, path included, and the person’s own place is told', async () => {
    const issued = await runApp(['issue', '-r', 'WorkshopTour', '-s', 'ada', '--no-link'], issuer)
    expect(issued.exitCode).toBe(0)
    expect(JSON.parse(issued.stdout)).toMatchObject({
      AssumedRoleArn: `arn:aws:sts::${account}:assumed-role/WorkshopTour/ada`,
    })
    expect(issued.stderr).toMatch(/theirs alone: s3:\/\/lab-files\/AROA\w+:ada\/\n/)
  })

  it('is that of hallpass revoke too: by its name, or the only one', async () => {
    configure({ path: '/labs/', roles })
    const several = await runApp(['revoke', '-s', 'ada'], admin)
    expect(several).toMatchObject({ exitCode: 2, stdout: '' })
    expect(several.stderr).toContain('name one: -r WorkshopTour, -r WorkshopLab')
    const named = await runApp(['revoke', '-r', 'WorkshopTour', '-s', 'ada'], admin)
    expect(named).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('denied in role WorkshopTour'),
    })
    expect(await runApp(['revoke', '-r', 'WorkshopTour', '-s', 'ada', '--undo'], admin)).toMatchObject({
      exitCode: 0,
    })
    configure({ path: '/labs/', roles: [roles[1]] })
    const only = await runApp(['revoke', '--list'], admin)
    expect(only).toMatchObject({ exitCode: 0, stdout: 'nothing is revoked in role WorkshopLab\n' })
  })

  it('is the default where it is the only one', async () => {
    configure({ path: '/labs/', roles: [roles[1]] })
    const issued = await runApp(['issue', '-s', 'ada', '--no-link'], issuer)
    expect(issued).toMatchObject({ exitCode: 0, stderr: '' })
    expect(issued.stdout).toContain('assumed-role/WorkshopLab/ada')
  })

  it('does not matter, nor what is wrong with its file, where an arn is given', async () => {
    writeFileSync('hallpass.config.json', '{')
    const roleArn = `arn:aws:iam::${account}:role/labs/WorkshopTour`
    expect(await runApp(['issue', '-r', roleArn, '-s', 'ada', '--no-link'], issuer)).toMatchObject({
      exitCode: 0,
      stderr: '',
    })
  })
})

describe('a profile with keys that hallpass issued', () => {
  const roleArn = (): string => `arn:aws:iam::${account}:role/labs/WorkshopTour`

  it('is not promised to issue anything', async () => {
    rmSync('hallpass.config.json')
    const written = await runApp(
      ['issue', '-r', roleArn(), '-s', 'ada@example.com', '-o', 'write', '--profile', 'ada'],
      issuer,
    )
    expect(written.exitCode).toBe(0)
    const { stdout } = await runApp(['whoami'], { ...issuer, AWS_PROFILE: 'ada' })
    expect(stdout).toMatch(/can issue +nothing, most likely/)
  })

  it('says, once it has expired, the command that renews it, and that works', async () => {
    const text = readFileSync('credentials', 'utf8')
    const expired = text.replace(/x_hallpass_expires_at = .*/, 'x_hallpass_expires_at = 2020-01-01T00:00:00Z')
    writeFileSync('credentials', expired)
    const list = await runApp(['profile', 'list', '--json'], issuer)
    const [{ renewal }]: [{ renewal: string }] = JSON.parse(list.stdout)
    expect(renewal).toBe(
      `hallpass issue --role-arn ${roleArn()} --session-name ada@example.com -o write --profile ada`,
    )
    const renewed = await runApp(renewal.split(' ').slice(1), issuer)
    expect(renewed.exitCode).toBe(0)
    expect(readFileSync('credentials', 'utf8')).not.toContain('2020-01-01')
  })
})

// The last: it takes the key of the others away.
describe('a file with a second name that setup changes', () => {
  it('is told as split, be it the credentials file or the one with the secret', async () => {
    configure({ path: '/labs/', roles })
    const file = join(folder, 'credentials')
    linkSync(file, join(folder, 'name-before-setup'))
    const said = `${file} had another name (a hard link), which keeps the old content`
    const rotated = await runApp(['setup', 'rotate', '--profile', 'instruqt'], admin)
    expect(rotated).toMatchObject({ exitCode: 0 })
    expect(rotated.stderr.split(said)).toHaveLength(2)
    expect(await runApp(['setup', 'rotate', '--finish', '--unused-for', '0s'], admin)).toMatchObject({
      exitCode: 0,
    })
    const secretFile = join(folder, 'secret.json')
    expect(await runApp(['setup', 'rotate', '--secret-file', secretFile], admin)).toMatchObject({
      exitCode: 0,
    })
    linkSync(secretFile, join(folder, 'other-secret.json'))
    expect(await runApp(['setup', 'rotate', '--finish', '--unused-for', '0s'], admin)).toMatchObject({
      exitCode: 0,
    })
    const again = await runApp(['setup', 'rotate', '--secret-file', secretFile], admin)
    expect(again.stderr).toContain(`${secretFile} had another name (a hard link)`)
  })
})
