import type { Stats } from 'node:fs'
import { errorCode } from '../base/index.ts'

/**
 * What changing a file needs of `node:fs`, so that a test can stop the process or fill the disk at any step.
 * Synchronous: between taking the lock and letting go of it nothing else of this process may run.
 */
export interface FileSystem {
  accessSync(path: string, mode: number): void
  chownSync(path: string, uid: number, gid: number): void
  closeSync(descriptor: number): void
  fchmodSync(descriptor: number, mode: number): void
  fchownSync(descriptor: number, uid: number, gid: number): void
  fstatSync(descriptor: number): Stats
  fsyncSync(descriptor: number): void
  linkSync(existing: string, path: string): void
  mkdirSync(path: string, mode: number): void
  openSync(path: string, flags: string | number, mode?: number): number
  readdirSync(path: string): string[]
  readlinkSync(path: string): string
  readSync(descriptor: number, bytes: Uint8Array, offset: number, length: number, position: null): number
  readonly realpathSync: { native(path: string): string }
  renameSync(from: string, to: string): void
  statSync(path: string): Stats
  symlinkSync(target: string, path: string): void
  unlinkSync(path: string): void
  writeSync(descriptor: number, bytes: Uint8Array, offset: number, length: number): number
}

/** The machine's own. Not by an import of all of it, which would copy it at the start of each command. */
export const systemFiles: FileSystem = process.getBuiltinModule('node:fs')

/** Whether something is at a path. Throws what the file system says where that cannot be told. */
export function exists(path: string, files: FileSystem): boolean {
  try {
    files.statSync(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
