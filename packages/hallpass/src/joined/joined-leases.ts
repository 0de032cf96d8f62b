import { createHash } from 'node:crypto'
import { readdirSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../base/index.ts'
import { editFile, fileError, readRegularFile } from '../safe-file/index.ts'
import { formatJoinedLease, type JoinedLease, parseJoinedLease } from './joined-lease.ts'

/** The leases that this machine has joined, a 0600 file each. */
export interface JoinedLeases {
  /** All of them, the one that was joined last first. */
  list(): JoinedLease[]
  /** The one of a profile. */
  read(profile: string): JoinedLease | undefined
  /** @throws HallpassError `ProfileFileUnreadable`, `ProfileFileLocked` */
  write(lease: JoinedLease, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
  /** Whether there was one. */
  remove(profile: string): boolean
}

/** @param folder - from {@link joinedFolder}; made when something is kept, 0700 */
export function createJoinedLeases(folder: string): JoinedLeases {
  const pathOf = (profile: string): string => join(folder, `${digestOf(profile)}.json`)
  return {
    list: () =>
      namesIn(folder)
        .flatMap((name) => readOne(join(folder, name)) ?? [])
        .toSorted((left, right) => right.joinedAt.getTime() - left.joinedAt.getTime()),
    read: (profile) => {
      const lease = readOne(pathOf(profile))
      return lease?.profile === profile ? lease : undefined
    },
    write: (lease, options) =>
      editFile(pathOf(lease.profile), () => Buffer.from(formatJoinedLease(lease)), options),
    remove: (profile) => {
      try {
        unlinkSync(pathOf(profile))
        return true
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return false
        throw fileError('change', pathOf(profile), error, undefined)
      }
    },
  }
}

// A profile's name may hold what a file's may not, and file systems there are that fold capitals.
function digestOf(profile: string): string {
  return createHash('sha256').update(profile).digest('hex').slice(0, 32)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.json$/.test(name))
  } catch {
    return []
  }
}

function readOne(path: string): JoinedLease | undefined {
  try {
    // Others could have put it there, and a token of theirs would get their keys: what is not private is not believed.
    const { mode, uid } = statSync(path)
    const own = process.platform === 'win32' || ((mode & 0o077) === 0 && uid === process.geteuid?.())
    return own ? parseJoinedLease(readRegularFile(path).toString('utf8')) : undefined
  } catch {
    return undefined
  }
}
