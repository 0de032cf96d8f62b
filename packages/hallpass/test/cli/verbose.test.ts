import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../lab.ts'
import { type Ran, runProgram } from '../run-program.ts'

const command = fileURLToPath(new URL('../../bin/hallpass.cjs', import.meta.url))

let lab: Lab
let roleArn = ''
let home = ''

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Told')
})
afterAll(() => lab.close())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-verbose-'))
})

const run = (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<Ran> =>
  runProgram(process.execPath, [command, ...args], { env: { ...lab.env(), HOME: home, ...env } })

const ada = (): string[] => ['-r', roleArn, '-s', 'ada']
const webToken = `eyJhbGciOiJSUzI1NiJ9.${'e30'.repeat(30)}.${'c2ln'.repeat(20)}`

/** A profile whose keys come from a command, with a secret in its line. */
function sourceByCommand(): Record<string, string | undefined> {
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = lab.issuer
  writeFileSync(join(home, 'keys.json'), JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey }))
  writeFileSync(
    join(home, 'config'),
    `[profile mine]\ncredential_process = sh -c "cat ${home}/keys.json" unlock-with-hunter2\n`,
  )
  return {
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
  }
}

/** Everything that is nobody's business: what was given, and what was issued. */
function secretsOf(stdout: string): string[] {
  const issued = [...stdout.matchAll(/"(?:SecretAccessKey|SessionToken)": ?"([^"]+)"/g)].map(
    ([, value = '']) => value,
  )
  const link = /SigninToken=([^"\s&]+)/.exec(stdout)?.[1]
  return [lab.issuer.secretAccessKey, webToken, 'hunter2', '654321', ...issued, link ?? ''].filter(
    (secret) => secret !== '',
  )
}

function expectNoSecret(text: string, stdout: string): void {
  for (const secret of secretsOf(stdout)) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain(encodeURIComponent(secret))
  }
  expect(text).not.toMatch(/Signature=|aws4_request|X-Amz-Security-Token/i)
}

describe('--verbose', () => {
  it('tells whose credentials are used, and each request with how it ended', async () => {
    const { code, stdout, stderr } = await run(['issue', ...ada(), '--verbose'])
    expect(code).toBe(0)
    expect(stderr).toContain(`step: credentials: ${lab.issuer.accessKeyId}, long-term, from `)
    expect(stderr).toMatch(/step: sts:AssumeRole at 127\.0\.0\.1:\d+: 200, request [\w-]+, \d+ ms\n/)
    expect(stderr).toMatch(/step: getSigninToken at 127\.0\.0\.1:\d+: 200, .*\d+ ms\n/)
    expect(secretsOf(stdout).length).toBeGreaterThan(5)
    expectNoSecret(stderr, stdout)
  })

  it('tells a refusal, and says which session a kept one is', async () => {
    const refused = await run(['process', '-r', `${roleArn}x`, '-s', 'ada', '--verbose'])
    expect(refused.stderr).toMatch(/step: sts:AssumeRole at \S+: 403, request/)
    expect(refused.code).toBe(4)
    const first = await run(['process', ...ada(), '--verbose'])
    const second = await run(['process', ...ada(), '--verbose'])
    expect(first.stderr).toContain('step: session: a new one, until')
    expect(second.stderr).toMatch(/^step: session: the one that is kept, until \S+\n$/)
    expectNoSecret(refused.stderr + first.stderr + second.stderr, first.stdout)
  })

  it('tells nothing secret in any command, whatever the keys come from', async () => {
    const env = sourceByCommand()
    writeFileSync(join(home, 'token'), webToken)
    const mine = ['--source-profile', 'mine', '--verbose']
    const runs = await Promise.all([
      run(['issue', ...ada(), ...mine, '--no-link'], env),
      run(['issue', ...ada(), ...mine, '-o', 'link'], env),
      run(
        [
          'process',
          ...ada(),
          ...mine,
          '--mfa-serial',
          'arn:aws:iam::111122223333:mfa/ada',
          '--mfa-token',
          '654321',
        ],
        env,
      ),
      run(['exec', ...ada(), ...mine, '--', 'true'], env),
      run(['console', ...ada(), ...mine, '--print'], env),
      run(['doctor', ...ada(), ...mine], env),
      run(['whoami', ...mine], env),
      run(['revoke', ...ada(), '--list', ...mine], env),
      run(['profile', 'add', 'new', ...ada(), ...mine], env),
      run(['issue', ...ada(), '--verbose', '--web-identity-token-file', join(home, 'token')], env),
    ])
    const stdout = runs.map((one) => one.stdout).join('\n')
    for (const { stderr } of runs) {
      expect(stderr).toMatch(/^step: /m)
      expectNoSecret(stderr, stdout)
    }
  }, 120_000)

  it('is silent without it', async () => {
    expect(await run(['process', ...ada()])).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('--dry-run', () => {
  it.each([
    ['--each', 'x.csv'],
    ['--lease', 'lab'],
    ['--profile', 'lab'],
  ])('does not go with %s', async (flag, value) => {
    const name = { '--each': 'issue', '--lease': 'exec', '--profile': 'console' }[flag] ?? ''
    const args = flag === '--each' ? ['-r', roleArn, flag, value] : [flag, value]
    const { code, stderr } = await run([name, ...args, '--dry-run'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--dry-run does not go with')])
  })

  it.each(['issue', 'exec', 'process', 'console'])(
    'prints what %s would ask STS, and sends nothing',
    async (name) => {
      const before = lab.log.length
      const args = [...ada(), '--tag', 'team=blue', '--duration', '30m', '--dry-run']
      const { code, stdout, stderr } = await run([name, ...args, ...(name === 'exec' ? ['--', 'false'] : [])])
      expect([code, lab.log.length]).toEqual([0, before])
      expect(stdout).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/\nAction +AssumeRole\n/)
      expect(stdout).toMatch(/^RoleSessionName +ada$/m)
      expect(stdout).toMatch(/^DurationSeconds +1800$/m)
      expect(stdout).toMatch(/^Tags\.member\.1\.Value +blue$/m)
      expect(stderr).toContain(`nothing was sent; ${lab.issuer.accessKeyId} would sign it`)
      expectNoSecret(stdout + stderr, stdout)
    },
  )

  it('shows no code and no token', async () => {
    writeFileSync(join(home, 'token'), webToken)
    const mfa = await run([
      'issue',
      ...ada(),
      '--dry-run',
      '--mfa-serial',
      'arn:aws:iam::111122223333:mfa/ada',
      '--mfa-token',
      '654321',
    ])
    expect(mfa.stdout).toMatch(/^TokenCode +\[secret\]$/m)
    const web = await run(['issue', ...ada(), '--dry-run', '--web-identity-token-file', join(home, 'token')])
    expect(web.stdout).toMatch(/^WebIdentityToken +\[secret\]$/m)
    expect(web.stderr).toContain('it would go unsigned')
    expectNoSecret(mfa.stdout + mfa.stderr + web.stdout + web.stderr, '')
  })

  it('says what is wrong without credentials', async () => {
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }
    expect((await run(['issue', ...ada(), '--dry-run'], none)).code).toBe(3)
  })
})
