import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runApp } from '../cli/run-app.ts'
import { type MfaLab, openMfaLab } from './mfa-lab.ts'

let lab: MfaLab
let strict = ''
let target = ''

beforeAll(async () => {
  lab = await openMfaLab()
  strict = await lab.role('Strict', {
    Principal: { AWS: `arn:aws:iam::${lab.account}:user/reader` },
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  })
  target = await lab.role('Target', { Principal: { AWS: strict } })
})
afterAll(() => lab.close())

/** Where it is said that the way to a role asks for a code, and by which flags that is reached. */
interface Source {
  readonly config?: string
  readonly request?: object
  readonly env?: Record<string, string>
  readonly flags: readonly string[]
}

const keys = () => {
  const { accessKeyId, secretAccessKey } = lab.reader
  return `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = eu-west-1\n`
}
const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }

const sources: Record<string, () => Source> = {
  'the flag, with keys in the environment': () => ({
    flags: ['-r', strict, '--mfa-serial', lab.serial],
  }),
  'the flag, on the way through another role': () => ({
    flags: ['-r', target, '--via', strict, '--mfa-serial', lab.serial],
  }),
  'the profile with the keys': () => ({
    config: `[profile own]\n${keys()}mfa_serial = ${lab.serial}\n`,
    flags: ['-r', strict, '--source-profile', 'own'],
  }),
  'the default profile': () => ({
    config: `[default]\n${keys()}mfa_serial = ${lab.serial}\n`,
    env: noKeys,
    flags: ['-r', strict],
  }),
  'the profile that AWS_PROFILE names': () => ({
    config: `[profile own]\n${keys()}mfa_serial = ${lab.serial}\n`,
    env: { ...noKeys, AWS_PROFILE: 'own' },
    flags: ['-r', strict],
  }),
  'a profile with role_arn and source_profile': () => ({
    config: `[profile own]\n${keys()}[profile lead]\nrole_arn = ${strict}\nsource_profile = own\nmfa_serial = ${lab.serial}\n`,
    env: noKeys,
    flags: ['-r', target, '--source-profile', 'lead'],
  }),
  'a request of the configuration': () => ({
    request: { roleArn: strict, mfaSerial: lab.serial },
    flags: ['lab'],
  }),
}

function home({ config = '', request, env = {} }: Source): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-mfa-'))
  writeFileSync(join(folder, 'config'), config, { mode: 0o600 })
  mkdirSync(join(folder, 'hallpass'))
  const requests = request === undefined ? {} : { lab: request }
  writeFileSync(join(folder, 'hallpass', 'hallpass.config.json'), JSON.stringify({ requests }))
  return {
    ...lab.env(),
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    ...env,
  }
}

describe.each(Object.keys(sources))('a code that is asked for by %s', (name) => {
  const open = () => {
    const source = sources[name]?.()
    if (source === undefined) throw new Error(`no source ${name}`)
    const env = home(source)
    return {
      run: (command: string, who: string | undefined, ...args: string[]) =>
        runApp([command, ...source.flags, ...(who === undefined ? [] : ['-s', who]), ...args], env),
    }
  }

  it('is missed by name where none is given', async () => {
    const { exitCode, stdout, stderr, bugs } = await open().run('process', 'ada')
    expect({ bugs, stdout }).toEqual({ bugs: [], stdout: '' })
    expect([2, 4]).toContain(exitCode)
    expect(stderr).toContain(lab.serial)
    expect(stderr).toContain('--mfa-token')
  })

  it.each(['--mfa-token', '--mfa-process'])(
    'is given once by %s, and then needed by no command',
    async (flag) => {
      const { run } = open()
      const code = lab.nextCode()
      const given = flag === '--mfa-token' ? code : `echo ${code}`
      expect(await run('process', 'ada', flag, given)).toMatchObject({ exitCode: 0, bugs: [], stderr: '' })
      expect(await run('process', 'bob')).toMatchObject({ exitCode: 0, bugs: [], stderr: '' })
      expect(await run('issue', 'eve', '--no-link', '-o', 'json')).toMatchObject({ exitCode: 0, bugs: [] })
      expect(await run('console', 'eve', '--print')).toMatchObject({ exitCode: 0, bugs: [] })
      expect(await run('exec', 'eve', '--', 'true')).toMatchObject({ exitCode: 0, bugs: [] })
      expect(await run('doctor', 'eve')).toMatchObject({ exitCode: 0, bugs: [] })
      const out = mkdtempSync(join(tmpdir(), 'hallpass-mfa-'))
      writeFileSync(join(out, 'people.csv'), 'name\nada\nbob\n')
      const each = ['--no-link', '--each', join(out, 'people.csv'), '--out', join(out, 'keys')]
      expect(await run('issue', undefined, ...each)).toMatchObject({ exitCode: 0, bugs: [] })
    },
  )

  it('is missed by name by doctor and by a whole list as well', async () => {
    const { run } = open()
    const doctor = await run('doctor', 'ada')
    expect(doctor).toMatchObject({ exitCode: 11, bugs: [] })
    expect(doctor.stderr).toContain('--mfa-token')
    const out = mkdtempSync(join(tmpdir(), 'hallpass-mfa-'))
    writeFileSync(join(out, 'people.csv'), 'name\nada\nbob\n')
    const each = ['--no-link', '--each', join(out, 'people.csv'), '--out', join(out, 'keys')]
    const issued = await run('issue', undefined, ...each)
    expect(issued.bugs).toEqual([])
    expect(issued.exitCode).not.toBe(0)
    expect(issued.stderr).toContain(lab.serial)
  })

  it('that is wrong is told as that, and keeps nothing', async () => {
    const { run } = open()
    expect(await run('process', 'ada', '--mfa-token', '000000')).toMatchObject({
      exitCode: 4,
      bugs: [],
      stderr: expect.stringContaining('does not take the MFA code'),
    })
    expect((await run('process', 'ada')).exitCode).not.toBe(0)
  })
})

describe('temporary credentials', () => {
  const temporary = {
    accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
    secretAccessKey: 's'.repeat(40),
    sessionToken: 't'.repeat(100),
  }

  it('take no code for a whole list, since AWS takes it once', async () => {
    const out = mkdtempSync(join(tmpdir(), 'hallpass-mfa-'))
    writeFileSync(join(out, 'people.csv'), 'name\nada\nbob\n')
    const list = ['--each', join(out, 'people.csv'), '--out', join(out, 'keys'), '--no-link']
    const env = {
      ...home({ flags: [] }),
      ...lab.env(lab.reader),
      AWS_ACCESS_KEY_ID: temporary.accessKeyId,
      AWS_SECRET_ACCESS_KEY: temporary.secretAccessKey,
      AWS_SESSION_TOKEN: temporary.sessionToken,
    }
    const asked = ['issue', '-r', strict, '--mfa-serial', lab.serial, '--mfa-token', '123456', ...list]
    expect(await runApp(asked, env)).toMatchObject({
      exitCode: 2,
      bugs: [],
      stderr: expect.stringContaining('--mfa-serial and temporary credentials do not go with --each'),
    })
  })

  it('of a profile with mfa_serial were made with a code: none is asked for', async () => {
    const code = lab.nextCode()
    const whole = `[profile own]\n${keys()}mfa_serial = ${lab.serial}\n`
    const first = home({ flags: [], config: whole })
    const args = ['process', '-r', strict, '-s', 'ada', '--source-profile', 'own']
    const made = JSON.parse((await runApp([...args, '--mfa-token', code], first)).stdout)
    const config = [
      '[profile own]',
      `aws_access_key_id = ${made.AccessKeyId}`,
      `aws_secret_access_key = ${made.SecretAccessKey}`,
      `aws_session_token = ${made.SessionToken}`,
      `mfa_serial = ${lab.serial}`,
    ].join('\n')
    const again = ['issue', '-r', target, '-s', 'ada', '--source-profile', 'own', '--no-link', '-o', 'json']
    expect(await runApp(again, home({ flags: [], config }))).toMatchObject({ exitCode: 0, bugs: [] })
    expect(await runApp([...again, '--mfa-token', '123456'], home({ flags: [], config }))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('nothing asks for an MFA code'),
    })
  })
})

describe('the device of the profile that is used', () => {
  const config = () =>
    [
      `[default]\n${keys()}mfa_serial = ${lab.serial}`,
      `[profile admin]\nrole_arn = ${strict}\nsource_profile = default\nmfa_serial = ${lab.serial}\n`,
    ].join('\n')

  it.each([
    ['setup check', ['setup', 'check', '--source-profile', 'admin']],
    ['console --profile', ['console', '--print', '--profile', 'admin']],
    ['whoami', ['whoami', '--source-profile', 'admin']],
    [
      'revoke',
      ['revoke', '-r', 'arn:aws:iam::111122223333:role/X', '-s', 'ada', '--source-profile', 'admin'],
    ],
  ])('is missed by %s, which asks AWS for nothing without its code', async (_, args) => {
    const { exitCode, stderr, bugs } = await runApp(args, home({ flags: [], config: config(), env: noKeys }))
    expect(bugs).toEqual([])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`${lab.serial} wants an MFA code`)
  })

  it('has its code taken by whoami for a set-up command, as the hint says', async () => {
    const env = home({ flags: [], config: config(), env: noKeys })
    const check = () => runApp(['setup', 'check', '--source-profile', 'admin'], env)
    const [, line = ''] = /hallpass (whoami .*) --mfa-token 123456\n/.exec((await check()).stderr) ?? []
    expect(line).toBe('whoami --source-profile admin')
    expect(await runApp([...line.split(' '), '--mfa-token', lab.nextCode()], env)).toMatchObject({
      exitCode: 0,
    })
    // The role may not look into IAM: it was assumed.
    expect((await check()).stderr).toMatch(/assumed-role\/Strict\/\S+ is not authorized to perform: iam:/)
  })

  it('is offered for a fresh code where the kept session is too old', async () => {
    const fresh = await lab.role('FreshOnly', {
      Principal: { AWS: `arn:aws:iam::${lab.account}:user/reader` },
      Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '20' } },
    })
    const env = home({ flags: [], config: config(), env: noKeys })
    expect(
      await runApp(['process', '-r', fresh, '-s', 'ada', '--mfa-token', lab.nextCode()], env),
    ).toMatchObject({
      exitCode: 0,
    })
    lab.nextCode()
    expect((await runApp(['process', '-r', fresh, '-s', 'bob'], env)).stderr).toContain(
      'hint: if the role asks for an MFA code of the last minutes: add --mfa-token 123456',
    )
  })

  it('needs one code also where nothing can be kept', async () => {
    const env = home({ flags: [], config: config(), env: noKeys })
    const blocked = { ...env, XDG_CACHE_HOME: join(env['HOME'] ?? '', 'config') }
    writeFileSync(join(env['HOME'] ?? '', 'people.csv'), 'name\nada\nbob\neve\n')
    const list = ['--each', join(env['HOME'] ?? '', 'people.csv'), '--out', join(env['HOME'] ?? '', 'keys')]
    const asked = ['issue', '-r', strict, '--no-link', '--mfa-token', lab.nextCode(), ...list]
    expect((await runApp(asked, blocked)).stderr).toContain('issued 3, kept 0, failed 0')
  })
})
