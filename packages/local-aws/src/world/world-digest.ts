import { createHash } from 'node:crypto'
import { dirname, isAbsolute, relative, resolve } from 'node:path'

import type { Seed } from './seed.ts'

/**
 * What tells a world from another: the same for one that is written in another way, and for one that was moved with
 * the files of its objects, which count by their names.
 *
 * @param path of the world file
 */
export function worldDigest(seed: Seed, path: string): string {
  const folder = dirname(resolve(path))
  const text = JSON.stringify(seed, (name, value: unknown) =>
    name === 'file' && typeof value === 'string' && isAbsolute(value) ? relative(folder, value) : value,
  )
  return createHash('sha256').update(text).digest('hex')
}
