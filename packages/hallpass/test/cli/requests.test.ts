import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { valuesOf } from '../../src/cli/completion/values.ts'
import { userConfigPath } from '../../src/config/index.ts'
import { type Lab, openLab } from '../lab.ts'
import { runApp } from './run-app.ts'

let lab: Lab
let roleArn = ''
let folder = ''
const before = process.cwd()

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Asked', { maxSessionDuration: 7200 })
})
afterAll(async () => {
  process.chdir(before)
  await lab.close()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-requests-'))
  mkdirSync(join(folder, 'project'))
  mkdirSync(join(folder, 'home', '.config', 'hallpass'), { recursive: true })
  process.chdir(join(folder, 'project'))
})

const env = () => ({ ...lab.env(), HOME: join(folder, 'home'), XDG_CONFIG_HOME: undefined })
const run = (...args: string[]) => runApp(args, env())
const own = (requests: object, more: object = {}): void =>
  writeFileSync(userConfigPath(env(), 'linux'), JSON.stringify({ requests, ...more }))
const project = (requests: object): void =>
  writeFileSync('hallpass.config.json', JSON.stringify({ requests }))
const lab3 = () => ({ 'lab-s3': { roleArn, sessionName: 'ada' } })

describe("a project's file is refused", () => {
  it('a program to run, and a file outside of it, also behind a link', async () => {
    project({ lab: { roleArn, mfaProcess: 'touch /tmp/owned' } })
    expect((await run('process', 'lab')).stderr).toContain('would run a program that a project names')
    for (const policy of ['../other.json', join(folder, 'other.json')]) {
      project({ lab: { roleArn, sessionName: 'ada', policy } })
      expect((await run('process', 'lab')).stderr).toContain('is a file outside of the project')
    }
    writeFileSync(join(folder, 'secret.json'), '{}')
    symlinkSync(join(folder, 'secret.json'), 'inside.json')
    project({ lab: { roleArn, sessionName: 'ada', policy: 'inside.json' } })
    expect((await run('process', 'lab')).stderr).toContain('is a file outside of the project')
  })

  it.skipIf(process.platform === 'win32')(
    'when everybody can change it, or it is another user’s',
    async () => {
      project(lab3())
      chmodSync('hallpass.config.json', 0o666)
      expect((await run('process', 'lab-s3')).stderr).toContain('can be changed by everybody')
      chmodSync('hallpass.config.json', 0o644)
      if (process.geteuid?.() !== 0) return
      chownSync('hallpass.config.json', 65_534, 65_534)
      expect((await run('process', 'lab-s3')).stderr).toContain('belongs to another user')
    },
  )

  it.each([
    ['an endpoint', { endpointUrl: 'http://127.0.0.1' }],
    ['a command', { command: 'sh' }],
    ['a page of another site', { destination: 'https://example.org' }],
  ])('%s, which no request has', async (_, more) => {
    project({ lab: { roleArn, sessionName: 'ada', ...more } })
    expect((await run('issue', 'lab')).stderr).toContain('is not known')
  })

  it('a command of its own name, where exec is given a role', async () => {
    project({ printf: { roleArn, sessionName: 'mallory' } })
    const ran = await run('exec', '-r', roleArn, '-s', 'ada', 'true')
    expect(ran).toMatchObject({ exitCode: 0, bugs: [] })
    const named = await run('exec', '-r', roleArn, '-s', 'ada', 'printf', 'x')
    expect(named.exitCode).toBe(0)
  })
})

describe('a request that is not there', () => {
  it('is told with the one that is meant, or with what it is instead', async () => {
    project(lab3())
    expect(await run('issue', 'lab-s4')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/there is no request "lab-s4"[\s\S]*did you mean lab-s3/),
    })
    expect((await run('issue', roleArn)).stderr).toContain('a role is given by --role-arn')
    expect((await run('issue', '__proto__')).stderr).toContain('there is no request')
    project({})
    expect((await run('issue', 'lab')).stderr).toContain('hallpass config init')
  })

  it('cannot have a name that is none, nor setup stand in one’s own file', async () => {
    project({ '-x': { roleArn } })
    expect((await run('config', 'check')).stderr).toContain('cannot be a name')
    project({})
    own({}, { setup: {} })
    expect((await run('config', 'check')).stderr).toContain('setup is not for this file')
    own({ lab: { roleArn: 'Lab' } })
    expect((await run('config', 'check')).stderr).toContain('has to be a whole arn')
    own({ lab: { roleArn, sessionName: 'a b' } })
    expect((await run('config', 'check')).stderr).toContain(
      'requests.lab: the session name may not contain a space',
    )
  })
})

describe('a request', () => {
  it('stands for its flags, which come first', async () => {
    own({ 'lab-s3': { roleArn, sessionName: 'ada', duration: 'max', tags: { team: 'blue' } } })
    const issued = await run('issue', 'lab-s3', '-o', 'json', '--no-link')
    expect(JSON.parse(issued.stdout)).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/) })
    expect(JSON.parse(issued.stdout)).toMatchObject({
      AssumedRoleArn: expect.stringMatching(/\/Asked\/ada$/),
    })
    const as = await run('issue', 'lab-s3', '-s', 'bob', '--duration', '15m', '--no-link')
    expect(JSON.parse(as.stdout)).toMatchObject({ AssumedRoleArn: expect.stringMatching(/\/Asked\/bob$/) })
    expect((await run('doctor', 'lab-s3', '--json')).exitCode).toBe(0)
    expect((await run('console', 'lab-s3', '--print')).stdout).toContain('Action=login')
    expect((await run('exec', 'lab-s3', '--', 'true')).exitCode).toBe(0)
    expect((await run('exec', 'lab-s3', 'false')).exitCode).toBe(1)
    expect((await run('exec', 'lab-s3', 'sh', '--', 'true')).stderr).toContain('stands before --')
  })

  it('of the project hides the own one of its name, and that is said', async () => {
    own({ 'lab-s3': { roleArn: roleArn.replace('Asked', 'Nothing'), sessionName: 'own' } })
    project(lab3())
    const printed = await run('process', 'lab-s3')
    expect(printed).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('hides your own') })
    expect(JSON.parse((await run('config', 'show')).stdout)).toMatchObject({
      requests: { 'lab-s3': { file: join(process.cwd(), 'hallpass.config.json'), sessionName: 'ada' } },
    })
    expect((await run('config', 'check')).stderr).toMatch(
      /project\/hallpass.config.json is good\n.*\.config.* is good/,
    )
  })

  it('is completed by its name', () => {
    project(lab3())
    expect(valuesOf(['exec', ''], env())).toEqual([['lab-s3', roleArn]])
    expect(valuesOf(['issue', '--'], env())).toBeUndefined()
  })
})

describe('hallpass config init', () => {
  it('writes what its flags say, and never over a file', async () => {
    const args = ['-r', roleArn, '-s', 'ada', '--duration', '2h', '--via', `${roleArn}2 external-id=xy`]
    expect(await run('config', 'init')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no terminal'),
    })
    expect((await run('config', 'init', 'lab', ...args)).exitCode).toBe(0)
    const text = readFileSync('hallpass.config.json', 'utf8')
    expect(JSON.parse(text)).toEqual({
      requests: {
        lab: { roleArn, via: [`${roleArn}2 external-id=xy`], sessionName: 'ada', duration: '7200s' },
      },
    })
    const again = await run('config', 'init', 'other', ...args)
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('stays as it is') })
    expect(again.stderr).toContain('"other"')
    expect(readFileSync('hallpass.config.json', 'utf8')).toBe(text)
    expect((await run('config', 'init', 'mine', '-r', roleArn, '--user')).exitCode).toBe(0)
    expect((await run('config', 'check')).exitCode).toBe(0)
  })
})
