import { execFile, spawn } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leading, ourProgram, shellCommand } from '../../../hallpass/test/command.ts'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import { requireTool } from '../../../hallpass/test/tools.ts'
import { printedCommands } from '../../../../test/printed/printed-commands.ts'
import { controlLeases } from '../../src/lease/index.ts'
import { deviceCode, linkUrl, participantLink } from '../../src/signin/index.ts'
import { type RunningServer, startServer } from '../../src/start-server.ts'
import type { Workshop, WorkshopInput } from '../../src/workshop/index.ts'
import { hourMs, workshopOn } from '../aws-desk.ts'
import { instructor, temporaryFolder } from '../desk.ts'

const folder = temporaryFolder()
let lab: Lab
let server: RunningServer
let roleArn: string
let home: string

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Joined')
  server = await startServer({
    version: '0.0.0',
    dataFolder: folder,
    issuers: { default: { env: lab.env(lab.issuer) } },
    revoker: { env: lab.env(lab.admin) },
    log: () => {},
  })
})
afterAll(async () => {
  await server.close()
  await lab.close()
})
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-join-'))
})

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A participant's laptop: a home, and nothing of AWS in the environment. */
const laptop = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
})

function hallpass(args: readonly string[], input?: string): Promise<Ran> {
  const child = spawn(ourProgram, [...leading, ...args], { env: laptop() })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  child.stdin.end(input)
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
}

const workshop = (input: Partial<WorkshopInput> = {}): Promise<Workshop> =>
  workshopOn(server.services, roleArn, { joinMode: 'code', regions: ['eu-central-1'], ...input })

const address = ({ join_code: code }: Workshop): string => `${server.url}/join/${code}`
const config = (): string => join(home, '.aws', 'config')
const leases = (): string => join(home, '.config', 'hallpass', 'leases')

function tokenFile(): { readonly path: string; readonly token: string; readonly leaseId: string } {
  const name = readdirSync(leases()).find((one) => one.endsWith('.json')) ?? ''
  const path = join(leases(), name)
  return { path, ...JSON.parse(readFileSync(path, 'utf8')) }
}

const move = ({ id }: Workshop, word: 'suspend' | 'resume' | 'revoke') =>
  controlLeases(server.services, instructor, { workshopId: id, leaseIds: [tokenFile().leaseId] }, word)

const aws = (...args: string[]) => promisify(execFile)('aws', args, { env: laptop() })

describe('hallpass join', () => {
  it('says what to do with what lets nobody in', async () => {
    const open = await workshop()
    const cases: readonly (readonly [args: readonly string[], code: number, says: string])[] = [
      [[], 2, 'there is no code'],
      [['?'], 2, 'that is no code of a workshop'],
      [['abcd-2345'], 2, 'add --server-url'],
      [['abcd-2345', '--server-url', server.url], 4, 'there is no workshop with this code'],
      [[`${server.url}/pass`], 2, 'A second machine'],
      [[`${server.url}/link#hp_link_${'A'.repeat(43)}`], 3, 'ask whoever gave it to you'],
      [[address(open)], 2, '--name'],
      [[address(open), '--name', 'Ada', '--pseudonym'], 2, 'do not go together'],
      [[address(open), '--name', 'Ada', '--profile', 'a b'], 2, 'cannot be the name of a profile'],
      [['http://127.0.0.1:1/join/abcd2345', '--name', 'Ada'], 5, ''],
    ]
    for (const [args, code, says] of cases) {
      const ran = await hallpass(['join', ...args])
      expect([args, ran.code, ran.stderr]).toEqual([args, code, expect.stringContaining(says)])
    }
    const draft = await workshop({ seats: 1 })
    await hallpass(['join', address(draft), '--pseudonym'])
    home = mkdtempSync(join(tmpdir(), 'hallpass-join-'))
    const full = await hallpass(['join', address(draft), '--name', 'Eve'])
    expect([full.code, full.stderr]).toEqual([4, expect.stringContaining('ask the instructor for a seat')])
    expect(readdirSync(home)).toEqual([])
  })

  it('leaves a profile of another tool alone, in either file, and takes the next name', async () => {
    mkdirSync(join(home, '.aws'))
    const theirs = '[profile storage-for-beginners]\nsso_session = mine\n'
    writeFileSync(config(), theirs)
    const credentials = join(home, '.aws', 'credentials')
    writeFileSync(credentials, '[storage-for-beginners-2]\naws_access_key_id = AKIAEXAMPLE\n')
    const open = await workshop()
    const refused = await hallpass([
      'join',
      address(open),
      '--name',
      'Ada',
      '--profile',
      'storage-for-beginners',
    ])
    expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('choose another name')])
    const joined = await hallpass(['join', address(open), '--name', 'Ada'])
    expect([joined.code, joined.stdout]).toEqual([0, expect.stringContaining('storage-for-beginners-3')])
    expect(readFileSync(config(), 'utf8').startsWith(theirs)).toBe(true)
    await hallpass(['join', '--leave'])
    expect(readFileSync(config(), 'utf8')).toBe(theirs)
    expect(readFileSync(credentials, 'utf8')).toContain('AKIAEXAMPLE')
  })

  it.each([
    ['remove', 'storage-for-beginners'],
    ['clean', '--all'],
  ])('gives its token back at the server with profile %s', async (...words) => {
    await hallpass(['join', address(await workshop()), '--name', 'Ada'])
    const { token } = tokenFile()
    const ask = () => fetch(new URL('/v1/credentials', server.url), { headers: { authorization: token } })
    expect((await ask()).status).toBe(200)
    const removed = await hallpass(['profile', ...words])
    expect([removed.code, removed.stderr]).toEqual([0, expect.stringContaining('removed profile')])
    expect((await ask()).status).toBe(401)
  })

  it('says that a config file with a second name is split by it, coming and going', async () => {
    mkdirSync(join(home, '.aws'))
    writeFileSync(config(), '[profile theirs]\nregion = eu-west-1\n')
    const split = (): string => `${config()} had another name (a hard link)`
    linkSync(config(), join(home, 'first'))
    const joined = await hallpass(['join', address(await workshop()), '--name', 'Ada'])
    expect([joined.code, joined.stderr]).toEqual([0, expect.stringContaining(split())])
    linkSync(config(), join(home, 'second'))
    const left = await hallpass(['join', '--leave'])
    expect([left.code, left.stderr]).toEqual([0, expect.stringContaining(split())])
  })

  it('writes a profile that gets the keys, and keeps the token in a file of its own', async () => {
    const { code, stdout, stderr } = await hallpass([
      'join',
      address(await workshop()),
      '--name',
      'Ada Lovelace',
    ])
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('Ada Lovelace, in Storage for beginners (ada-'),
    ])
    expect(stderr).toContain(`the keys are for ${lab.url}/, and not for AWS itself`)
    const { path, token } = tokenFile()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(config(), 'utf8')).toBe(
      [
        '[profile storage-for-beginners]',
        `credential_process = ${[ourProgram, ...leading].join(' ')} process --lease storage-for-beginners`,
        'region = eu-central-1',
        `endpoint_url = ${lab.url}/`,
        'x_hallpass_owner = hallpass',
        'x_hallpass_settings = credential_process region endpoint_url',
        '',
      ].join('\n'),
    )
    expect(readFileSync(config(), 'utf8') + stdout + stderr).not.toContain(token)
    const listed = await hallpass(['profile', 'list'])
    expect(listed.stdout).toMatch(/^storage-for-beginners {2}fresh keys by itself/)
  })

  it('is who it was when it comes back, by the same code, a code of the pass, and a pasted link', async () => {
    const open = await workshop()
    const first = await hallpass(['join', address(open), '--name', 'Ada'])
    const { leaseId } = tokenFile()
    const again = await hallpass(['join', open.join_code?.toUpperCase() ?? ''])
    expect([again.code, again.stdout, tokenFile().leaseId]).toEqual([0, first.stdout, leaseId])

    const { participant_id: id } = await server.services.database
      .selectFrom('lease')
      .select('participant_id')
      .where('id', '=', leaseId)
      .executeTakeFirstOrThrow()
    home = mkdtempSync(join(tmpdir(), 'hallpass-join-'))
    const { secret } = await deviceCode(server.services, { kind: 'participant', id, workshopId: open.id })
    const second = await hallpass(['join', secret, '--server-url', `${server.url}/`])
    expect([second.code, tokenFile().leaseId]).toEqual([0, leaseId])

    home = mkdtempSync(join(tmpdir(), 'hallpass-join-'))
    const link = await participantLink(server.services, instructor, id)
    const third = await hallpass(['join', '-', '--json'], ` <${linkUrl(server.url, link)}>\n`)
    expect(JSON.parse(third.stdout)).toMatchObject({ participant: 'Ada', leaseId, state: 'active' })
    expect(third.stdout).not.toContain('hp_lease_')
  })

  it.runIf(requireTool('hallpass join', 'aws'))(
    'serves the AWS CLI, is paused and goes on with the lease, and tells the end of it',
    async () => {
      const open = await workshop()
      await hallpass(['join', address(open), '--name', 'Ada'])
      const identity = ['sts', 'get-caller-identity', '--profile', 'storage-for-beginners']
      expect((await aws(...identity)).stdout).toContain('assumed-role/Joined/ada-')
      const served = [
        'exec',
        '--lease',
        'storage-for-beginners',
        '--server',
        '--',
        'aws',
        ...identity.slice(0, 2),
      ]
      expect((await hallpass(served)).stdout).toContain('assumed-role/Joined/ada-')
      await move(open, 'suspend')
      await expect(aws(...identity)).rejects.toMatchObject({
        stderr: expect.stringContaining('ask the instructor to resume it'),
      })
      const paused = await hallpass(['join', address(open)])
      expect([paused.code, paused.stderr]).toEqual([0, expect.stringContaining('your access is paused')])
      await move(open, 'resume')
      expect((await aws(...identity)).stdout).toContain('assumed-role/Joined/ada-')
      await move(open, 'revoke')
      await expect(aws(...identity)).rejects.toMatchObject({
        stderr: expect.stringContaining('this lease is revoked'),
      })
      const revoked = await hallpass(['join', address(open)])
      expect([revoked.code, revoked.stderr]).toEqual([4, expect.stringContaining('ask the instructor')])
    },
  )

  it.runIf(['aws', 'script'].every((tool) => requireTool('hallpass join: what it prints', tool)))(
    'prints lines that work as they are pasted',
    async () => {
      const joined = await hallpass(['join', address(await workshop()), '--name', 'Ada'])
      const lines = printedCommands(joined.stdout)
      expect(lines).toEqual([
        'aws sts get-caller-identity --profile storage-for-beginners',
        'hallpass exec --lease storage-for-beginners',
        'hallpass join --leave storage-for-beginners',
      ])
      const launcher = join(home, 'hallpass')
      writeFileSync(launcher, `#!/bin/sh\nexec ${shellCommand} "$@"\n`, { mode: 0o755 })
      const env = { ...laptop(), PATH: `${home}:${laptop()['PATH'] ?? ''}`, SHELL: '/bin/sh' }
      const shown: string[] = []
      for (const line of lines) {
        const child = spawn('script', ['-qec', line, '/dev/null'], {
          env,
          stdio: ['pipe', 'pipe', 'inherit'],
        })
        let text = ''
        child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
        child.stdin.end(line.includes(' exec ') ? 'echo "<${AWS_SESSION_TOKEN:+token}>"; exit 0\n' : '')
        expect([line, await new Promise((resolve) => child.once('close', resolve))]).toEqual([line, 0])
        shown.push(text)
      }
      expect(shown).toEqual([
        expect.stringContaining('assumed-role/Joined/ada-'),
        expect.stringMatching(/<token>\r/),
        expect.stringContaining('removed profile'),
      ])
    },
  )

  it('can be done before the workshop begins, and not after its end', async () => {
    const later = await workshop({ startsAt: new Date(Date.now() + hourMs) })
    const early = await hallpass(['join', address(later), '--name', 'Ada'])
    expect([early.code, early.stdout]).toEqual([0, expect.stringContaining('keys from ')])
    const none = await hallpass(['process', '--lease', 'storage-for-beginners'])
    expect([none.code, none.stderr]).toEqual([4, expect.stringContaining('wait until the workshop')])
    await server.services.database
      .updateTable('workshop')
      .set({ state: 'ended' })
      .where('id', '=', later.id)
      .execute()
    const over = await hallpass(['join', address(later)])
    expect([over.code, over.stderr]).toEqual([4, expect.stringContaining('this workshop is over')])
  })

  it('serves the AWS SDK for JavaScript by the profile', async () => {
    await hallpass(['join', address(await workshop()), '--name', 'Ada'])
    const provider = defaultProvider({
      profile: 'storage-for-beginners',
      configFilepath: config(),
      filepath: join(home, '.aws', 'credentials'),
    })
    const before = process.env['HOME']
    process.env['HOME'] = home
    try {
      expect(await provider()).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) })
    } finally {
      process.env['HOME'] = before
    }
  })

  it.runIf(requireTool('hallpass join', 'boto3'))('serves boto3 by the profile', async () => {
    await hallpass(['join', address(await workshop()), '--name', 'Ada'])
    const script =
      "import boto3; s = boto3.Session(profile_name='storage-for-beginners'); print(s.region_name, s.client('sts').get_caller_identity()['Arn'])"
    const { stdout } = await promisify(execFile)('python3', ['-c', script], { env: laptop() })
    expect(stdout).toMatch(/^eu-central-1 .*assumed-role\/Joined\/ada-/)
  })

  it('goes from here also where the server does not answer, and says so', async () => {
    await hallpass(['join', address(await workshop()), '--name', 'Ada'])
    const { path } = tokenFile()
    const kept: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...kept, server: 'http://127.0.0.1:9' }))
    const left = await hallpass(['join', '--leave'])
    expect([left.code, left.stderr]).toEqual([
      0,
      expect.stringContaining('was not told that this machine leaves'),
    ])
    expect([readFileSync(config(), 'utf8'), readdirSync(leases())]).toEqual(['', []])
  })

  it('goes without a trace', async () => {
    await hallpass(['join', address(await workshop()), '--name', 'Ada'])
    const { token } = tokenFile()
    const left = await hallpass(['join', '--leave', 'storage-for-beginners'])
    expect([left.code, left.stderr]).toEqual([0, expect.stringContaining('removed profile')])
    expect([readFileSync(config(), 'utf8'), readdirSync(leases())]).toEqual(['', []])
    // A copy of the token is worth nothing either.
    const copied = await fetch(`${server.url}/v1/credentials`, { headers: { authorization: token } })
    expect(copied.status).toBe(401)
    const none = await hallpass(['join', '--leave', 'storage-for-beginners'])
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('joined nothing')])

    await hallpass(['join', address(await workshop()), '--name', 'Ada', '--profile', 'lab'])
    expect((await hallpass(['profile', 'clean'])).stderr).not.toContain('removed')
    expect((await hallpass(['profile', 'remove', 'lab'])).code).toBe(0)
    expect([readFileSync(config(), 'utf8'), readdirSync(leases())]).toEqual(['', []])
  })
})
