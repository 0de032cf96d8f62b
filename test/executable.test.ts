import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isExecutable, leading, ourProgram, shellCommand } from '../packages/hallpass/test/command.ts'
import { openGnuPg } from '../packages/hallpass/test/setup/secret/gnupg.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { type LocalAwsProcess, startLocalAws } from './local-aws-process.ts'
import { runProcess } from './run-process.ts'
import { requireTool } from './tools.ts'

// What is to be the same on both runtimes, and what the one file does in its own way. `npm run test:executable`.

let folder: string
let home: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-executable-'))
  home = join(folder, 'home')
  for (const path of [home, join(folder, 'work'), join(folder, 'tmp')]) mkdirSync(path)
})
afterEach(() => rmSync(folder, { recursive: true }))

const hallpass = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProcess(ourProgram, [...leading, ...args], {
    env: cleanEnvironment({ HOME: home, TMPDIR: join(folder, 'tmp'), ...env }),
    cwd: join(folder, 'work'),
  })

const shell = (line: string) =>
  runProcess('sh', ['-c', line], {
    env: cleanEnvironment({ HOME: home, TMPDIR: join(folder, 'tmp'), HALLPASS: shellCommand }),
    cwd: join(folder, 'work'),
  })

describe('the command', () => {
  it('reads no .env and no settings of a runtime from the folder it is started in', async () => {
    const work = join(folder, 'work')
    writeFileSync(
      join(work, '.env'),
      'AWS_ACCESS_KEY_ID=AKIASOMEBODYELSE0000\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYSOMEBODYELSE\n',
    )
    writeFileSync(join(work, 'bunfig.toml'), 'preload = ["./stranger.ts"]\n')
    writeFileSync(join(work, 'stranger.ts'), 'console.log("stranger")\n')
    writeFileSync(join(work, 'package.json'), '{ "type": "module", "imports": { "#x": "./stranger.ts" } }\n')
    const { exitCode, stdout, stderr } = await hallpass(['whoami'], { AWS_EC2_METADATA_DISABLED: 'true' })
    expect([exitCode, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^error: found no AWS credentials/)
  })

  it('ends quietly when its reader has gone, however much it has to say', async () => {
    for (const line of [
      'config schema',
      'help environment',
      'setup export cloudformation --bucket lab-*',
      '--help',
    ]) {
      const { stderr, stdout } = await shell(`${shellCommand} ${line} | head -c 1`)
      expect([line, stderr, stdout.length]).toEqual([line, '', 1])
    }
  })

  it('says all that it has to say, in its order, into a pipe that is read slowly and into a file', async () => {
    mkdirSync(join(home, '.aws'))
    const names = Array.from({ length: 3000 }, (_, index) => `laboratory-${String(index).padStart(4, '0')}`)
    writeFileSync(
      join(home, '.aws', 'credentials'),
      names
        .map(
          (name) => `[${name}]\nx_hallpass_owner = hallpass\nx_hallpass_expires_at = 2026-01-01T00:00:00Z\n`,
        )
        .join(''),
      { mode: 0o600 },
    )
    const slow = await shell(`${shellCommand} profile list | (sleep 1; cat)`)
    const filed = await shell(`${shellCommand} profile list > list; cat list; rm list`)
    expect([...slow.stdout.matchAll(/laboratory-\d+/g)].map(([name]) => name)).toEqual(names)
    expect(slow.stdout.length).toBeGreaterThan(64 * 1024)
    expect(filed.stdout).toBe(slow.stdout)
  })

  it('ends by Ctrl-C and by SIGTERM as a shell expects, and takes down the local AWS with it', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const ended = await runProcess(ourProgram, [...leading, 'local'], {
        env: cleanEnvironment({ HOME: home }),
        started: (child) => child.stdout?.once('data', () => child.kill(signal)),
      })
      expect([signal, ended.exitCode]).toEqual([signal, 0])
    }
  })

  it('leaves no file behind it', async () => {
    await hallpass(['--version'])
    await hallpass(['setup', 'plan'])
    await hallpass(['policy', 'test', '--preset', 's3', '-'])
    expect([readdirSync(home), readdirSync(join(folder, 'work')), readdirSync(join(folder, 'tmp'))]).toEqual([
      [],
      [],
      [],
    ])
  })
})

describe('setup apply --pgp-key', () => {
  let aws: LocalAwsProcess
  beforeAll(async () => {
    aws = await startLocalAws()
  })
  afterAll(() => aws.stop())

  it.runIf(isExecutable)('says what encrypts, where there is no gpg', async () => {
    const file = join(folder, 'key.asc')
    writeFileSync(file, '-----BEGIN PGP PUBLIC KEY BLOCK-----\n')
    const args = ['setup', 'apply', '--yes', '--pgp-key', file, '--bucket', 'lab-ada']
    expect(await hallpass(args, { ...aws.env, PATH: '/nowhere' })).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(
        /^error: encrypting needs GnuPG or OpenPGP\.js.*\nhint: install GnuPG, .*npm package/,
      ),
    })
  })

  it.runIf(requireTool('--pgp-key', 'gpg'))('gives the secret to the holder of the key alone', async () => {
    const gpg = openGnuPg()
    try {
      gpg.makeKey('ada', { primary: 'ed25519', encryption: 'cv25519' })
      const file = join(folder, 'key.asc')
      writeFileSync(file, gpg.exportKey('ada', '--armor'))
      const { exitCode, stdout, stderr } = await hallpass(
        ['setup', 'apply', '--yes', '--pgp-key', file, '--bucket', 'lab-ada'],
        aws.env,
      )
      expect([exitCode, stderr.includes('error:')]).toEqual([0, false])
      const outputs: { readonly secret_key: string } = JSON.parse(stdout)
      expect(gpg.decrypt(outputs.secret_key)).toMatch(/^[A-Za-z0-9/+]{40}$/)
      expect(readdirSync(join(folder, 'tmp'))).toEqual([])
    } finally {
      gpg.close()
    }
  })
})

if (!isExecutable)
  process.stderr.write('skipped: the executable in its own way: npm run test:executable makes and tries it\n')

describe.skipIf(!isExecutable)('the executable', () => {
  it('says where the server is', async () => {
    expect(await hallpass(['server'])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(
        /^error: the server is not in this file: .*\nhint: .*npm install -g hallpass @hallpass\/server/,
      ),
    })
  })

  it('shows all of it with no AWS account', async () => {
    const { exitCode, stdout } = await hallpass(['demo', '--once'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('left out  the server is not in this file')
    expect(stdout).toContain('left  no user but the administrator, no role, no bucket')
  })

  it('lists what is inside of it, and OpenPGP.js is not', () => {
    const list: {
      readonly packages: readonly { readonly name: string; readonly licenseDeclared: string }[]
    } = JSON.parse(readFileSync(join(dirname(ourProgram), 'hallpass.spdx.json'), 'utf8'))
    const names = list.packages.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'hallpass',
        '@hallpass/local-aws',
        '@stricli/core',
        '@aws-sdk/credential-provider-node',
      ]),
    )
    expect(names.filter((name) => /openpgp|hallpass\/server|kysely|pg-boss/.test(name))).toEqual([])
    const texts = readFileSync(join(dirname(ourProgram), 'THIRD-PARTY-LICENSES.txt'), 'utf8')
    expect(texts).toContain('@stricli/core')
    // Compiled into it, it would be found by a name that it does not lose.
    expect(readFileSync(ourProgram).includes('OpenPGP.js v')).toBe(false)
  })
})
