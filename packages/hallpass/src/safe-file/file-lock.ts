import { errorCode } from '../base/index.ts'
import { basename, dirname, join } from 'node:path'
import type { FileSystem } from './file-system.ts'
import {
  createRecord,
  formatLockRecord,
  type LockRecord,
  parseLockRecord,
  readRecord,
} from './lock-record.ts'
import { judgeHolder, ownIdentity, type ProcessIdentity, probeProcess } from './process-identity.ts'

/** How a lock is tried for; every part can be replaced. */
export interface LockContext {
  readonly fs: FileSystem
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined
  readonly self?: ProcessIdentity | undefined
  readonly probe?: typeof probeProcess | undefined
}

// Not `node:crypto`'s, which loads all of cryptography at once: most commands only read.
const systemRandomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size))

/** A lock that this process holds. */
export interface HeldLock {
  readonly id: string
  release(): void
}

/** What one try came to: the lock, or who has it. */
export type LockAttempt =
  | { readonly held: HeldLock }
  | { readonly heldBy: LockRecord | undefined; readonly state: 'alive' | 'dead' | 'unknown' }

/** The lock of a file, beside it. */
export function lockPath(target: string): string {
  return join(dirname(target), `${lockPrefix(target)}lock`)
}

/** What the names of all files begin with that stand beside `target` while it is changed. */
export function lockPrefix(target: string): string {
  return `.${basename(target)}.hallpass-`
}

/**
 * Tries once, without waiting, to take the lock at `path`, over a dead holder if need be.
 *
 * Why two processes can never both hold it, and no dead holder keeps it for ever:
 *
 * 1. A lock is created with its holder's name in it, in one step that fails if it exists; it has an id that no
 *    other lock ever had. A living holder alone removes its lock.
 * 2. A lock with a dead holder is never removed, for somebody may have put a new one there since we looked. It
 *    is *replaced*, by a rename, and only by the process that holds the **claim** on it: a lock of the same
 *    kind at `path.<id of the dead lock>`. While one process holds the claim and its holder is dead, nobody can
 *    change what is at `path`: not the dead one, not a newcomer (creation fails), not another successor (it has
 *    not got the claim).
 * 3. So, holding the claim, we look again. If the dead lock is still there, it stays there until our rename,
 *    which puts our lock in its place with no moment in between. If something else is there, somebody else has
 *    succeeded to it (and let go of the claim) before we got the claim, and we let go of it too.
 * 4. A successor may die holding the claim. The claim is a lock: it is taken over by the same rule, with a
 *    claim on the claim. The ids differ, so this ends after as many steps as processes died this way.
 *
 * Claims on locks that are gone are worthless whoever holds them (an id never comes back), which is why the next
 * holder may sweep those of the dead away.
 */
export function tryLock(path: string, context: LockContext): LockAttempt {
  const { fs, self = ownIdentity(), probe = probeProcess, randomBytes = systemRandomBytes } = context
  const id = Buffer.from(randomBytes(16)).toString('hex')
  const text = formatLockRecord({ id, holder: self })
  const scratch = `${path}-${id}`
  const held = { held: { id, release: () => remove(path, fs) } }
  // Looking first: many waiters that look disturb nobody, many that try to create hold up the whole folder.
  let found = readRecord(path, fs)
  if (found === undefined) {
    try {
      createRecord(path, text, scratch, fs)
      return held
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    found = readRecord(path, fs)
  }
  if (found === undefined) return { heldBy: undefined, state: 'alive' }
  // A network file system may carry out the creation and lose its answer.
  if (found === text) return held
  const heldBy = parseLockRecord(found)
  if (heldBy === undefined) return { heldBy, state: 'unknown' }
  const state = judgeHolder(heldBy.holder, self, probe)
  if (state !== 'dead') return { heldBy, state }
  const claim = tryLock(`${path}.${heldBy.id}`, context)
  if (!('held' in claim)) return { heldBy, state }
  try {
    if (readRecord(path, fs) !== found) return { heldBy, state }
    createRecord(scratch, text, `${scratch}-`, fs)
    fs.renameSync(scratch, path)
    return held
  } finally {
    releaseClaim(claim.held)
  }
}

function remove(path: string, fs: FileSystem): void {
  try {
    fs.unlinkSync(path)
  } catch (error) {
    // A person has removed it, on the advice of ProfileFileLocked's hint.
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

function releaseClaim(claim: HeldLock): void {
  try {
    claim.release()
  } catch {
    // It has been swept away, or cannot be removed: in either case what it was a claim on is gone, and the
    // lock itself, if we have it by now, must reach the caller.
  }
}

/**
 * Removes what processes that were killed have left beside `target`: temporary files, claims, locks not yet in
 * place. Only for the holder of the lock: nobody else has a temporary file then, and the rest is removed when
 * the process named in it is dead. Failures are let pass: these files do no harm.
 */
export function sweep(target: string, context: LockContext): void {
  const { fs, self = ownIdentity(), probe = probeProcess } = context
  const folder = dirname(target)
  const prefix = lockPrefix(target)
  for (const name of namesIn(folder, fs)) {
    if (!name.startsWith(prefix) || name === `${prefix}lock`) continue
    const path = join(folder, name)
    try {
      if (!name.startsWith(`${prefix}new-`)) {
        const record = parseLockRecord(readRecord(path, fs) ?? '')
        if (record === undefined || judgeHolder(record.holder, self, probe) !== 'dead') continue
      }
      fs.unlinkSync(path)
    } catch {
      continue
    }
  }
}

function namesIn(folder: string, fs: FileSystem): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}
