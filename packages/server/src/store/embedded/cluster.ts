import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { HallpassError } from 'hallpass'
import pg from 'pg'
import { connectionConfig, type DatabaseAddress } from '../connection/index.ts'
import { findBinaries } from './binaries.ts'
import { initialise } from './initialise.ts'
import {
  isPostgres,
  readPostmaster,
  startPostmaster,
  type StartOptions,
  stopPostmaster,
} from './postmaster.ts'
import { closedFolder, giveTo, runAs } from './run-as.ts'

/** The embedded PostgreSQL, running. */
export interface Cluster {
  readonly address: DatabaseAddress
  /** Its process; another one after it was killed and started again. */
  pid(): number
  /** Stops it cleanly, and waits until it has ended. */
  close(): Promise<void>
}

export interface ClusterOptions {
  /** A folder of its own; made if missing. All data is below. */
  readonly folder: string
  /** Told when PostgreSQL was gone and has been started again. */
  readonly onRestart?: () => void
}

/**
 * Starts the embedded PostgreSQL, or takes over the one that a killed server left running on the same data.
 *
 * @throws HallpassError `DataFolderInUse` when another server has the folder
 * @throws HallpassError `DataFolderUnusable` when PostgreSQL may not enter it
 */
export async function startCluster({ folder: given, onRestart }: ClusterOptions): Promise<Cluster> {
  const folder = resolve(given)
  const account = runAs()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  giveTo(folder, account)
  refuseClosed(folder, account)
  const binaries = findBinaries(folder, account)
  const data = await initialise(folder, binaries, account)
  const left = readPostmaster(data)
  const socket = left === undefined ? socketFolder(folder) : { path: left.socketFolder, temporary: false }
  giveTo(socket.path, account)
  const start: StartOptions = {
    data,
    socketFolder: socket.path,
    logFile: join(folder, 'postgresql.log'),
    binaries,
    account,
  }
  const run = {
    current: left?.ready === true ? left : await startPostmaster(start),
    closing: false,
    restarting: Promise.resolve(),
  }
  const address = { socketFolder: run.current.socketFolder, user: 'hallpass', database: 'postgres' }
  const isRunning = (): boolean => isPostgres(run.current.pid)
  let lock = await takeLock(address, folder, isRunning)
  // It may be killed again while it starts: then again, until it runs. That it is away is told by every query.
  const restart = async (): Promise<void> => {
    for (let waitMs = 50; !run.closing; waitMs = Math.min(waitMs * 2, 2000)) {
      try {
        run.current = await startPostmaster(start)
        lock = await takeLock(address, folder, isRunning)
        watch()
        onRestart?.()
        return
      } catch {
        await wait(waitMs)
      }
    }
  }
  const watch = (): void => {
    void lock.lost.then(() => {
      if (!run.closing) run.restarting = restart()
    })
  }
  watch()
  return {
    address,
    pid: () => run.current.pid,
    close: async () => {
      run.closing = true
      await run.restarting
      await stopPostmaster(data, run.current.pid)
      await lock.close()
      if (socket.temporary) rmSync(socket.path, { recursive: true, force: true })
    },
  }
}

function refuseClosed(folder: string, account: { readonly uid?: number }): void {
  const closed = closedFolder(folder, account)
  if (closed === undefined) return
  throw new HallpassError('DataFolderUnusable', `PostgreSQL may not enter ${closed}`, {
    hint: 'it does not run as root: name another folder with --data, for example --data /var/lib/hallpass',
    facts: { file: closed },
  })
}

// A unix socket's path has 107 bytes at most, `/.s.PGSQL.5432` included.
const maxSocketFolderBytes = 90

function socketFolder(folder: string): { path: string; temporary: boolean } {
  const short = Buffer.byteLength(folder) <= maxSocketFolderBytes
  const path = short ? join(folder, 'run') : mkdtempSync(join(tmpdir(), 'hallpass-'))
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o700)
  return { path, temporary: !short }
}

interface Lock {
  /** Settles when the connection that holds the lock is gone: PostgreSQL was killed, or we close. */
  readonly lost: Promise<void>
  close(): Promise<void>
}

const lockDeadlineMs = 3000
const connectDeadlineMs = 60_000

/** The lock dies with the connection, and the connection with its process: nothing is left to clean up. */
async function takeLock(address: DatabaseAddress, folder: string, isRunning: () => boolean): Promise<Lock> {
  const client = await connect(address, performance.now() + connectDeadlineMs, isRunning)
  const lost = new Promise<void>((done) => client.once('end', done))
  const deadline = performance.now() + lockDeadlineMs
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('hallpass server', 0)) as taken`,
    )
    if (rows[0]?.taken === true) return { lost, close: () => client.end() }
    if (performance.now() > deadline) break
    await wait(50)
  }
  await client.end()
  throw new HallpassError('DataFolderInUse', `another server is using ${folder}`, {
    hint: 'stop it, name another folder with --data, or let both use one PostgreSQL with DATABASE_URL',
    facts: { file: folder },
  })
}

/** Recovering after a kill, PostgreSQL refuses connections for a moment; one that is gone takes none any more. */
async function connect(
  address: DatabaseAddress,
  deadline: number,
  isRunning: () => boolean,
): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client(connectionConfig(address))
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      if (performance.now() > deadline || !isRunning()) {
        throw new HallpassError('DatabaseUnavailable', 'the embedded PostgreSQL takes no connection', {
          cause: error,
        })
      }
      await wait(20)
    }
  }
}
