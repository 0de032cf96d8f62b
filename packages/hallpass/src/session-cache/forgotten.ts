import { statSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../base/index.ts'
import { editFile, readRegularFile } from '../safe-file/index.ts'

/** Until when sessions are forgotten, by role, and there by name; everybody's under the empty name. ISO 8601. */
type Marks = Record<string, Record<string, string>>

// Whatever was issued before a mark has ended by then: AWS's longest session.
const longestSessionMs = 12 * 3_600_000
const everybody = ''

/**
 * Marks that sessions of a role which were issued up to a moment are not to be handed out any more: of one name, or
 * of all where none is given. A mark, and not only a removal: a session may be on its way from STS just now.
 */
export async function markForgotten(
  folder: string,
  which: { readonly roleArn: string; readonly sessionName: string | undefined; readonly before: Date },
): Promise<void> {
  const { roleArn, sessionName = everybody, before } = which
  await editFile(pathIn(folder), (bytes) => {
    const marks = stillNeeded(parseMarks(Buffer.from(bytes).toString('utf8')), before)
    marks[roleArn] = { ...marks[roleArn], [sessionName]: before.toISOString() }
    return Buffer.from(`${JSON.stringify(marks)}\n`)
  })
}

/** The latest moment up to which sessions of this name are forgotten; `undefined` where none are. */
export function forgottenUntil(folder: string, roleArn: string, sessionName: string): Date | undefined {
  const path = pathIn(folder)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined
  const marks = readMarks(path)[roleArn] ?? {}
  const latest = [marks[everybody], marks[sessionName]].filter((mark) => mark !== undefined).toSorted()
  return latest.length === 0 ? undefined : new Date(latest.at(-1) ?? '')
}

function pathIn(folder: string): string {
  return join(folder, 'revoked.json')
}

function readMarks(path: string): Marks {
  try {
    return parseMarks(readRegularFile(path).toString('utf8'))
  } catch {
    return {}
  }
}

/** What the file says, as far as it can be understood. */
function parseMarks(text: string): Marks {
  const marks: Marks = Object.create(null)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return marks
  }
  for (const [roleArn, names] of Object.entries(isRecord(value) ? value : {})) {
    const moments = Object.entries(isRecord(names) ? names : {}).filter(
      (mark): mark is [string, string] => typeof mark[1] === 'string' && !Number.isNaN(Date.parse(mark[1])),
    )
    marks[roleArn] = Object.assign(Object.create(null), Object.fromEntries(moments))
  }
  return marks
}

function stillNeeded(marks: Marks, now: Date): Marks {
  const needed: Marks = Object.create(null)
  for (const [roleArn, names] of Object.entries(marks)) {
    const left = Object.entries(names).filter(
      ([, until]) => Date.parse(until) + longestSessionMs > now.getTime(),
    )
    if (left.length > 0) needed[roleArn] = Object.fromEntries(left)
  }
  return needed
}
