import * as fs from 'node:fs'

/**
 * What changing a file needs of `node:fs`, so that a test can stop the process or fill the disk at any step.
 * Synchronous: between taking the lock and letting go of it nothing else of this process may run.
 */
export type FileSystem = Pick<
  typeof fs,
  | 'accessSync'
  | 'closeSync'
  | 'fchmodSync'
  | 'fchownSync'
  | 'chownSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'readlinkSync'
  | 'realpathSync'
  | 'renameSync'
  | 'statSync'
  | 'symlinkSync'
  | 'unlinkSync'
  | 'writeSync'
>

/** The machine's own. */
export const systemFiles: FileSystem = fs
