import { randomBytes } from 'node:crypto'
import {
  linkSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'

import { DataError } from '../snapshot/index.ts'
import { isCode, noFile } from './journal.ts'

/** A process, so that it is not taken for another one with the same number. */
interface Owner {
  readonly pid: number
  /** When it was started, as the kernel counts; empty where that cannot be known. */
  readonly started: string
  /** The machine since it was started, and the part of it that its processes see. */
  readonly machine: string
  /** The folder, as its file system tells it from others: a copy of it is another one. An earlier version's lock has none. */
  readonly folder?: string
}

/** How often the owner shows that it is there, for those who cannot see its process. */
const beatMs = 2000
/** After how long of nothing such an owner is gone. */
const goneAfterMs = 10_000
/** For how long an owner needs not look whether it is the owner still. */
const sureForMs = goneAfterMs / 2

/** A lock that was taken. */
export interface Lock {
  /**
   * Whether nobody else took it over. Asked before anything is written: a process that stood still for so long that
   * it looked gone may find another one's.
   */
  readonly isHeld: () => boolean
  /** Gives it up. */
  readonly release: () => void
}

/**
 * Takes a lock: a file that names its owner. The lock of a process that does not run any more is taken over: at once
 * where processes can be looked at, after ten seconds where its owner was on another machine or in another container.
 *
 * @throws DataError `InUse`; the system's error
 */
export function takeLock(path: string): Lock {
  const own = JSON.stringify({
    pid: process.pid,
    started: startOf(process.pid) ?? '',
    machine: machine(),
    folder: folderOf(path),
  })
  const mine = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(mine, own, { mode: 0o600, flag: 'wx' })
  try {
    for (let attempts = 0; !isTaken(mine, path); attempts += 1) {
      // Somebody else takes it over at the same moment, again and again.
      if (attempts > 100) throw inUse(path, undefined)
    }
  } finally {
    rmSync(mine, { force: true })
  }
  let isLost = false
  let seenAt = Date.now()
  const isHeld = (sureFor: number): boolean => {
    if (isLost || Date.now() - seenAt <= sureFor) return !isLost
    const there = contentOf(path)
    // Whoever deletes it has decided.
    isLost = there !== undefined && there !== own
    seenAt = Date.now()
    return !isLost
  }
  const beat = setInterval(() => {
    if (!isHeld(0)) return
    try {
      utimesSync(path, new Date(), new Date())
    } catch {
      // It was deleted.
    }
  }, beatMs).unref()
  return {
    isHeld: () => isHeld(sureForMs),
    release: () => {
      clearInterval(beat)
      if (contentOf(path) === own) rmSync(path, { force: true })
    },
  }
}

/** A link is there with all that it says, or it is not. */
function isTaken(mine: string, path: string): boolean {
  try {
    linkSync(mine, path)
    return true
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  }
  const seen = contentOf(path)
  if (seen === undefined) {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined) return false
    if (!stat.isFile()) throw noFile(path)
    // The system says why it cannot be read.
    readFileSync(path)
    return false
  }
  const owner = ownerIn(seen)
  if (owner === undefined ? isFresh(path) : isRunning(owner, path)) throw inUse(path, owner)
  const aside = `${mine}.aside`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    throw error
  }
  // Another one was quicker, and it is theirs that was taken: it goes back, unless a third has it by now.
  try {
    if (contentOf(aside) !== seen) linkSync(aside, path)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(aside, { force: true })
  }
  return false
}

function isRunning(owner: Owner, path: string): boolean {
  // Its owner keeps it fresh; that of a copy, or one that has the folder by another way, is known by nothing else.
  if (owner.machine !== machine() || isCopied(owner, path)) return isFresh(path)
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false
  }
  return owner.started === '' || startOf(owner.pid) === owner.started
}

function isCopied({ folder }: Owner, path: string): boolean {
  return folder !== undefined && folder !== folderOf(path)
}

function folderOf(path: string): string {
  const { dev, ino } = statSync(dirname(path), { bigint: true })
  return `${dev}:${ino}`
}

function isFresh(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs < goneAfterMs
  } catch {
    return false
  }
}

/** When a process was started; `undefined` when it has ended, or cannot be looked at. */
function startOf(pid: number): string | undefined {
  const stat = contentOf(`/proc/${pid}/stat`)
  // The second field is the program's name, which may hold anything.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return state === 'Z' ? undefined : fields[18]
}

function machine(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/** Of a pipe, which would be waited for, nothing. */
function contentOf(path: string): string | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}

function ownerIn(text: string): Owner | undefined {
  try {
    const owner: Owner = JSON.parse(text)
    return Number.isInteger(owner.pid) ? owner : undefined
  } catch {
    return undefined
  }
}

function inUse(path: string, owner: Owner | undefined): DataError {
  const folder = path.replace(/\/[^/]*$/, '')
  if (owner !== undefined && owner.machine === machine() && isCopied(owner, path)) {
    return new DataError(
      'InUse',
      `${folder} has the lock of process ${owner.pid}, as a copy of what that has in use`,
      `sleep ${goneAfterMs / 1000}: a copy is free by then`,
    )
  }
  const here = owner?.machine === machine()
  const who =
    owner === undefined
      ? 'another process'
      : `process ${owner.pid}${here ? '' : ' of another machine or container'}`
  return new DataError(
    'InUse',
    `${folder} is in use by ${who}`,
    here && owner !== undefined
      ? `kill ${owner.pid}`
      : `stop it; where it has ended, it is free ${goneAfterMs / 1000} seconds later`,
  )
}
