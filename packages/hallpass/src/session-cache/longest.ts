import { unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, systemFiles, editFile } from '../safe-file/index.ts'
import { readKept } from './kept-file.ts'
import { shortName } from './short-name.ts'

/** The longest session of a role that was issued, in seconds, as it is remembered; `undefined` where it is not. */
export function longestOf(folder: string, roleArn: string): number | undefined {
  const [first, of] = (readKept(pathOf(folder, roleArn)) ?? '').trim().split(' ')
  const seconds = of === roleArn ? Number(first) : Number.NaN
  return Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200 ? seconds : undefined
}

/** Remembers it; `undefined` forgets. What cannot be written is asked for again next time. */
export async function rememberLongest(
  folder: string,
  roleArn: string,
  seconds: number | undefined,
): Promise<void> {
  try {
    if (seconds === undefined) return unlinkSync(pathOf(folder, roleArn))
    makeFolder(folder, systemFiles)
    await editFile(pathOf(folder, roleArn), () => Buffer.from(`${seconds} ${roleArn}\n`))
  } catch {
    // A read-only home stops nobody from working.
  }
}

function pathOf(folder: string, roleArn: string): string {
  return join(folder, `${shortName(roleArn)}.longest`)
}
