import { readdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { HallpassError } from '../base/index.ts'
import { type HeldLock, lockPath, sweep, systemFiles, tryLock } from '../safe-file/index.ts'
import { isTemporary } from './write-whole.ts'

const lockedName = 'each'

/**
 * Who may write to a folder can put links and files of theirs in the place of those that are handed out.
 *
 * @throws HallpassError `OutputUnwritable`
 */
export function refuseShared(path: string): void {
  if (process.platform === 'win32' || (systemFiles.statSync(path).mode & 0o022) === 0) return
  throw new HallpassError('OutputUnwritable', `others can write to ${path}: nothing secret is put there`, {
    hint: 'choose a new folder with --out, take it from them (chmod go-w), or use it all the same with --force',
    facts: { file: path },
  })
}

/**
 * Takes a folder for this process alone.
 *
 * @throws HallpassError `OutputUnwritable` while another one has it
 */
export function takeLock(path: string): HeldLock {
  const attempt = tryLock(lockPath(join(path, lockedName)), { fs: systemFiles })
  if ('held' in attempt) return attempt.held
  const { heldBy } = attempt
  const who =
    heldBy === undefined ? 'another process' : `process ${heldBy.holder.pid} on ${heldBy.holder.host}`
  throw new HallpassError('OutputUnwritable', `${path} is being written to by ${who}`, {
    hint:
      attempt.state === 'unknown'
        ? `if you know that it has ended, remove ${lockPath(join(path, lockedName))}`
        : 'run it again when that has finished, or choose another folder with --out',
    facts: { file: path },
  })
}

/** For the holder of the lock only: nobody else has a temporary file in the folder then. */
export function removeLeftovers(path: string): void {
  sweep(join(path, lockedName), { fs: systemFiles })
  for (const name of readdirSync(path)) if (isTemporary(name)) unlinkSync(join(path, name))
}
