import { statSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../base/index.ts'
import { editFile, readRegularFile } from '../safe-file/index.ts'

/** Until when sessions are forgotten, by role, and there by name. ISO 8601. */
type Marks = Record<string, Record<string, string>>

// Whatever was issued before a mark has ended by then: AWS's longest session.
const longestSessionMs = 12 * 3_600_000
const everybody = ''
const everyRole = '*'

/**
 * Marks that sessions of a role which were issued up to a moment are not to be handed out any more: of one name, or
 * of all where none is given. A mark, and not only a removal: a session may be on its way from STS just now. Where the
 * earlier marks cannot be understood any more, nothing that was issued before is handed out.
 */
export async function markForgotten(
  folder: string,
  which: { readonly roleArn: string; readonly sessionName: string | undefined; readonly before: Date },
): Promise<void> {
  const { roleArn, sessionName = everybody, before } = which
  const mark = before.toISOString()
  const path = pathIn(folder)
  await editFile(path, (bytes) => {
    // An empty file is one that lost its marks; only a missing one never had any.
    const isNew = statSync(path, { throwIfNoEntry: false }) === undefined
    const earlier = isNew ? none() : parseMarks(Buffer.from(bytes).toString('utf8'))
    const marks = stillNeeded(earlier ?? unknown(mark), before)
    marks[roleArn] = { ...marks[roleArn], [sessionName]: mark }
    return Buffer.from(`${JSON.stringify(marks)}\n`)
  })
}

/**
 * Whether a session of this name is not to be handed out. Marks that cannot be read count for everybody, up to when they
 * were written.
 */
export function isForgotten(
  folder: string,
  session: { readonly roleArn: string; readonly sessionName: string; readonly issuedAt: Date },
): boolean {
  const path = pathIn(folder)
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined) return false
  const marks = readMarks(path)
  if (marks === undefined) return session.issuedAt.getTime() <= status.mtimeMs
  const ofRole = marks[session.roleArn]
  return [marks[everyRole]?.[everybody], ofRole?.[everybody], ofRole?.[session.sessionName]].some(
    (mark) => mark !== undefined && session.issuedAt.getTime() <= Date.parse(mark),
  )
}

function pathIn(folder: string): string {
  return join(folder, 'revoked.json')
}

function readMarks(path: string): Marks | undefined {
  try {
    return parseMarks(readRegularFile(path).toString('utf8'))
  } catch {
    return undefined
  }
}

/** What the file says; `undefined` where a part of it is no mark. */
function parseMarks(text: string): Marks | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value)) return undefined
  const marks = none()
  for (const [roleArn, names] of Object.entries(value)) {
    if (!isRecord(names)) return undefined
    const moments = Object.entries(names)
    if (!moments.every(isMark)) return undefined
    marks[roleArn] = Object.fromEntries(moments)
  }
  return marks
}

function isMark(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string' && !Number.isNaN(Date.parse(entry[1]))
}

function stillNeeded(marks: Marks, now: Date): Marks {
  const needed = none()
  for (const [roleArn, names] of Object.entries(marks)) {
    const left = Object.entries(names).filter(
      ([, until]) => Date.parse(until) + longestSessionMs > now.getTime(),
    )
    if (left.length > 0) needed[roleArn] = Object.fromEntries(left)
  }
  return needed
}

function unknown(mark: string): Marks {
  return Object.assign(none(), { [everyRole]: { [everybody]: mark } })
}

/** Without a prototype: names come from outside. */
function none(): Marks {
  return Object.create(null)
}
