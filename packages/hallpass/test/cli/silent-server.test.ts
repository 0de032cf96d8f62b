import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createJoinedLeases, joinedFolder } from '../../src/joined/index.ts'
import { listConfigProfiles, writeConfigProfile } from '../../src/profile/index.ts'
import { sessionCacheFolder } from '../../src/session-cache/index.ts'
import { leading, ourProgram } from '../command.ts'

let folder: string
let server: Server
let url = ''

/** Takes every connection and says nothing. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-silent-'))
  server = createServer((socket) => void socket.on('error', () => {}))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(process.platform === 'win32')('a server that says nothing', () => {
  const role = 'arn:aws:iam::123456789012:role/Workshop'
  const cases: readonly (readonly [what: string, args: () => readonly string[]])[] = [
    ['AWS', () => ['issue', '-r', role, '-s', 'ada']],
    ["the server's API", () => ['workshop', 'list', '--server-url', url]],
    ['the server that is joined', () => ['join', `${url}/join/abcd-efgh`, '--name', 'Ada']],
  ]

  const environment = (): NodeJS.ProcessEnv => ({
    HOME: folder,
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: 'AKIAQQQQQQQQQQQQQQQQ',
    AWS_SECRET_ACCESS_KEY: 'q'.repeat(40),
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: url,
    HALLPASS_TOKEN: 'hp_api_token',
  })

  it.each(cases)('is waited for until a signal: %s', async (_, args) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const reached = once(server, 'connection')
      const program = spawn(ourProgram, [...leading, ...args()], {
        env: environment(),
      })
      let stderr = ''
      program.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      const ended = once(program, 'close')
      await Promise.race([reached, ended])
      program.kill(signal)
      expect([await ended, stderr]).toEqual([[130, null], expect.stringContaining('was called off')])
    }
  })

  it.each([
    [['profile', 'clean', '--all'], '3 profiles are still here; to go on: hallpass profile clean --all'],
    [
      ['profile', 'remove', 'mary', 'ada'],
      '2 profiles are still here; to go on: hallpass profile remove mary ada',
    ],
    [['join', '--leave', 'grace'], 'grace is still here; to go on: hallpass join --leave grace'],
  ])('loses no token at a signal while it is to be given back: %j', async (args, hint) => {
    const env = { ...environment(), HOME: mkdtempSync(join(folder, 'home-')), XDG_CACHE_HOME: undefined }
    const sessions = sessionCacheFolder(env)
    mkdirSync(sessions, { recursive: true, mode: 0o700 })
    writeFileSync(join(sessions, `${'a'.repeat(32)}.json`), '{}', { mode: 0o600 })
    const leases = createJoinedLeases(joinedFolder(env))
    const profiles = ['ada', 'grace', 'mary']
    for (const profile of profiles) {
      await writeConfigProfile({ profile, credentialProcess: `hallpass process --lease ${profile}` }, { env })
      await leases.write(leaseOf(profile))
    }
    const reached = once(server, 'connection')
    const program = spawn(ourProgram, [...leading, ...args], { env })
    let stderr = ''
    program.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const ended = once(program, 'close')
    await Promise.race([reached, ended])
    program.kill('SIGINT')
    expect([await ended, stderr]).toEqual([[130, null], expect.stringContaining(`hint: ${hint}\n`)])
    expect(stderr).not.toContain('removed profile')
    // What is kept on this machine needs no server to go.
    expect(readdirSync(sessions)).toHaveLength(args.includes('--all') ? 0 : 1)
    expect(listConfigProfiles({ env }).map(({ profile }) => profile)).toEqual(profiles)
    expect(profiles.map((profile) => leases.read(profile)?.token)).toEqual(profiles.map(() => 'hp_lease_1'))
  })

  it.each([
    [['join', 'CODE', '--name', 'Ada'], 'you may have joined all the same'],
    [
      ['workshop', 'create', '--name', 'Lab', '--role-arn', role, '--seats', '3', '--for', '8h'],
      'it may have been made all the same: hallpass workshop list --server-url',
    ],
    [['workshop', 'import', 'wsh_1', 'LIST'], 'the same command again adds nobody twice'],
    [['workshop', 'revoke', 'lse_1'], 'it may be revoked all the same'],
    [
      ['workshop', 'end', 'wsh_1'],
      'it may have ended all the same: hallpass workshop show wsh_1 --server-url',
    ],
  ])('is told at a signal as what may have done it all the same: %j', async (args, hint) => {
    const list = join(folder, 'list.csv')
    writeFileSync(list, 'name\nAda\n')
    const words = args.map((word) => ({ CODE: `${url}/join/abcd-efgh`, LIST: list })[word] ?? word)
    const connection = args[0] === 'workshop' ? ['--server-url', url] : []
    const reached = once(server, 'connection')
    const program = spawn(ourProgram, [...leading, ...words, ...connection], { env: environment() })
    let stderr = ''
    program.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const ended = once(program, 'close')
    await Promise.race([reached, ended])
    program.kill('SIGINT')
    expect([await ended, stderr]).toEqual([[130, null], expect.stringContaining(hint)])
  })

  const leaseOf = (profile: string) => ({
    profile,
    server: url,
    token: 'hp_lease_1',
    leaseId: 'lse_1',
    workshopId: 'wsh_1',
    workshop: 'Storage',
    participant: 'Ada',
    sessionName: 'ada',
    region: 'us-east-1',
    endpointUrl: undefined,
    endsAt: new Date(Date.now() + 3_600_000),
    timeZone: 'Etc/UTC',
    joinedAt: new Date(),
  })

  it('is waited for after the first signal where it may have issued a session, and the person is told', async () => {
    const list = join(folder, 'people.csv')
    writeFileSync(list, 'session-name\nada\ngrace\n')
    const reached = once(server, 'connection')
    const args = [
      'issue',
      '-r',
      role,
      '--each',
      list,
      '--out',
      join(folder, 'keys'),
      '--duration',
      '1h',
      '--no-link',
    ]
    const program = spawn(ourProgram, [...leading, ...args], { env: environment() })
    let stderr = ''
    const ended = once(program, 'close')
    const told = new Promise<void>((resolve) => {
      program.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
        if (stderr.includes('\n')) resolve()
      })
    })
    await Promise.race([reached, ended])
    program.kill('SIGINT')
    await Promise.race([told, ended])
    program.kill('SIGINT')
    expect([await ended, stderr]).toEqual([
      [null, 'SIGINT'],
      'stopping: calls that are on their way are carried to their end, so that no keys are lost; Ctrl-C once more ends them too\n',
    ])
  })
})
