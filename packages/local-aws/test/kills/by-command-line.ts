import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { cleanEnvironment } from '../../../../test/clean-environment.ts'
import { type KeptProcess, startKept } from './process.ts'
import type { Killed } from './run.ts'

/** A command of the AWS CLI: how it ended, and what it said. */
interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * As `killAgainAndAgain`, with the AWS CLI as a person has it: `s3 cp`, `ssm put-parameter` and `sqs send-message`, one
 * after the other. What ended with exit code 0 is acknowledged.
 *
 * @param options.random from 0 to below 1: when it is killed
 */
export async function killUnderCommandLine({
  kills,
  random,
  log,
}: {
  readonly kills: number
  readonly random: () => number
  readonly log: (line: string) => void
}): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-kills-'))
  const data = join(folder, 'data')
  const problems: string[] = []
  const startMs: number[] = []
  const copied = new Map<string, string>()
  const parameters = new Map<string, string>()
  const messages = new Set<string>()
  let maybeSent = 0
  let running: KeptProcess | undefined

  const start = async (): Promise<KeptProcess> => {
    const began = performance.now()
    running = await startKept(data)
    startMs.push(performance.now() - began)
    return running
  }
  const aws = ({ url, keys }: KeptProcess, ...words: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const env = cleanEnvironment({
        AWS_ENDPOINT_URL: url,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_DEFAULT_REGION: 'us-east-1',
        // No call is made again: it would hide what was lost, and what was doubled.
        AWS_MAX_ATTEMPTS: '1',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: join(folder, 'none'),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      })
      // SQS has an address of its own in the older CLI, which heeds the flag alone.
      const argv = ['--endpoint-url', url, ...words]
      execFile('aws', argv, { env, encoding: 'utf8' }, (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr })
      })
    })
  const done = async (server: KeptProcess, ...words: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await aws(server, ...words)
    if (exitCode !== 0) throw new Error(`aws ${words.join(' ')}: ${exitCode} ${stderr}`)
    return stdout.trim()
  }
  const queueOf = ({ url }: KeptProcess): string => `${url}/111122223333/lab`

  /** One of each at once, and whoever ends well counts. */
  const step = async (server: KeptProcess, kill: number): Promise<void> => {
    const name = `kill-${kill}`
    const path = join(folder, name)
    writeFileSync(path, `${name} `.repeat(kill % 2 === 0 ? 10 : 20_000))
    maybeSent += 1
    const [cp, put, send] = await Promise.all([
      aws(server, 's3', 'cp', path, `s3://lab/${name}`),
      aws(server, 'ssm', 'put-parameter', '--name', `/lab/${name}`, '--type', 'String', '--value', name),
      aws(server, 'sqs', 'send-message', '--queue-url', queueOf(server), '--message-body', name),
    ])
    if (cp.exitCode === 0) copied.set(name, path)
    if (put.exitCode === 0) parameters.set(`/lab/${name}`, name)
    if (send.exitCode === 0) messages.add(name)
  }
  const check = async (server: KeptProcess): Promise<readonly string[]> => {
    const back = join(folder, 'back')
    const found: string[] = []
    await done(server, 's3', 'sync', 's3://lab', back, '--only-show-errors')
    for (const [name, path] of copied) {
      const difference = await new Promise((resolve) => {
        execFile('cmp', [path, join(back, name)], (error) => resolve(error))
      })
      if (difference !== null) found.push(`s3://lab/${name} is not what was copied there`)
    }
    const texts = await done(
      server,
      'ssm',
      'get-parameters-by-path',
      '--path',
      '/lab',
      '--query',
      'Parameters[].[Name,Value]',
      '--output',
      'text',
    )
    const there = new Map(
      texts.split('\n').map((line): [string, string] => {
        const [name = '', value = ''] = line.split('\t')
        return [name, value]
      }),
    )
    for (const [name, value] of parameters) {
      if (there.get(name) !== value) found.push(`${name} is ${there.get(name) ?? 'missing'}, not ${value}`)
    }
    const count = await done(
      server,
      'sqs',
      'get-queue-attributes',
      '--queue-url',
      queueOf(server),
      '--output',
      'text',
      '--attribute-names',
      'All',
      '--query',
      'Attributes.ApproximateNumberOfMessages',
    )
    if (Number(count) < messages.size || Number(count) > maybeSent) {
      found.push(`${count} messages, not from ${messages.size} to ${maybeSent}`)
    }
    return found
  }

  try {
    const first = await start()
    await done(first, 's3', 'mb', 's3://lab')
    await done(first, 'sqs', 'create-queue', '--queue-name', 'lab')
    // How long a step takes here: a kill shall come in it, and now and then behind it.
    const began = performance.now()
    await step(first, 0)
    const stepMs = performance.now() - began
    for (let kill = 1; kill <= kills; kill += 1) {
      const server = running ?? (await start())
      const stepped = step(server, kill)
      await wait(stepMs * (0.4 + 0.8 * random()))
      await server.kill()
      await stepped
      running = undefined
      problems.push(...(await check(await start())).map((problem) => `kill ${kill}: ${problem}`))
      log(`${kill} kills under the AWS CLI, ${problems.length} problems`)
    }
    if ((await running?.stop()) !== 0) problems.push('it did not end well')
    running = undefined
    return { problems, acknowledged: copied.size + parameters.size + messages.size, startMs }
  } finally {
    await running?.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
