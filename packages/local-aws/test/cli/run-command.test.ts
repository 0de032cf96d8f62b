import { EventEmitter, once } from 'node:events'
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'

import { runCommand } from '@hallpass/local-aws'

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
