import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { openConnection } from './connection.ts'

/** A server in a process of its own. */
export interface Background {
  readonly url: URL
  readonly pid: number
  /** Milliseconds from the start of the process to its first answer. */
  readonly readyMs: number
  /** What it has printed so far. */
  readonly printed: () => string
  readonly stop: () => Promise<void>
}

export interface BackgroundCommand {
  readonly file: string
  readonly args: (port: number) => readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const patienceMs = 60_000
// A server that has a PostgreSQL below it is given the time to end that too.
const stopPatienceMs = 20_000
// Far below what is measured, and too seldom to take the processor from it.
const askEveryMs = 2

/** Starts a server on a free port of loopback and asks it until it answers anything at all. */
export async function startBackground(command: BackgroundCommand): Promise<Background> {
  const port = await freePort()
  const url = new URL(`http://127.0.0.1:${port}`)
  const began = performance.now()
  const child = spawn(command.file, command.args(port), {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...command.env },
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  endWithThis(child)
  const stop = (): Promise<void> => stopChild(child)
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() - began > patienceMs) {
      await stop()
      throw new Error(`${command.file} did not answer on port ${port}`)
    }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
  return { url, pid: child.pid ?? 0, readyMs: performance.now() - began, printed: () => text, stop }
}

/** Sees to it that a process does not outlive this one, however this one ends. */
export function endWithThis(child: ChildProcess): void {
  running.add(child)
  child.once('close', () => running.delete(child))
}

/** Ends a process that was started here, by its id. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs)
  await closed
  clearTimeout(impatient)
}

async function answers(url: URL): Promise<boolean> {
  try {
    const connection = await openConnection(url)
    try {
      const headers = `host: ${url.host}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 0`
      await connection.post(headers, '')
      return true
    } finally {
      connection.close()
    }
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
