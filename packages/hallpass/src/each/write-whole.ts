import { randomBytes } from 'node:crypto'
import { open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'

const temporary = /^\.hallpass-new-[0-9a-f]{16}$/

/** Whether a file of this name is one that {@link writeWhole} was killed over. */
export function isTemporary(name: string): boolean {
  return temporary.test(name)
}

/**
 * Puts a file of mode 0600 into a folder in one step: at every moment, also of a power cut, there is the old file
 * or the new one, whole. `before` is called once the new one is on the disk and not yet in place.
 */
export async function writeWhole(
  folder: string,
  name: string,
  content: string,
  before: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const path = join(folder, `.hallpass-new-${randomBytes(8).toString('hex')}`)
  const file = await open(path, 'wx', 0o600)
  try {
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await before()
    await rename(path, join(folder, name))
  } catch (error) {
    await unlink(path).catch(() => {})
    throw error
  }
}
