import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listOwnedProfiles } from '../../src/profile/owned-profiles.ts'
import { createStsClient } from '../../src/query/sts.ts'
import { readSharedConfig } from '../../src/shared-config/read-shared-config.ts'
import { createTransport } from '../../src/wire/transport.ts'
import { type LocalClass, startLocalClass } from './local-class.ts'

let local: LocalClass
let runs = 0

beforeAll(async () => {
  local = await startLocalClass()
})
beforeEach(() => void local.asked())
afterAll(() => local.close())

/** A folder that does not exist yet. */
const newFolder = (): string => join(local.folder, `out-${runs++}`)

const guests = (count: number): string[] => Array.from({ length: count }, (_, index) => `guest-${index}`)

function filesIn(folder: string): Array<[name: string, answer: Record<string, string | null>]> {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))])
}

const assumed = (asked: readonly string[]): number =>
  asked.filter((line) => line === '200 sts:AssumeRole').length

describe('hallpass issue --each refuses', () => {
  it('a list with a row that cannot be used, before anything is sent', async () => {
    const out = newFolder()
    const list = local.list('session-name', 'ada', 'grace hopper', 'ADA')
    const { exitCode, stderr } = await local.issue(['--each', list, '--out', out])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('row 3: the session name may not contain a space')
    expect(stderr).toContain('row 4: ADA differs only by case from ada (row 2)')
    expect(local.asked()).toEqual([])
    expect(existsSync(out)).toBe(false)
  })

  it.each([
    [['--out', 'x', '-s', 'ada'], '--session-name does not go with --each'],
    [['--out', 'x', '-o', 'link'], '-o link does not go with --each'],
    [['--out', 'x', '--rate', '0'], '--rate has to be a number over 0'],
    [['--out', 'x', '--rate', 'fast'], '--rate'],
    [['--out', 'x', '--profile', 'p'], '--profile does not go with --each'],
    [['--out', 'x', '-o', 'write'], '--out does not go with --each'],
    [[], '--each needs a place for what it makes'],
  ])('%j', async (args, message) => {
    const { exitCode, stderr } = await local.issue(['--each', local.list('ada'), ...args])
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) })
    expect(local.asked()).toEqual([])
  })

  it('a list that is not there', async () => {
    const { exitCode, stderr } = await local.issue(['--each', 'nowhere.csv', '--out', newFolder()])
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('cannot read nowhere.csv: it does not exist'),
    })
  })

  it('files in the way that it did not write, unless told to replace them', async () => {
    const out = newFolder()
    mkdirSync(out)
    writeFileSync(join(out, 'guest-1.json'), 'mine')
    const args = ['--each', local.list(...guests(3)), '--out', out, '--no-link']
    const { exitCode, stderr } = await local.issue(args)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('guest-1.json') })
    expect(readFileSync(join(out, 'guest-1.json'), 'utf8')).toBe('mine')
    expect(local.asked()).toEqual([])
    expect((await local.issue([...args, '--force'])).exitCode).toBe(0)
    expect(assumed(local.asked())).toBe(3)
  })

  it('to go on after the first answer when the key is not known', async () => {
    const out = newFolder()
    const { exitCode, stderr } = await local.issue(['--each', local.list(...guests(200)), '--out', out], {
      env: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE00' },
    })
    expect(exitCode).toBe(4)
    expect(stderr).toContain('issued 0, kept 0, failed 1, not tried 199')
    expect(stderr).toContain('error: AWS does not know the access key that was used')
    expect(local.asked()).toEqual(['403 sts:AssumeRole'])
    expect(readdirSync(out)).toEqual([])
  })

  it('to go on after five answers when nobody may have what is asked for', async () => {
    const args = ['--each', local.list(...guests(200)), '--out', newFolder(), '--duration', '12h']
    const { exitCode, stderr } = await local.issue(args)
    expect(exitCode).toBe(4)
    expect(stderr).toContain('issued 0, kept 0, failed 5, not tried 195')
    expect(local.asked()).toHaveLength(5)
  })

  it('profiles that are somebody else’s, before anything is sent', async () => {
    const home = join(local.folder, 'home-of-others')
    mkdirSync(join(home, '.aws'), { recursive: true })
    const foreign = '[guest-1]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = x\n'
    writeFileSync(join(home, '.aws', 'credentials'), foreign)
    const args = ['--each', local.list(...guests(3)), '-o', 'write']
    const { exitCode, stderr } = await local.issue(args, { env: { HOME: home } })
    expect({ exitCode, stderr }).toEqual({
      exitCode: 6,
      stderr: expect.stringContaining('row 2: profile guest-1'),
    })
    expect(readFileSync(join(home, '.aws', 'credentials'), 'utf8')).toBe(foreign)
    expect(local.asked()).toEqual([])
  })
})

describe('hallpass issue --each', () => {
  it('makes a file for each person, with keys that are theirs and a console link', async () => {
    const out = newFolder()
    const { exitCode, stdout, stderr } = await local.issue([
      '--each',
      local.list(...guests(60)),
      '--out',
      out,
    ])
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' })
    expect(stderr).toMatch(/^issued 60, kept 0, failed 0, in \d+\.\d s\nthe files are in /)
    expect(stderr).toContain('the console links in new files work for 15 minutes')
    expect(assumed(local.asked())).toBe(60)
    const files = filesIn(out)
    expect(files.map(([name]) => name).toSorted()).toEqual(
      guests(60)
        .map((name) => `${name}.json`)
        .toSorted(),
    )
    const transport = createTransport()
    for (const [name, answer] of files) {
      expect(statSync(join(out, name)).mode & 0o777).toBe(0o600)
      expect(answer['ConsoleMagicLink']).toContain('SigninToken=')
      const credentials = {
        accessKeyId: answer['AccessKeyId'] ?? '',
        secretAccessKey: answer['SecretAccessKey'] ?? '',
        sessionToken: answer['SessionToken'] ?? '',
      }
      const sts = createStsClient({
        endpoint: new URL(local.url),
        region: 'us-east-1',
        credentials,
        transport,
      })
      const { arn } = await sts.getCallerIdentity()
      expect(arn).toBe(answer['AssumedRoleArn'])
      expect(arn.split('/').at(-1)).toBe(name.replace(/\.json$/, ''))
    }
  })

  it('serves the others when some are refused, lists those, and ends with 8', async () => {
    const out = newFolder()
    const list = local.list('session-name,duration', 'ada,15m', 'grace,2h', 'alan,1h', 'mary,3h')
    const { exitCode, stderr } = await local.issue(['--each', list, '--out', out, '--no-link'])
    expect(exitCode).toBe(8)
    expect(filesIn(out).map(([name]) => name)).toEqual(['ada.json', 'alan.json'])
    expect(stderr).toContain('error: row 3, grace: 2h is longer than role InstruqtS3Access allows')
    expect(stderr).toContain('error: row 5, mary: 3h is longer than role InstruqtS3Access allows')
    expect(stderr).toMatch(/issued 2, kept 0, failed 2, in /)
  })

  it('says nothing of new links where there are none', async () => {
    const args = ['--each', local.list(...guests(2)), '--out', newFolder()]
    await local.issue(args)
    const { stderr } = await local.issue(args)
    expect(stderr).toMatch(/^issued 0, kept 2 \(issued earlier; --force for new ones\), failed 0, /)
    expect(stderr).not.toContain('console link')
    local.asked()
  })

  it('run again asks for nothing more, for those only who are new, and for all when their time runs out', async () => {
    const out = newFolder()
    const run = (lines: string[], ...args: string[]) =>
      local.issue(['--each', local.list(...lines), '--out', out, '--no-link', '--duration', '30m', ...args])
    await run(guests(5))
    const before = filesIn(out)
    local.asked()
    expect((await run(guests(5))).stderr).toMatch(/^issued 0, kept 5 \(.*\), failed 0, /)
    expect(filesIn(out)).toEqual(before)
    expect(local.asked()).toEqual([])
    expect((await run(guests(7))).stderr).toMatch(/^issued 2, kept 5 \(.*\), failed 0, /)
    expect(filesIn(out).slice(0, 5)).toEqual(before)
    expect((await run(guests(7), '--force')).stderr).toMatch(/^issued 7, kept 0, failed 0, /)
    expect(filesIn(out).filter((file) => before.includes(file))).toEqual([])
    // Less than half of an hour is left of half an hour.
    expect((await run(guests(7), '--duration', '61m')).exitCode).toBe(2)
    expect(
      (await local.issue(['--each', local.list(...guests(7)), '--out', out, '--no-link'])).stderr,
    ).toMatch(/^issued 7, kept 0, failed 0, /)
  })

  it.each(['env', 'dotenv', 'fish', 'powershell', 'process', 'terraform'] as const)(
    'writes files in format %s',
    async (format) => {
      const out = newFolder()
      const { exitCode } = await local.issue(['--each', local.list('ada'), '--out', out, '-o', format])
      expect(exitCode).toBe(0)
      const file = readdirSync(out).find((name) => !name.startsWith('.')) ?? ''
      expect(readFileSync(join(out, file), 'utf8')).toMatch(/ASIA\w{16}/)
      expect(local.asked()).toEqual(['200 sts:AssumeRole'])
    },
  )

  it('writes a profile for each person, keeps them when run again, and leaves all else as it was', async () => {
    const home = join(local.folder, 'home-of-class')
    mkdirSync(join(home, '.aws'), { recursive: true })
    writeFileSync(join(home, '.aws', 'credentials'), '# mine\n[own]\nregion = eu-west-1\n')
    const list = local.list('session-name,profile', ...guests(40).map((name) => `${name},lab-${name}`))
    const run = (...args: string[]) =>
      local.issue(['--each', list, '-o', 'write', ...args], { env: { HOME: home } })
    expect(await run()).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^issued 40, kept 0, /) })
    expect(
      listOwnedProfiles({ env: { HOME: home } })
        .map(({ profile }) => profile)
        .toSorted(),
    ).toEqual(
      guests(40)
        .map((name) => `lab-${name}`)
        .toSorted(),
    )
    const { profiles } = readSharedConfig({ env: { HOME: home } })
    expect(profiles.get('lab-guest-7')?.settings.get('x_hallpass_session')).toMatch(
      /assumed-role\/InstruqtS3Access\/guest-7$/,
    )
    local.asked()
    const before = readFileSync(join(home, '.aws', 'credentials'), 'utf8')
    expect(before.startsWith('# mine\n[own]\nregion = eu-west-1\n\n[lab-')).toBe(true)
    expect((await run()).stderr).toMatch(/^issued 0, kept 40 \(.*\), /)
    expect(local.asked()).toEqual([])
    expect(readFileSync(join(home, '.aws', 'credentials'), 'utf8')).toBe(before)
  })

  it('ends with 7 when the keys are there and the console links are not', async () => {
    const out = newFolder()
    const { exitCode, stderr } = await local.issue(['--each', local.list(...guests(3)), '--out', out], {
      env: { HALLPASS_SIGNIN_ENDPOINT_URL: `${local.url}/nowhere/federation` },
    })
    expect(exitCode).toBe(7)
    expect(stderr).toContain('warning: 3 files are without a console link: ')
    for (const [, answer] of filesIn(out)) expect(answer['ConsoleMagicLink']).toBeNull()
  })

  it('when interrupted writes what was issued, says how far it got, and ends with 130', async () => {
    const out = newFolder()
    local.asked()
    const { exitCode, stderr } = await local.issue(
      ['--each', local.list(...guests(300)), '--out', out, '--no-link', '--rate', '100'],
      {
        started: (child) => {
          const seen = setInterval(() => {
            if (!existsSync(out) || filesOf(out) < 20) return
            clearInterval(seen)
            child.kill('SIGINT')
          }, 5)
        },
      },
    )
    const issued = assumed(local.asked())
    expect(exitCode).toBe(130)
    expect(issued).toBeGreaterThanOrEqual(20)
    expect(issued).toBeLessThan(300)
    expect(filesOf(out)).toBe(issued)
    expect(stderr).toContain(`issued ${issued}, kept 0, failed 0, not tried ${300 - issued}, in `)
    expect(stderr).toContain('run the same command again')
  })

  it('tells no secret, and shows no progress where nobody looks', async () => {
    const out = newFolder()
    const list = local.list('session-name,duration', 'ada,1h', 'grace,2h')
    const { stderr, stdout } = await local.issue(['--each', list, '--out', out])
    const answer = filesIn(out)[0]?.[1] ?? {}
    expect(Object.keys(answer)).toContain('SessionToken')
    for (const secret of ['SecretAccessKey', 'SessionToken', 'ConsoleMagicLink']) {
      expect(stderr + stdout).not.toContain(answer[secret])
    }
    expect(stderr).not.toContain(local.env['AWS_SECRET_ACCESS_KEY'])
    expect(stderr).not.toContain('\r')
  })
})

const filesOf = (folder: string): number => readdirSync(folder).filter((name) => !name.startsWith('.')).length
