import { chownSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Whom PostgreSQL runs as; nothing where it runs as we do. */
export interface RunAs {
  readonly uid?: number
  readonly gid?: number
}

// `nobody` on Linux. PostgreSQL refuses to run as root, and as a uid that has no entry in the passwd file.
const nobody = 65_534

/** PostgreSQL refuses to run as root: then it is run as `nobody`. */
export function runAs(uid: number | undefined = process.getuid?.()): RunAs {
  return uid === 0 ? { uid: nobody, gid: nobody } : {}
}

/** Gives a file to whom PostgreSQL runs as. */
export function giveTo(path: string, { uid, gid }: RunAs): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

/** The first folder on the way to `path` that whoever PostgreSQL runs as may not enter, if there is one. */
export function closedFolder(path: string, { uid }: RunAs): string | undefined {
  if (uid === undefined) return undefined
  const parent = dirname(path)
  const above = parent === path ? undefined : closedFolder(parent, { uid })
  if (above !== undefined) return above
  const { mode, uid: owner } = statSync(path)
  const mayEnter = owner === uid ? mode & 0o100 : mode & 0o001
  return mayEnter === 0 ? path : undefined
}
