import { type ChildProcess, spawn } from 'node:child_process'

import { built } from '../../../../test/built.ts'
import { cleanEnvironment } from '../../../../test/clean-environment.ts'

/** The built local AWS with a data directory, as a process of its own. */
export interface KeptProcess {
  readonly url: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly child: ChildProcess
  /** As `kill -9`: it is told nothing. */
  readonly kill: () => Promise<void>
  /** As Ctrl-C; resolves to its exit code. */
  readonly stop: () => Promise<number | null>
}

/**
 * Starts it and waits until it answers.
 *
 * @param through words before the command, e.g. a shell that sets a limit
 * @throws Error with what it wrote to stderr when it ends instead
 */
export async function startKept(data: string, through: readonly string[] = []): Promise<KeptProcess> {
  const command = [...through, process.execPath, built.localAws, '--data', data, '--quiet']
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: cleanEnvironment({}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  const line = (name: string) => new RegExp(`^export ${name}=(.*)$`, 'm').exec(stdout)?.[1]
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => reject(new Error(`the local AWS ended with ${code}: ${stderr}`)))
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      if (stdout.includes('AWS_SESSION_TOKEN')) resolve()
    })
  })
  const end = (signal: 'SIGKILL' | 'SIGINT') => {
    child.kill(signal)
    return closed
  }
  return {
    url: line('AWS_ENDPOINT_URL') ?? '',
    keys: {
      accessKeyId: line('AWS_ACCESS_KEY_ID') ?? '',
      secretAccessKey: line('AWS_SECRET_ACCESS_KEY') ?? '',
    },
    child,
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGINT'),
  }
}
