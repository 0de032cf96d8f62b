import { statSync } from 'node:fs'
import { fileLocations } from '../shared-config/index.ts'
import type { ProfileFileOptions } from './write-profile.ts'

/** A file that has other names too. */
export interface HardLinkedFile {
  readonly file: string
  /** How many names it has. */
  readonly names: number
}

/**
 * Those of the credentials file, the config file and `others` that have other names too (hard links): a change puts a
 * new file in its place, and the other names keep the old one. A symbolic link stays a link.
 */
export function hardLinkedFiles({
  env = process.env,
  homedir,
  others = [],
}: Pick<ProfileFileOptions, 'env' | 'homedir'> & {
  readonly others?: readonly string[]
}): HardLinkedFile[] {
  const { credentialsPath, configPath } = fileLocations(env, homedir)
  return [...new Set([credentialsPath, configPath, ...others])].flatMap((file) => {
    try {
      const { nlink } = statSync(file)
      return nlink > 1 ? [{ file, names: nlink }] : []
    } catch {
      // There is none, or it cannot be looked at: changing it says why.
      return []
    }
  })
}
