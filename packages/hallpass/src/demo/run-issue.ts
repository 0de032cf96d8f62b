import { spawn } from 'node:child_process'
import { HallpassError } from '../errors.ts'
import type { Environment } from '../aws/settings.ts'

/** What `hallpass issue -o json` prints. */
export interface IssuedJson {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken: string
  readonly ConsoleMagicLink: string | null
  readonly Expiration: string
  readonly AssumedRoleArn: string
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
): Promise<{ readonly text: string; readonly json: IssuedJson }> {
  const program = process.argv[1] ?? ''
  const child = spawn(process.execPath, [program, 'issue', ...args], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  let text = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) {
    throw new HallpassError('AwsRefused', `hallpass issue ended with exit code ${code}`, { hint: said.trim() })
  }
  return { text, json: JSON.parse(text) as IssuedJson }
}
