import { spawn } from 'node:child_process'
import { built } from './built.ts'
import { cleanEnvironment } from './clean-environment.ts'

/** The built local AWS, running as a process of its own. */
export interface LocalAwsProcess {
  readonly url: string
  /** The variables of its `export` lines: endpoint, sign-in, regions and the administrator's key. */
  readonly env: Readonly<Record<string, string>>
  /** Everything it wrote to stderr. */
  readonly stderr: () => string
  /**
   * The lines of its log since `mark`, without time, complete up to now.
   *
   * @param mark - how many lines to pass over; `log().length` of an earlier call
   */
  readonly log: (mark?: number) => Promise<readonly string[]>
  /** Everything it wrote to stdout. */
  readonly stdout: () => string
  /** Stops it as Ctrl-C does; resolves to its exit code. */
  readonly stop: () => Promise<number | null>
}

const line = /^\d\d:\d\d:\d\d (.*)$/gm

/**
 * Starts the built local AWS on a free port and waits until it answers.
 *
 * @param command - the words that start it. Default: its own launcher
 */
export async function startLocalAws(
  command: readonly string[] = [process.execPath, built.localAws],
): Promise<LocalAwsProcess> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    env: cleanEnvironment({}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  const env = await new Promise<Record<string, string>>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`the local AWS ended with ${code}: ${stderr}`)))
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      const exported = Object.fromEntries(
        [...stdout.matchAll(/^export (\w+)=(.*)\n/gm)].map(([, name = '', value = '']) => [name, value]),
      )
      if (exported['AWS_SECRET_ACCESS_KEY']) resolve(exported)
    })
  })
  const url = env['AWS_ENDPOINT_URL'] ?? ''
  let sentinels = 0
  return {
    url,
    env,
    stdout: () => stdout,
    stderr: () => stderr,
    log: async (mark = 0) => {
      // The log comes through a pipe: once this request's line is there, so are those before it.
      sentinels += 1
      const sentinel = `sentinel-${sentinels}-asked`
      await fetch(`${url}/${sentinel}`).then((answer) => answer.arrayBuffer())
      for (let waits = 0; !stderr.includes(sentinel); waits += 1) {
        if (waits > 2_000) throw new Error(`the local AWS did not log the request for ${sentinel}: ${stderr}`)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      return [...stderr.matchAll(line)]
        .map(([, text = '']) => text)
        .filter((text) => !text.includes('sentinel-'))
        .slice(mark)
    },
    stop: async () => {
      child.removeAllListeners('exit')
      child.kill('SIGINT')
      return closed
    },
  }
}
