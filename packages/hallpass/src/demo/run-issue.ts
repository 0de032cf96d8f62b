import { spawn } from 'node:child_process'
import { HallpassError, type Environment, isRecord } from '../base/index.ts'

/** What the demo uses of what `hallpass issue -o json` prints. */
export interface IssuedJson {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly consoleMagicLink: string
  readonly assumedRoleArn: string
}

/**
 * Runs `hallpass issue` as a process of its own, as a person would, and returns what it printed. Secrets
 * travel in the environment, never in the arguments.
 *
 * @throws HallpassError `AwsRefused` with what the process said, when it failed
 */
export async function runIssue(
  args: readonly string[],
  env: Environment,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly json: IssuedJson }> {
  const program = process.argv[1] ?? ''
  const child = spawn(process.execPath, [program, 'issue', ...args], {
    signal,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  let text = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => (signal.aborted ? resolve(null) : reject(error)))
    child.on('close', resolve)
  })
  if (signal.aborted) throw new HallpassError('Aborted', 'stopped before the keys were issued')
  if (code !== 0) {
    throw new HallpassError('AwsRefused', `hallpass issue ended with exit code ${code}`, {
      hint: said.trim(),
    })
  }
  return { text, json: readIssued(text) }
}

function readIssued(text: string): IssuedJson {
  const answer: unknown = JSON.parse(text)
  const field = (name: string): string => {
    const value = isRecord(answer) ? answer[name] : undefined
    if (typeof value !== 'string')
      throw new HallpassError('ResponseInvalid', `hallpass issue printed no ${name}`)
    return value
  }
  return {
    accessKeyId: field('AccessKeyId'),
    secretAccessKey: field('SecretAccessKey'),
    sessionToken: field('SessionToken'),
    consoleMagicLink: field('ConsoleMagicLink'),
    assumedRoleArn: field('AssumedRoleArn'),
  }
}
