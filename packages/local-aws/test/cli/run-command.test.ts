import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

import { createLocalAws, type KeyPair, runCommand } from '@hallpass/local-aws'

import { built } from '../../../../test/built.ts'
import { cleanEnvironment } from '../../../../test/clean-environment.ts'

interface Run {
  stdout: string
  stderr: string
  readonly stop: () => void
  readonly exitCode: Promise<number>
  /** Resolves once the export lines are there. */
  readonly ready: Promise<Record<string, string>>
}

function run(...argv: string[]): Run {
  const stopper = new AbortController()
  const state = { stdout: '', stderr: '' }
  const started = new EventEmitter<{ stdout: [] }>()
  const ready = once(started, 'stdout').then(() =>
    Object.fromEntries(
      [...state.stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    ),
  )
  const exitCode = runCommand(argv, {
    stdout: (text) => {
      state.stdout += text
      started.emit('stdout')
    },
    stderr: (text) => {
      state.stderr += text
    },
    signal: stopper.signal,
    now: () => new Date('2026-11-22T12:00:00Z'),
  })
  return Object.assign(state, { stop: () => stopper.abort(), exitCode, ready })
}

const get = (url: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { agent: false }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })

/** Sends what was signed when the command's clock says that it is. */
async function post(url: URL, credentials: KeyPair, service: string, path: string, body = '') {
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service, sha256: Sha256 })
  const type = 'application/x-www-form-urlencoded'
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: url.hostname,
      path,
      query: {},
      headers: { host: url.host, 'content-type': type },
      body,
    },
    { signingDate: new Date('2026-11-22T12:00:00Z') },
  )
  return fetch(new URL(path, url), { method: 'POST', headers, body })
}

describe('local-aws', () => {
  it.each([
    [['--prot', '1'], /^error: unknown option '--prot'\nhint: local-aws --help\n$/],
    [['extra'], /^error: unexpected argument 'extra'/],
    [['--port', 'x'], /^error: --port must be a number from 0 to 65535, not 'x'\n/],
    [['--port', '70000'], /^error: --port must be/],
    [['--region', 'nowhere'], /^error: --region must be/],
    [['--account-id', '12'], /^error: --account-id must be 12 digits, not '12'\n/],
    [['--account', '0'], /^error: --account must be a number from 1 to 10, or an id of 12 digits, not '0'\n/],
    [['--account', '11'], /^error: --account must be a number/],
    [['--account', '111122223333', '--account', '2'], /^error: --account must be each an id .+, not '2'\n/],
    [
      ['--account', '111122223333', '--account', '111122223333'],
      /^error: --account 111122223333 is there twice\n/,
    ],
    [
      ['--account-id', '111122223333', '--account', '222233334444'],
      /^error: --account-id is the first --account: leave it out\n/,
    ],
    [['--data', ''], /^error: --data must be a directory, not nothing/],
    [['--world', 'a', '--load', 'b'], /^error: --world and --load both say what is there from the start/],
    [['--host', 'a b'], /^error: --host must be/],
    [['--clock', 'noon'], /^error: --clock must be a moment such as .+, not 'noon'\n/],
    [['--consistency-delay', '10'], /^error: --consistency-delay must be such as 10s, not '10'\n/],
    [['--sts-rate', '0'], /^error: --sts-rate must be/],
    [['--max-stored', '20'], /^error: --max-stored must be such as 512MiB or 20GiB, not '20'/],
    [['--max-events', '-1'], /^error: /],
    [['--max-events', '1000001'], /^error: --max-events must be a number from 0 to 1000000, not '1000001'\n/],
    [['--max-stored', '0GiB'], /^error: --max-stored must be/],
    [['--server-error-rate', '2'], /^error: --server-error-rate must be a number from 0 to 1, not '2'\n/],
    [['--drop-rate', '-1'], /^error: /],
  ])('refuses %j with an error, a hint and exit code 2', async (argv, stderr) => {
    const refused = run(...argv)
    expect(await refused.exitCode).toBe(2)
    expect(refused.stderr).toMatch(stderr)
    expect(refused.stdout).toBe('')
  })

  it('prints its help with an example', async () => {
    const help = run('--help')
    expect(await help.exitCode).toBe(0)
    expect(help.stdout).toContain('example:')
    expect(help.stderr).toBe('')
  })

  it('says what to do when the port is in use', async () => {
    const first = run()
    const port = new URL((await first.ready)['AWS_ENDPOINT_URL'] ?? '').port
    const second = run('--port', port)
    expect(await second.exitCode).toBe(1)
    expect(second.stderr).toMatch(/^error: port \d+ on 127\.0\.0\.1 is in use\nhint: .+\n$/)
    expect(second.stdout).toBe('')
    first.stop()
    expect(await first.exitCode).toBe(0)
  })

  it('prints export lines and nothing else on stdout, one line a request on stderr, and ends with 0', async () => {
    const running = run('--region', 'eu-west-1', '--account-id', '444455556666')
    const exported = await running.ready
    expect(running.stdout.split('\n').filter((line) => !/^export [A-Z_]+=[\w:/.+=-]*$/.test(line))).toEqual([
      '',
    ])
    expect(Object.keys(exported)).toEqual([
      'AWS_ENDPOINT_URL',
      'HALLPASS_SIGNIN_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
    ])
    expect(exported['AWS_REGION']).toBe('eu-west-1')
    expect(exported['HALLPASS_SIGNIN_ENDPOINT_URL']).toBe(`${exported['AWS_ENDPOINT_URL']}/federation`)
    expect(await get(`${exported['AWS_ENDPOINT_URL']}/console`)).toBe(403)
    running.stop()
    expect(await running.exitCode).toBe(0)
    expect(running.stderr).toMatch(/^\d\d:\d\d:\d\d 403 signin:Console You are not signed in\.$/m)
    expect(running.stderr).not.toContain(exported['AWS_SECRET_ACCESS_KEY'])
    await expect(get(`${exported['AWS_ENDPOINT_URL']}/console`)).rejects.toThrow('ECONNREFUSED')
  })

  it.each([
    [['--account', '2'], '111122223333', '222233334444'],
    [['--account', '2', '--account-id', '999900001111'], '999900001111', '111122223333'],
    [['--account', '444455556666', '--account', '555566667777'], '444455556666', '555566667777'],
  ])('says how the second account is entered: %j', async (argv, management, second) => {
    const running = run(...argv)
    await running.ready
    running.stop()
    expect(await running.exitCode).toBe(0)
    expect(running.stderr).toContain(`, account ${management}; Ctrl-C stops it\n`)
    expect(running.stderr).toContain(`\n  arn:aws:iam::${second}:role/OrganizationAccountAccessRole\n`)
    expect(running.stderr.match(/role_arn arn:/g)).toHaveLength(1)
  })

  it('makes the world of a file: its clock and region, unless flags say otherwise', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
    const path = join(folder, 'lab.json')
    writeFileSync(path, '{"clock": "+2h", "region": "eu-west-1", "users": {"anna": {}}}')
    const date = async (...flags: string[]): Promise<readonly [string, string | undefined]> => {
      const running = run('--world', path, ...flags)
      const exported = await running.ready
      const url = exported['AWS_ENDPOINT_URL'] ?? ''
      const shown = await new Promise<string | undefined>((resolve, reject) => {
        request(`${url}/console`, { agent: false }, (response) => resolve(response.resume().headers.date))
          .on('error', reject)
          .end()
      })
      running.stop()
      await running.exitCode
      return [exported['AWS_REGION'] ?? '', shown]
    }
    expect(await date()).toEqual(['eu-west-1', 'Sun, 22 Nov 2026 14:00:00 GMT'])
    expect(await date('--clock', '-1h', '--region', 'us-west-2')).toEqual([
      'us-west-2',
      'Sun, 22 Nov 2026 11:00:00 GMT',
    ])
    rmSync(folder, { recursive: true })
  })

  it('says that a directory goes on as it was where its world was changed since, and nothing where it was not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
    const path = join(folder, 'lab.json')
    const data = join(folder, 'data')
    writeFileSync(join(folder, 'note.txt'), 'note')
    const objects = { note: { file: 'note.txt' } }
    const say = async (world: object | undefined, from = path) => {
      if (world !== undefined) writeFileSync(from, JSON.stringify(world, undefined, 2))
      const running = run(...(world === undefined ? [] : ['--world', from]), '--data', data)
      await running.ready
      running.stop()
      expect(await running.exitCode).toBe(0)
      return /^warning: .*\nhint: .*\n/m.exec(running.stderr)?.[0]
    }
    const world = { buckets: { lab: { objects } }, users: { anna: {} } }
    expect(await say(world)).toBeUndefined()
    expect(await say(world)).toBeUndefined()
    expect(await say(undefined)).toBeUndefined()
    // The same in another folder.
    const other = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
    writeFileSync(join(other, 'note.txt'), 'note')
    expect(await say(world, join(other, 'lab.json'))).toBeUndefined()
    expect(await say({ ...world, users: {} })).toBe(
      `warning: ${data} goes on as it was kept: ${path} has changed since it was begun with it, and nothing is made of that\n` +
        `hint: for ${path} as it is, name another directory with --data, or none\n`,
    )
    rmSync(data, { recursive: true })
    expect(await say(undefined)).toBeUndefined()
    expect(await say(world)).toContain(`it was not begun with ${path}`)
    for (const one of [folder, other]) rmSync(one, { recursive: true })
  })

  it('ends with words, not with a stack, where it cannot write down what is there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
    const data = join(folder, 'data')
    const running = run('--data', data)
    await running.ready
    mkdirSync(join(data, 'journal.unfinished'))
    running.stop()
    expect(await running.exitCode).toBe(1)
    expect(running.stderr).toContain(`error: ${data} cannot be written: EISDIR\nhint: ls -ld ${data}\n`)
    rmSync(folder, { recursive: true })
  })

  it('has the world of a file in a directory once: with what is there already it goes on, and prints no keys', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
    const path = join(folder, 'lab.json')
    const world = { users: { anna: {} }, accounts: { '222233334444': {} } }
    writeFileSync(path, JSON.stringify(world))
    const flags = ['--world', path, '--data', join(folder, 'data')]
    const shown: string[] = []
    for (let time = 0; time < 2; time += 1) {
      const running = run(...flags)
      await running.ready
      running.stop()
      expect(await running.exitCode).toBe(0)
      expect(running.stderr).toContain('role/OrganizationAccountAccessRole')
      shown.push(running.stdout)
    }
    expect(shown.map((text) => text.includes('#: [anna]'))).toEqual([true, false])
    rmSync(folder, { recursive: true })
  })

  it('has no directory begun by a start that fails: the next one begins it, and prints its keys', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
    const path = join(folder, 'lab.json')
    writeFileSync(path, JSON.stringify({ users: { anna: {} } }))
    const data = ['--data', join(folder, 'data')]
    expect(await run(...data, '--load', join(folder, 'none.snapshot')).exitCode).toBe(1)
    const other = run()
    const port = new URL((await other.ready)['AWS_ENDPOINT_URL'] ?? '').port
    expect(await run(...data, '--world', path, '--port', port).exitCode).toBe(1)
    expect(readdirSync(join(folder, 'data'))).toEqual([])
    const third = run(...data, '--world', path)
    await third.ready
    expect(third.stdout).toContain('#: [anna]')
    // What was begun stays, whatever fails then.
    third.stop()
    expect(await third.exitCode).toBe(0)
    expect(await run(...data, '--port', port).exitCode).toBe(1)
    expect(readdirSync(join(folder, 'data'))).toContain('journal')
    other.stop()
    expect(await other.exitCode).toBe(0)
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['local-aws', [built.localAws]],
    ['hallpass local', [built.hallpass, 'local']],
  ])(
    'has nothing begun by %s when nobody takes the keys of its world: the next one tells them',
    (_, command) => {
      const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      const world = join(folder, 'lab.json')
      writeFileSync(world, JSON.stringify({ users: { anna: {} } }))
      const data = join(folder, 'data')
      const flags = ['--data', data, '--world', world]
      for (const [code, script] of [
        ['ENOSPC', 'exec "$@" > /dev/full'],
        // Whoever should read has ended before anything is written.
        ['EPIPE', 'exec 3> >(exec true); wait $!; exec "$@" >&3'],
      ] as const) {
        const ended = spawnSync('bash', ['-c', script, 'bash', process.execPath, ...command, ...flags], {
          env: cleanEnvironment({}),
          encoding: 'utf8',
        })
        expect(ended.stderr).toContain(
          `error: stdout cannot be written: ${code}\nhint: send it to a file with room, or a terminal\n`,
        )
        expect([ended.status, readdirSync(data)]).toEqual([1, []])
      }
      const script =
        '"$@" & started=$!; until grep -q "#: .anna." "$OUT"; do kill -0 $started || exit 9; sleep 0.1; done; kill $started; wait $started'
      const next = [process.execPath, ...command, ...flags]
      const env = cleanEnvironment({ OUT: join(folder, 'out') })
      const out = openSync(join(folder, 'out'), 'w')
      onTestFinished(() => closeSync(out))
      expect(
        spawnSync('bash', ['-c', script, 'bash', ...next], { env, stdio: ['ignore', out, 'ignore'] }).status,
      ).toBe(0)
      expect(readdirSync(data)).toContain('journal')
    },
  )

  it('goes back to the snapshot that it began with, the keys that it printed among it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-load-'))
    const path = join(folder, 'lab.snapshot')
    const now = () => new Date('2026-11-22T12:00:00Z')
    const saved = createLocalAws({ seed: { users: { anna: {} } }, now })
    await saved.saveFile(path)
    const flags = ['--load', path, '--data', join(folder, 'data')]
    const iam = 'Version=2010-05-08'
    for (let time = 0; time < 2; time += 1) {
      const running = run(...flags)
      const { AWS_ENDPOINT_URL: endpoint = '', AWS_ACCESS_KEY_ID: accessKeyId } = await running.ready
      expect(accessKeyId).toBe(saved.admin.accessKeyId)
      const url = new URL(endpoint)
      expect((await post(url, saved.admin, 'iam', '/', `${iam}&Action=CreateUser&UserName=ben`)).status).toBe(
        200,
      )
      expect((await post(url, saved.admin, 'local', '/_local/reset')).status).toBe(200)
      const users = await post(url, saved.admin, 'iam', '/', `${iam}&Action=ListUsers`)
      const names = (await users.text()).matchAll(/<UserName>(.*?)</g)
      expect([...names].map(([, name]) => name)).toEqual(['admin', 'anna'])
      running.stop()
      expect(await running.exitCode).toBe(0)
    }
    rmSync(folder, { recursive: true })
  })

  it('prints the keys that it made once, as comments of the lines that a shell reads', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
    const path = join(folder, 'lab.json')
    const key = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    }
    const world = {
      users: { anna: {}, ben: { key } },
      accounts: { '222233334444': { users: { carl: {} } } },
    }
    writeFileSync(path, JSON.stringify(world))
    const running = run('--world', path)
    await running.ready
    running.stop()
    expect(await running.exitCode).toBe(0)
    expect(running.stdout.split('\n').slice(7)).toEqual([
      "# The users' keys, shown this once. As a credentials file: sed -n 's/^#: //p'",
      '#: [anna]',
      expect.stringMatching(/^#: aws_access_key_id = AKIA[A-Z2-7]{16}$/),
      expect.stringMatching(/^#: aws_secret_access_key = \S{40}$/),
      '#: [222233334444/carl]',
      expect.stringMatching(/^#: aws_access_key_id = AKIA[A-Z2-7]{16}$/),
      expect.stringMatching(/^#: aws_secret_access_key = \S{40}$/),
      '',
    ])
    expect(running.stdout + running.stderr).not.toContain(key.secretAccessKey)
    expect(running.stderr).not.toContain('aws_secret')
    rmSync(folder, { recursive: true })
  })

  it.each<[string, string]>([
    ['{"user": {}}', 'lab.json: $: has no option user, did you mean users? it has '],
    ['{"roles": {"Lab": {"trust": "{}"}}}', 'lab.json: $.roles.Lab.trust: '],
    ['{"clock": "noon"}', 'lab.json: $.clock: must be a moment'],
    ['{', 'lab.json: line 1, column 2: it ends where'],
  ])('refuses the world %s with its place, and opens no port', async (content, problem) => {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-world-'))
    const path = join(folder, 'lab.json')
    writeFileSync(path, content)
    const refused = run('--world', path)
    expect(await refused.exitCode).toBe(2)
    expect(refused.stdout).toBe('')
    expect(refused.stderr).toMatch(/^error: [^\n]+\nhint: mend [^\n]+lab\.json; nothing was made of it\n$/)
    expect(refused.stderr).toContain(problem)
    rmSync(folder, { recursive: true })
  })

  it('logs no request when it is to be quiet, and warns when others can reach it', async () => {
    const running = run('--quiet', '--host', '0.0.0.0')
    const port = new URL((await running.ready)['AWS_ENDPOINT_URL'] ?? '').port
    await get(`http://127.0.0.1:${port}/console`)
    running.stop()
    await running.exitCode
    expect(running.stderr).toContain('warning: everyone who can reach 0.0.0.0')
    expect(running.stderr).not.toContain('signin:Console')
  })

  it('sets the clock and the rest of the weather', async () => {
    const running = run('--clock', '-30m', '--server-error-rate', '1', '--consistency-delay', '10s')
    const url = (await running.ready)['AWS_ENDPOINT_URL'] ?? ''
    const date = await new Promise<string | undefined>((resolve, reject) => {
      request(`${url}/bucket`, { agent: false }, (response) => {
        response.resume()
        resolve(
          response.statusCode === 500 || response.statusCode === 503 ? response.headers.date : undefined,
        )
      })
        .on('error', reject)
        .end()
    })
    running.stop()
    await running.exitCode
    expect(date).toBe('Sun, 22 Nov 2026 11:30:00 GMT')
  })
})

describe('--one-console-session', () => {
  it.each([
    [['--one-console-session'], 400],
    [[], 302],
  ] as const)('with %j, a second person in a browser is answered %i', async (flags, status) => {
    const local = run(...flags)
    const env = await local.ready
    const url = new URL(env['AWS_ENDPOINT_URL'] ?? '')
    const admin = {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    }
    /** Opens a link of somebody's, in a browser with a cookie. */
    const signIn = async (name: string, cookie: string): Promise<Response> => {
      const asked = new URLSearchParams({
        Action: 'GetFederationToken',
        Version: '2011-06-15',
        Name: name,
        Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
      })
      const answer = await (await post(url, admin, 'sts', '/', asked.toString())).text()
      const value = (element: string) => new RegExp(`<${element}>([^<]*)<`).exec(answer)?.[1] ?? ''
      const Session = JSON.stringify({
        sessionId: value('AccessKeyId'),
        sessionKey: value('SecretAccessKey'),
        sessionToken: value('SessionToken'),
      })
      const token = await fetch(new URL('/federation', url), {
        method: 'POST',
        body: new URLSearchParams({ Action: 'getSigninToken', Session }),
      })
      const { SigninToken }: { SigninToken: string } = JSON.parse(await token.text())
      const Destination = 'https://console.aws.amazon.com/'
      const query = new URLSearchParams({ Action: 'login', Destination, SigninToken })
      const link = new URL(`/federation?${query.toString()}`, url)
      return fetch(link, { redirect: 'manual', headers: { Cookie: cookie } })
    }
    const first = await signIn('ada', '')
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect([first.status, (await signIn('bob', cookie)).status]).toEqual([302, status])
    local.stop()
    expect(await local.exitCode).toBe(0)
  })
})
