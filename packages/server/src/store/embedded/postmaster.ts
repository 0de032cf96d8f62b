import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { HallpassError } from 'hallpass'
import type { Binaries } from './binaries.ts'
import { giveTo, type RunAs } from './run-as.ts'

/** What a running PostgreSQL wrote into its data folder. */
export interface PostmasterRecord {
  readonly pid: number
  readonly socketFolder: string
  readonly ready: boolean
}

/** Reads `postmaster.pid`; nothing where it is missing, half written, or its process is gone. */
export function readPostmaster(data: string): PostmasterRecord | undefined {
  const lines = readPidFile(data)?.split('\n') ?? []
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isPostgres(pid)) return undefined
  return { pid, socketFolder: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' }
}

function readPidFile(data: string): string | undefined {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8')
  } catch {
    return undefined
  }
}

export interface StartOptions {
  readonly data: string
  readonly socketFolder: string
  readonly logFile: string
  readonly binaries: Binaries
  readonly account: RunAs
}

const startDeadlineMs = 60_000
const maxLogBytes = 10_000_000

/**
 * Starts PostgreSQL on a unix socket and waits until it takes connections. Of a PostgreSQL that was killed, some
 * processes may still be ending: then it is tried again.
 *
 * @throws HallpassError `DatabaseUnavailable` when it does not come up
 */
export async function startPostmaster(options: StartOptions): Promise<PostmasterRecord> {
  const deadline = performance.now() + startDeadlineMs
  for (;;) {
    const running = readPostmaster(options.data)
    if (running?.ready === true) return running
    // PostgreSQL itself would take whoever has its old number now for a postmaster.
    if (running === undefined) rmSync(join(options.data, 'postmaster.pid'), { force: true })
    const child = spawnPostgres(options)
    const started = await untilReady(options.data, child, deadline)
    if (started !== undefined) return started
    if (performance.now() > deadline) {
      throw new HallpassError('DatabaseUnavailable', 'the embedded PostgreSQL does not start', {
        hint: `its log says why: ${options.logFile}`,
        facts: { file: options.logFile },
      })
    }
    await wait(50)
  }
}

function spawnPostgres({ data, socketFolder, logFile, binaries, account }: StartOptions): ChildProcess {
  const log = openSync(logFile, sizeOf(logFile) > maxLogBytes ? 'w' : 'a', 0o600)
  giveTo(logFile, account)
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${socketFolder}`,
    'unix_socket_permissions=0700',
    'max_connections=60',
    'shared_buffers=32MB',
    'jit=off',
    'timezone=UTC',
    'log_timezone=UTC',
  ]
  const child = spawn(binaries.postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...account,
    cwd: data,
    env: { ...process.env, ...binaries.environment },
    stdio: ['ignore', log, log],
    // In a session of its own: Ctrl-C is for us, and we stop it when our own work is done.
    detached: true,
  })
  closeSync(log)
  child.on('error', () => {})
  child.unref()
  return child
}

async function untilReady(
  data: string,
  child: ChildProcess,
  deadline: number,
): Promise<PostmasterRecord | undefined> {
  while (performance.now() < deadline) {
    const running = readPostmaster(data)
    // Ours or another's that was quicker: whose it is, the lock inside decides.
    if (running?.ready === true) return running
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return undefined
    await wait(5)
  }
  if (child.pid !== undefined) signal(child.pid, 'SIGQUIT')
  return undefined
}

/** Stops PostgreSQL: transactions under way are taken back, everything else is written. */
export async function stopPostmaster(data: string, pid: number): Promise<void> {
  signal(pid, 'SIGINT')
  const patience = performance.now() + 10_000
  while (readPostmaster(data)?.pid === pid) {
    // Loses nothing either: the next start recovers.
    if (performance.now() > patience) signal(pid, 'SIGQUIT')
    await wait(5)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone.
  }
}

/** Whether a process is there, and is PostgreSQL. */
export function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return commandOf(pid) === 'postgres'
}

/** After a restart of the machine the number in the file may be somebody else's. Known on Linux only. */
function commandOf(pid: number): string {
  if (process.platform !== 'linux') return 'postgres'
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
