import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'

import { AwsError } from '../base/index.ts'
import { type Content, type ContentStore, type ContentWriter, emptyContent } from '../content/index.ts'
import { applyChange, settingChanges } from './changes.ts'
import { DataError, unusable } from './data-error.ts'
import { type Json, list, text } from './encode.ts'
import { createRecordLines, createRecordReader } from './records.ts'

/** The version of the form in which state is kept; a later one may read an earlier one's. */
export const formatVersion = 1
/** How much is collected before it is written. */
const pieceBytes = 256 * 1024
const header = { localAws: 'snapshot', version: formatVersion }

/**
 * Writes plain data into a file, with the bytes of every content. The file is there whole or not at all, and for
 * its owner alone: keys are in it.
 *
 * @throws DataError `Unusable`
 */
export async function writeSnapshotFile(
  path: string,
  data: ReadonlyMap<string, unknown>,
  store: Pick<ContentStore, 'read'>,
): Promise<void> {
  // Nobody else's: neither another save's to the same path, nor one that was put there for us to write into.
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.unfinished`
  try {
    const file = await open(unfinished, 'wx', 0o600)
    try {
      for await (const piece of inPieces(linesOf(data, store))) await file.appendFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    throw error instanceof Error && 'code' in error ? unusable(path, 'written', error) : error
  }
}

/** Lines together, so that a world of many small things is not written one by one. */
async function* inPieces(lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = []
  let length = 0
  for await (const line of lines) {
    waiting.push(line)
    length += line.length
    if (length < pieceBytes) continue
    yield Buffer.concat(waiting)
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(waiting)
}

async function* linesOf(
  data: ReadonlyMap<string, unknown>,
  store: Pick<ContentStore, 'read'>,
): AsyncGenerator<Buffer, void> {
  const { line } = createRecordLines()
  yield line(header)
  const ids = new Map<Content, number>()
  const idOf = (content: Content): number => {
    const id = ids.get(content) ?? ids.size
    ids.set(content, id)
    return id
  }
  const changes = [...data].flatMap(([name, value]) => [...settingChanges([name], value, idOf)])
  for (const [content, id] of ids) {
    for await (const bytes of store.read(content)) {
      yield line(['+', id, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')])
    }
  }
  for (const change of changes) yield line(change)
  yield line(['end'])
}

/**
 * Reads what {@link writeSnapshotFile} wrote.
 *
 * @param store where the bytes come to
 * @param take what is done with the data, before bytes that nothing has are given back
 * @throws DataError `NotOurs`, `Newer`, `Damaged`, `TooLarge`, `Unusable`
 */
export async function readSnapshotFile<Result>(
  path: string,
  store: Pick<ContentStore, 'writer'>,
  take: (data: Map<string, unknown>) => Result,
): Promise<Result> {
  const writers: ContentWriter[] = []
  let wanted = false
  try {
    const data = new Map<string, unknown>()
    const contents = new Map<Json, Content>()
    const contentOf = (id: Json): Content => contents.get(id) ?? emptyContent
    let writing: { readonly id: Json; readonly writer: ContentWriter } | undefined
    let isWhole = false
    for await (const record of recordsOf(path)) {
      const [kind, id = null, bytes] = list(record)
      // One after the other: only one of them is held in memory.
      if (writing !== undefined && (kind !== '+' || writing.id !== id)) {
        contents.set(writing.id, await writing.writer.finish())
        writing = undefined
      }
      if (kind === 'end') isWhole = true
      else if (kind !== '+') applyChange(data, record, contentOf)
      else {
        if (writing === undefined) {
          writing = { id, writer: store.writer() }
          writers.push(writing.writer)
        }
        await writing.writer.write(Buffer.from(text(bytes), 'base64'))
      }
    }
    if (!isWhole) throw cutOff(path)
    const result = take(data)
    wanted = true
    return result
  } catch (error) {
    if (error instanceof AwsError) throw tooLarge(path, error)
    throw error instanceof DataError || !(error instanceof Error) ? error : strange(path, error)
  } finally {
    for (const writer of writers) writer.settle(wanted)
  }
}

async function* recordsOf(path: string): AsyncGenerator<Json, void> {
  const reader = createRecordReader(path)
  let isFirst = true
  try {
    for await (const chunk of createReadStream(path)) {
      const bytes: Uint8Array = chunk
      for (const record of reader.take(bytes)) {
        if (isFirst) checkHeader(path, record, header.localAws)
        else yield record
        isFirst = false
      }
    }
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? unusable(path, 'read', error) : error
  }
  if (isFirst || reader.rest() > 0) throw cutOff(path)
}

/** @throws DataError for a file of something else, or of a later version */
export function checkHeader(path: string, record: Json, what: string): void {
  const { localAws, version } =
    typeof record === 'object' && record !== null && !('length' in record) ? Object(record) : {}
  if (localAws !== what || typeof version !== 'number') {
    throw new DataError('NotOurs', `${path} is no ${what} of a local AWS`, 'name another')
  }
  if (version > formatVersion) {
    throw new DataError(
      'Newer',
      `${path} was written by a later version of the local AWS (its form is ${version}, this one knows up to ${formatVersion})`,
      'npm install --save-dev @hallpass/local-aws@latest',
    )
  }
}

function tooLarge(path: string, cause: AwsError): DataError {
  return new DataError(
    'TooLarge',
    `there is no room for the objects of ${path}${cause.reason === undefined ? ' beside those that are there' : `: ${cause.reason}`}`,
    'start the local AWS with a larger maxStoredBytes (--max-stored)',
    { cause },
  )
}

function cutOff(path: string): DataError {
  return new DataError('Damaged', `${path} is not whole: its end is missing`, 'put back a copy of it')
}

/** The sums are right, and what it says makes no sense: no version of ours wrote that. */
export function strange(path: string, cause: Error): DataError {
  return new DataError(
    'Damaged',
    `${path} holds what cannot be read: ${cause.message}`,
    'put back a copy of it',
    { cause },
  )
}
