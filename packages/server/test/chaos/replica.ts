import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/hallpass-server.cjs', import.meta.url))

/** A replica in a process of its own, on a port that stays the same. */
export interface Replica {
  readonly url: string
  /** All that it ever printed, over all its lives. */
  readonly printed: () => string
  /** How often it ended without having been told to. */
  readonly crashes: () => number
  /** Ends it by SIGKILL. */
  kill(): Promise<void>
  /** Starts it, and waits until it takes requests. */
  start(): Promise<void>
  stop(): Promise<void>
}

const patienceMs = 90_000

/** Prepares a replica; it runs once it was started. */
export async function prepareReplica(
  flags: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Replica> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let text = ''
  let crashes = 0
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const closed = once(running, 'close')
    running.kill(signal)
    await closed
  }
  const launch = (): ChildProcess => {
    const started = spawn(process.execPath, [bin, '--port', String(port), ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    })
    started.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part))
    started.stderr?.setEncoding('utf8').on('data', (part: string) => (text += part))
    started.once('close', (code, signal) => {
      if (child !== started) return
      child = undefined
      // It says why when PostgreSQL is away as it starts; anything else is a crash.
      if (code !== 5) {
        crashes += 1
        text += `[the replica ended by itself: ${code ?? signal}]\n`
      }
    })
    return started
  }
  return {
    url,
    printed: () => text,
    crashes: () => crashes,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start: async () => {
      const deadline = performance.now() + patienceMs
      while (!(await isReady(url))) {
        // As a supervisor would: started again until PostgreSQL is there.
        child ??= launch()
        if (performance.now() > deadline)
          throw new Error(`${url} does not become ready: ${text.slice(-2000)}`)
        await wait(50)
      }
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/v1/ready`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
