import { statSync } from 'node:fs'
import { fileLocations } from '../shared-config/index.ts'
import type { ProfileFileOptions } from './write-profile.ts'

/** A credentials file that has other names too. */
export interface HardLinkedFile {
  readonly file: string
  /** How many names it has. */
  readonly names: number
}

/**
 * The credentials file, where it has other names too (hard links): a change puts a new file in its place, and the
 * other names keep the old one. A symbolic link stays a link. `undefined` for a file with one name, or none.
 */
export function hardLinkedFile({
  env = process.env,
  homedir,
}: Pick<ProfileFileOptions, 'env' | 'homedir'>): HardLinkedFile | undefined {
  const { credentialsPath: file } = fileLocations(env, homedir)
  try {
    const { nlink } = statSync(file)
    return nlink > 1 ? { file, names: nlink } : undefined
  } catch {
    // There is none, or it cannot be looked at: changing it says why.
    return undefined
  }
}
