import { join } from 'node:path'
import { editFile, readRegularFile } from '../safe-file/index.ts'
import { digest } from './digest.ts'

/**
 * Marks that sessions of a role which were issued up to a moment are not to be handed out any more: of one name, or
 * of all where none is given. A mark, and not only a removal: a session may be on its way from STS just now.
 */
export async function markForgotten(
  folder: string,
  which: { readonly roleArn: string; readonly sessionName: string | undefined; readonly before: Date },
): Promise<void> {
  await editFile(join(folder, markName(which.roleArn, which.sessionName)), () =>
    Buffer.from(which.before.toISOString()),
  )
}

/** The latest moment up to which sessions of this name are forgotten; `undefined` where none are. */
export function forgottenUntil(folder: string, roleArn: string, sessionName: string): Date | undefined {
  const moments = [markName(roleArn, undefined), markName(roleArn, sessionName)]
    .map((name) => readMark(join(folder, name)))
    .filter((moment) => moment !== undefined)
  return moments.toSorted((left, right) => right.getTime() - left.getTime())[0]
}

function markName(roleArn: string, sessionName: string | undefined): string {
  return `${digest(JSON.stringify([roleArn, sessionName ?? null]))}.revoked`
}

function readMark(path: string): Date | undefined {
  try {
    const date = new Date(readRegularFile(path).toString('utf8').trim())
    return Number.isNaN(date.getTime()) ? undefined : date
  } catch {
    return undefined
  }
}
