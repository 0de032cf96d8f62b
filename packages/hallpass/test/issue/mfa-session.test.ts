import { IAMClient, UpdateRoleCommand } from '@aws-sdk/client-iam'
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runApp } from '../cli/run-app.ts'
import { type MfaLab, openMfaLab } from './mfa-lab.ts'

let lab: MfaLab
let strict = ''
let fresh = ''
let hub = ''
let home = ''

beforeAll(async () => {
  lab = await openMfaLab()
  const user = { Principal: { AWS: `arn:aws:iam::${lab.account}:user/reader` } }
  const withMfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
  strict = await lab.role('Strict', { ...user, Condition: withMfa }, { maxSessionDuration: 14_400 })
  fresh = await lab.role('Fresh', {
    ...user,
    Condition: { ...withMfa, NumericLessThan: { 'aws:MultiFactorAuthAge': '20' } },
  })
  hub = await lab.role('BehindStrict', { Principal: { AWS: strict } })
})
afterAll(() => lab.close())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-mfa-'))
})

const env = (changes: Record<string, string> = {}) => ({ ...lab.env(), HOME: home, ...changes })
const folder = (): string => join(home, '.cache', 'hallpass', 'sessions')
const kept = (): string[] => readdirSync(folder()).filter((name) => name.endsWith('.mfa.json'))
const process = (roleArn: string, ...args: string[]) =>
  runApp(['process', '-r', roleArn, '-s', 'ada', '--mfa-serial', lab.serial, ...args], env())

describe('an MFA code', () => {
  it('that AWS refuses is kept as nothing', async () => {
    expect(await process(strict, '--mfa-token', '000000')).toMatchObject({
      stderr: expect.stringContaining('does not take the MFA code'),
    })
    expect(kept()).toEqual([])
  })

  it('is given once: further roles, names and longer keys need none, until the profile is cleaned', async () => {
    expect((await process(strict)).stderr).toContain('there is no terminal to ask on')
    expect(await process(strict, '--mfa-token', lab.nextCode())).toMatchObject({ exitCode: 0, bugs: [] })
    const [file = ''] = kept()
    expect(statSync(join(folder(), file)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder(), file), 'utf8')).not.toContain(lab.reader.secretAccessKey)
    expect((await process(strict, '--duration', '4h')).exitCode).toBe(0)
    expect((await process(hub, '--via', strict)).exitCode).toBe(0)
    const again = await runApp(['profile', 'clean', '--all'], env())
    expect(again.stderr).toContain('removed 4 sessions from the cache')
    expect((await process(strict, '--duration', '2h')).stderr).toContain('there is no terminal to ask on')
  })

  it('given to profile add, is one that the profile and doctor need no more', async () => {
    const asked = ['-r', strict, '-s', 'ada', '--mfa-serial', lab.serial]
    const doctor = () => runApp(['doctor', ...asked], env())
    expect((await doctor()).stderr).toContain('give it with --mfa-token')
    const files = { AWS_CONFIG_FILE: join(home, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(home, 'creds') }
    const add = ['profile', 'add', 'lab', ...asked, '--mfa-token', lab.nextCode()]
    expect(await runApp(add, env(files))).toMatchObject({ exitCode: 0, bugs: [] })
    expect(kept()).toHaveLength(1)
    expect(await process(strict)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await doctor()).toMatchObject({ exitCode: 0, bugs: [] })
  })

  it('is not kept with --no-cache, and is asked anew where the trust wants a fresh one', async () => {
    const once = ['--mfa-token', lab.nextCode(), '--no-cache']
    expect((await process(strict, ...once)).exitCode).toBe(0)
    expect((await process(strict)).exitCode).not.toBe(0)
    expect((await process(fresh, '--mfa-token', lab.nextCode())).exitCode).toBe(0)
    lab.wait(60_000)
    const stale = ['--duration', '30m']
    expect((await process(fresh, ...stale)).stderr).toContain('AWS refused')
    expect((await process(fresh, ...stale, '--mfa-token', lab.nextCode())).exitCode).toBe(0)
  })

  it('of a role_arn profile with mfa_serial is given once as well', async () => {
    const config = join(home, 'config')
    const credentials = join(home, 'credentials')
    const { accessKeyId, secretAccessKey } = lab.reader
    writeFileSync(
      config,
      `[profile lead]\nrole_arn = ${strict}\nsource_profile = own\nmfa_serial = ${lab.serial}\nregion = eu-west-1\n`,
    )
    writeFileSync(
      credentials,
      `[own]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    )
    const files = env({ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials })
    const issue = (name: string, ...args: string[]) =>
      runApp(['process', '-r', hub, '-s', name, '--source-profile', 'lead', ...args], files)
    expect((await issue('ada', '--mfa-token', lab.nextCode())).exitCode).toBe(0)
    expect((await issue('bob')).exitCode).toBe(0)
    expect(kept()).toHaveLength(1)
  })

  it('stays kept when a role refuses for another reason, with a code at hand and without', async () => {
    const closed = await lab.role('ClosedToAll', { Principal: { AWS: hub } })
    expect((await process(strict, '--mfa-token', lab.nextCode())).exitCode).toBe(0)
    const [file = ''] = kept()
    const before = readFileSync(join(folder(), file), 'utf8')
    expect((await process(closed)).exitCode).toBe(4)
    expect((await process(closed, '--mfa-token', '000000')).stderr).toContain('does not take the MFA code')
    expect(readFileSync(join(folder(), file), 'utf8')).toBe(before)
    expect((await process(strict, '--duration', '30m')).exitCode).toBe(0)
  })

  it('does for a whole list, where one person is refused as well', async () => {
    const named = await lab.role('NotForBob', {
      Principal: { AWS: `arn:aws:iam::${lab.account}:user/reader` },
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        StringNotEquals: { 'sts:RoleSessionName': 'bob' },
      },
    })
    writeFileSync(join(home, 'people.csv'), 'name\nada\nbob\neve\nzoe\n')
    const list = ['--each', join(home, 'people.csv'), '--out', join(home, 'keys'), '--no-link']
    const asked = ['issue', '-r', named, '--mfa-serial', lab.serial, '--mfa-token', lab.nextCode(), ...list]
    const { stderr, bugs } = await runApp(asked, env())
    expect(bugs).toEqual([])
    expect(stderr).toContain('issued 3, kept 0, failed 1')
    expect(stderr).toMatch(/row 3, bob: AWS refused/)
    expect(stderr).not.toContain('does not take the MFA code')
  })
})

describe('--duration max', () => {
  const longest = (roleArn: string, ...args: string[]) =>
    runApp(['issue', '-r', roleArn, '-s', 'ada', '-o', 'process', '--duration', 'max', ...args], env())
  const minutes = (stdout: string): number => {
    const [, expiration = ''] = /"Expiration": ?"([^"]+)"/.exec(stdout) ?? []
    return Math.round((Date.parse(expiration) - lab.now()) / 60_000)
  }

  it('is what IAM tells of the role, an hour in a chain, and found by trying where IAM may not be read', async () => {
    const user = { Principal: { AWS: `arn:aws:iam::${lab.account}:root` } }
    const plain = await lab.role('Longer', user, { maxSessionDuration: 14_400 })
    expect(minutes((await longest(plain)).stdout)).toBe(240)
    const odd = await lab.role('Odd', user, { maxSessionDuration: 10_000 })
    expect(minutes((await longest(odd)).stdout)).toBe(167)
    const blind = { ...env(), ...lab.env(lab.blind), HOME: home }
    const args = ['issue', '-s', 'ada', '-o', 'process', '--duration', 'max']
    expect(minutes((await runApp([...args, '-r', plain], blind)).stdout)).toBe(240)
    expect(readdirSync(folder()).filter((name) => name.endsWith('.longest'))).toHaveLength(2)
    const last = await lab.role('Last', { Principal: { AWS: plain } }, { maxSessionDuration: 14_400 })
    const chained = await longest(last, '--via', plain)
    expect(minutes(chained.stdout)).toBe(60)
    expect(chained.stderr).toContain('the longest is 1h: AWS ends what a role makes of a role after an hour')
  })

  it('is found anew where the role’s maximum was lowered since it was remembered', async () => {
    const trust = { Principal: { AWS: `arn:aws:iam::${lab.account}:root` } }
    const lowered = await lab.role('Lowered', trust, { maxSessionDuration: 14_400 })
    const remembered = (): (string | undefined)[] =>
      readdirSync(folder())
        .filter((name) => name.endsWith('.longest'))
        .map((name) => readFileSync(join(folder(), name), 'utf8').split(' ')[0])
    const ask = async (): Promise<number> => {
      const blind = { ...env(), ...lab.env(lab.blind), HOME: home }
      const args = ['issue', '-s', 'ada', '-o', 'process', '--duration', 'max', '-r', lowered]
      return minutes((await runApp(args, blind)).stdout)
    }
    expect([await ask(), remembered()]).toEqual([240, ['14400']])
    const iam = new IAMClient({ endpoint: lab.url, region: 'eu-west-1', credentials: lab.admin })
    await iam.send(new UpdateRoleCommand({ RoleName: 'Lowered', MaxSessionDuration: 7200 }))
    expect([await ask(), remembered()]).toEqual([120, ['7200']])
  })
})
