import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { blockBytes, type Content, type FileShelf, openFileShelf, type Piece } from '../content/index.ts'
import {
  applyChange,
  checkHeader,
  copyOf,
  DataError,
  type Json,
  list,
  strange,
  text,
  unusable,
} from '../snapshot/index.ts'
import { type Journal, openJournal } from './journal.ts'
import { type Lock, takeLock } from './lock.ts'
import { header, keepIn, type Keeping, type Read } from './keep.ts'

/** A directory in which a local AWS is kept. */
export interface DataDirectory {
  /** What is kept in it; `undefined` when it is new. */
  readonly kept: ReadonlyMap<string, unknown> | undefined
  /** Where the bytes of objects are. */
  readonly shelf: FileShelf
  /**
   * Keeps everything from here on.
   *
   * @param all everything there is, asked for when all of it is written
   * @param root the part of it that others change
   */
  readonly keep: <Root extends object>(
    root: Root,
    exempt: ReadonlySet<object>,
    all: () => ReadonlyMap<string, unknown>,
  ) => Keeping<Root>
  /** Gives the directory up. */
  readonly close: () => void
  /** Deletes what is kept in it, and gives it up: it is as if it was never begun. */
  readonly discard: () => void
}

const journalName = 'journal'

/**
 * Opens a directory, and makes it where it is not there.
 *
 * @throws DataError
 */
export function openDataDirectory(folder: string): DataDirectory {
  const path = join(folder, journalName)
  const objects = join(folder, 'objects')
  let lock: Lock | undefined
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const taken = takeLock(join(folder, 'lock'))
    lock = taken
    let keeping: Pick<ReturnType<typeof keepIn>, 'isSettled' | 'journal'> | undefined
    const shelf = openFileShelf(objects, blockBytes, () => taken.isHeld() && (keeping?.isSettled() ?? true))
    const found = read(path, shelf)
    if (found.kept === undefined) refuseOthersFiles(folder)
    const closeJournal = (): void => {
      const journal = keeping === undefined ? found.journal : keeping.journal()
      journal?.close()
    }
    return {
      kept: found.kept,
      shelf,
      keep: (root, exempt, all) => {
        const begun = keepIn(path, found, root, exempt, all, () => {
          if (!taken.isHeld()) throw takenOver(folder)
        })
        keeping = begun
        return begun
      },
      close: () => {
        closeJournal()
        taken.release()
      },
      discard: () => {
        closeJournal()
        if (taken.isHeld()) {
          rmSync(path, { force: true })
          rmSync(objects, { recursive: true, force: true })
        }
        taken.release()
      },
    }
  } catch (error) {
    lock?.release()
    throw error instanceof Error && 'syscall' in error ? unusable(folder, 'used', error) : error
  }
}

/** What a journal says, from its beginning to its end. */
function read(path: string, shelf: FileShelf): Read {
  const data = new Map<string, unknown>()
  const bytes = new Map<Json, Uint8Array>()
  const contents = new Map<string, Content>()
  // What is said twice is one thing: a copy has the bytes of what it is a copy of.
  const contentOfJson = (json: Json): Content => {
    const key = JSON.stringify(json)
    const [length, pieces = []] = list(json)
    const content = contents.get(key) ?? {
      length: Number(length),
      pieces: list(pieces).map((piece) => pieceOfJson(piece, bytes, shelf)),
    }
    contents.set(key, content)
    return content
  }
  let records = 0
  const take = (record: Json): void => {
    records += 1
    if (records === 1) {
      checkHeader(path, record, header.localAws)
      return
    }
    for (const change of list(record)) {
      const [kind, number = null, base64] = list(change)
      if (kind === '+') bytes.set(number, Uint8Array.from(Buffer.from(text(base64), 'base64')))
      else applyChange(data, change, contentOfJson)
    }
  }
  let journal: Journal | undefined
  try {
    journal = openJournal(path, take)
  } catch (error) {
    throw error instanceof TypeError ? strange(path, error) : error
  }
  if (journal === undefined) return { kept: undefined, journal, numbers: new Map() }
  copyOf(data, (content) => checkWhole(content, shelf))
  return { kept: data, journal, numbers: new Map([...bytes].map(([number, one]) => [one, Number(number)])) }
}

/** A number for bytes in the journal; a file's name, where in it, and how much. */
function pieceOfJson(json: Json, bytes: ReadonlyMap<Json, Uint8Array>, shelf: FileShelf): Piece {
  if (typeof json === 'number') {
    const known = bytes.get(json)
    if (known !== undefined) return known
    throw new TypeError(`the bytes ${json} are missing`)
  }
  const [file, start, length] = list(json)
  return shelf.piece(text(file), Number(start), Number(length))
}

/** @throws DataError `Damaged` for an object whose bytes are gone */
function checkWhole({ pieces }: Content, shelf: FileShelf): void {
  for (const piece of pieces) {
    const lack = piece instanceof Uint8Array ? undefined : shelf.lack(piece)
    if (lack === undefined) continue
    throw new DataError(
      'Damaged',
      `${lack}: an object has its bytes there`,
      'put back a copy of the directory',
    )
  }
}

function takenOver(folder: string): DataError {
  return new DataError(
    'InUse',
    `${folder} was taken over by another process, as this one stood still for more than ten seconds`,
    'stop this one: the other goes on with what was kept',
  )
}

/** @throws DataError `NotOurs` for a directory with something in it that is not of a local AWS */
function refuseOthersFiles(folder: string): void {
  const others = readdirSync(folder).filter(
    (name) => !/^(?:lock(?:\..*)?|objects|journal\.unfinished)$/.test(name),
  )
  if (others.length === 0) return
  throw new DataError(
    'NotOurs',
    `${folder} holds something else: ${others.slice(0, 3).join(', ')}`,
    'name a directory that is empty, or none that is there',
  )
}
