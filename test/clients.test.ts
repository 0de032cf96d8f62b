import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from './built.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { type IssuedJson, keysEnv, type Lab, openLab, tampered } from './issued-keys.ts'
import { type Ended, runProcess } from './run-process.ts'
import { requireTool } from './tools.ts'

// The keys, the profile and the printed command, used by those who did not write them.

const sessionName = 'identified@domain.ext'
const identity = `arn:aws:sts::111122223333:assumed-role/InstruqtS3Access/${sessionName}`
/** What a client tells that did all it was asked to. */
const done = { identity, read: 'Hello, Ada', listed: true }
const profile = 'tmpinstruqt'

let lab: Lab
let keys: IssuedJson
let useIt: string
/** All that a participant has who was given a profile: no keys, region or endpoint in the environment. */
let profileEnv: Record<string, string>

beforeAll(async () => {
  lab = await openLab()
  keys = await lab.issue(sessionName)
  const written = await lab.hallpass([
    'issue',
    '-r',
    lab.roleArn,
    '-s',
    sessionName,
    '-o',
    'write',
    '--profile',
    profile,
    '--region',
    'eu-west-1',
  ])
  useIt = /^use it: (.*)$/m.exec(written.stderr)?.[1] ?? ''
  profileEnv = cleanEnvironment({ HOME: lab.home })
})
afterAll(() => lab?.close())

describe('the AWS SDK for JavaScript', () => {
  const script = join(repository, 'test/clients/use-keys.mjs')
  const use = async (bucket: string, env: Record<string, string>): Promise<unknown> =>
    JSON.parse((await runProcess(process.execPath, [script, bucket], { env })).stdout)

  it('is refused with a tampered secret', async () => {
    const env = { ...lab.placeEnv, ...keysEnv(tampered(keys)) }
    expect(await use('js-tampered', env)).toEqual({ refused: 'SignatureDoesNotMatch' })
  })

  it('uses the keys', async () => {
    const used = await use('js-keys', { ...lab.placeEnv, ...keysEnv(keys) })
    expect(used).toEqual({ region: 'us-east-1', ...done })
  })

  it('uses the profile, which names region and endpoint', async () => {
    const used = await use('js-profile', { ...profileEnv, AWS_PROFILE: profile })
    expect(used).toEqual({ region: 'eu-west-1', ...done })
  })
})

describe.skipIf(!requireTool('clients', 'boto3'))('boto3', () => {
  it('uses keys and profile, and is refused with a tampered secret', async () => {
    const script = join(repository, 'test/clients/use_keys.py')
    // The process's own environment names the region and the endpoint for the keys; the profile names its own.
    const input = [
      { ...tampered(keys), bucket: 'py-tampered' },
      { ...keys, bucket: 'py-keys' },
      { profile, bucket: 'py-profile' },
    ]
    const env = { ...lab.placeEnv }
    const [forKeys, forProfile] = await Promise.all([
      runProcess('python3', [script], { env, input: jsonLines(input.slice(0, 2)) }),
      runProcess('python3', [script], { env: profileEnv, input: jsonLines(input.slice(2)) }),
    ])
    expect(readLines(forKeys)).toEqual([
      { refused: 'SignatureDoesNotMatch' },
      { region: 'us-east-1', ...done },
    ])
    expect(readLines(forProfile)).toEqual([{ region: 'eu-west-1', ...done }])
  })
})

describe.skipIf(!requireTool('clients', 'aws'))('the AWS CLI', () => {
  const aws = (args: readonly string[], env: Record<string, string>): Promise<Ended> =>
    runProcess('aws', args, { env, cwd: lab.home })

  it('is refused with a tampered secret', async () => {
    const env = { ...lab.placeEnv, ...keysEnv(tampered(keys)) }
    const { exitCode, stderr } = await aws(['sts', 'get-caller-identity'], env)
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('SignatureDoesNotMatch')
  })

  it('uses the keys', async () => {
    const env = { ...lab.placeEnv, ...keysEnv(keys) }
    const [who, made] = await Promise.all([
      aws(['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'], env),
      aws(['s3', 'mb', 's3://cli-keys'], env),
    ])
    expect(who).toEqual({ exitCode: 0, stdout: `${identity}\n`, stderr: '' })
    expect(made).toEqual({ exitCode: 0, stdout: 'make_bucket: cli-keys\n', stderr: '' })
    writeFileSync(join(lab.home, 'hello.txt'), 'Hello, Ada')
    expect(await aws(['s3', 'cp', 'hello.txt', 's3://cli-keys/', '--quiet'], env)).toMatchObject({
      exitCode: 0,
    })
    const [read, listed] = await Promise.all([
      aws(['s3', 'cp', 's3://cli-keys/hello.txt', '-'], env),
      aws(['s3', 'ls'], env),
    ])
    expect(read.stdout).toBe('Hello, Ada')
    expect(listed.stdout).toMatch(/ cli-keys$/m)
  })

  it('uses the profile, as the seed does, and the command that was printed', async () => {
    const [listed, pasted] = await Promise.all([
      aws(['s3', 'ls', '--profile', profile], profileEnv),
      runProcess('sh', ['-c', useIt], { env: profileEnv }),
    ])
    expect(listed).toMatchObject({ exitCode: 0, stderr: '' })
    expect(pasted).toMatchObject({ exitCode: 0, stderr: '' })
    expect(pasted.stdout).toContain(`"Arn": "${identity}"`)
  })

  it('uses the printed command in the shell that issued, too', async () => {
    const pasted = await runProcess('sh', ['-c', useIt], { env: { ...lab.issuerEnv } })
    expect(pasted.stdout).toContain(`"Arn": "${identity}"`)
  })
})

function jsonLines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

function readLines({ stdout, stderr }: Ended): readonly unknown[] {
  expect(stderr).toBe('')
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}
