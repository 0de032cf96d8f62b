import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import {
  blockBytes,
  type Content,
  type FileShelf,
  openFileShelf,
  type Piece,
  syncFolder,
} from '../content/index.ts'
import {
  applyChange,
  checkHeader,
  DataError,
  eachContent,
  type Json,
  list,
  strange,
  text,
  unusable,
} from '../snapshot/index.ts'
import { type Journal, openJournal } from './journal.ts'
import { type Lock, takeLock } from './lock.ts'
import { isEndOfAll, keepIn, type Keeping, type Read, what } from './keep.ts'

/** A directory in which a local AWS is kept. */
export interface DataDirectory {
  /** What is kept in it; `undefined` when it is new. */
  readonly kept: ReadonlyMap<string, unknown> | undefined
  /** What it was begun with; `undefined` where that was not said. */
  readonly begunWith: string | undefined
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
  /** From here on a new one counts as begun: whoever ends before that, however, leaves a new one. @throws DataError */
  readonly begun: () => void
  /** Gives the directory up. */
  readonly close: () => void
  /** Deletes what is kept in it, and gives it up: it is as if it was never begun. */
  readonly discard: () => void
}

const journalName = 'journal'
/** Of a journal whose local AWS has not begun yet; it is there before any body is. */
const beginning = '.beginning'
/** A longer body is in a file beside the journal, in bytes. */
export const longestInJournal = 16 * 1024

/**
 * Opens a directory, and makes it where it is not there.
 *
 * @param begunWith kept with a new one
 * @throws DataError
 */
export function openDataDirectory(folder: string, begunWith?: string): DataDirectory {
  const path = join(folder, journalName)
  const objects = join(folder, 'objects')
  let lock: Lock | undefined
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const taken = takeLock(join(folder, 'lock'))
    lock = taken
    let keeping: Pick<ReturnType<typeof keepIn>, 'isSettled' | 'journal'> | undefined
    const shelf = openFileShelf(objects, blockBytes, () => taken.isHeld() && (keeping?.isSettled() ?? true))
    const found = readMovingBodies(path, shelf)
    const isNew = found.kept === undefined
    if (isNew) {
      refuseOthersFiles(folder)
      // One that a first start left, with whatever is in it, goes on being the mark of this one.
      if (lstatSync(path + beginning, { throwIfNoEntry: false })?.isFile() !== true) {
        if (!shelf.isEmpty()) throw withoutJournal(path, objects)
        rmSync(path + beginning, { force: true })
        writeFileSync(path + beginning, '', { mode: 0o600, flag: 'wx' })
        syncFolder(folder)
      }
    }
    const closeJournal = (): void => {
      const journal = keeping === undefined ? found.journal : keeping.journal()
      journal?.close()
    }
    return {
      kept: found.kept,
      begunWith: found.begunWith,
      shelf,
      keep: (root, exempt, all) => {
        const begin = isNew ? { ...found, begunWith } : found
        const began = keepIn(isNew ? path + beginning : path, begin, root, exempt, all, shelf.sync, () => {
          if (!taken.isHeld()) throw takenOver(folder)
        })
        keeping = began
        return began
      },
      begun: () => {
        if (!isNew) return
        if (!taken.isHeld()) throw takenOver(folder)
        try {
          keeping?.journal().moveTo(path)
        } catch (error) {
          throw unusable(folder, 'written', error)
        }
      },
      close: () => {
        closeJournal()
        taken.release()
      },
      discard: () => {
        closeJournal()
        if (taken.isHeld()) {
          rmSync(path, { force: true })
          shelf.clear()
          // Last: without it, what is left of the bodies were somebody's.
          rmSync(path + beginning, { force: true })
        }
        taken.release()
      },
    }
  } catch (error) {
    lock?.release()
    throw error instanceof Error && 'syscall' in error
      ? unusable(placeOf(error, folder), 'used', error)
      : error
  }
}

/** The file or folder that an error of the system is about: where it was to be made, the folder for it. */
function placeOf(error: object, folder: string): string {
  const path = 'path' in error && typeof error.path === 'string' ? error.path : folder
  return existsSync(path) ? path : dirname(path)
}

/** As `read`, where long bodies that an earlier version had in the journal become files; where there is no room for those, they stay. */
function readMovingBodies(path: string, shelf: FileShelf): Read {
  const moved: (() => void)[] = []
  let noRoom: unknown
  try {
    return read(path, shelf, (body) => {
      try {
        const { piece, takeBack } = shelf.putOnce(body)
        moved.push(takeBack)
        return piece
      } catch (error) {
        noRoom = error
        throw error
      }
    })
  } catch (error) {
    for (const takeBack of moved) takeBack()
    if (noRoom === undefined) throw error
  }
  // One that has gone on with them for as long goes on.
  return read(path, shelf, undefined)
}

/**
 * What a journal says, from its beginning to its end.
 *
 * @param move makes a file of a long body that is in the journal; without it, it stays there
 */
function read(path: string, shelf: FileShelf, move: ((body: Uint8Array) => Piece) | undefined): Read {
  const data = new Map<string, unknown>()
  const bytes = new Map<Json, Piece>()
  let isOutgrown = false
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
  /** Those of a world's large file were in the journal once. */
  const added = (base64: string): Piece => {
    const decoded = Buffer.from(base64, 'base64')
    if (move === undefined || decoded.length <= longestInJournal) return Uint8Array.from(decoded)
    isOutgrown = true
    return move(decoded)
  }
  let records = 0
  let wholeBytes: number | undefined
  let begunWith: string | undefined
  const take = (record: Json, end: number): void => {
    records += 1
    if (records === 1) {
      checkHeader(path, record, what)
      const said: unknown = Reflect.get(Object(record), 'begunWith')
      if (typeof said === 'string') begunWith = said
      return
    }
    if (isEndOfAll(record)) wholeBytes ??= end
    for (const change of list(record)) {
      const [kind, number = null, base64] = list(change)
      if (kind === '+') bytes.set(number, added(text(base64)))
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
  eachContent(data, (content) => checkWhole(content, shelf))
  const numbers = new Map<Uint8Array, number>()
  for (const [number, one] of bytes) if (one instanceof Uint8Array) numbers.set(one, Number(number))
  return { kept: data, journal, numbers, wholeBytes, isOutgrown, begunWith }
}

/** A number for bytes in the journal; a file's name, where in it, and how much. */
function pieceOfJson(json: Json, bytes: ReadonlyMap<Json, Piece>, shelf: FileShelf): Piece {
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

/** Bodies that no first start left: they are somebody's, and were deleted were it begun anew. */
function withoutJournal(path: string, objects: string): DataError {
  return new DataError(
    'Damaged',
    `${path} is missing, and ${objects} holds the bytes of objects`,
    `put ${path} back; where there never was one, name another directory`,
  )
}

/** @throws DataError `NotOurs` for a directory with something in it that is not of a local AWS */
function refuseOthersFiles(folder: string): void {
  // A volume has its own, and what keeps a folder in a repository says nothing.
  const others = readdirSync(folder).filter(
    (name) =>
      !/^(?:lock(?:\..*)?|objects|journal(?:\.beginning)?(?:\.unfinished)?|lost\+found|\..*)$/.test(name),
  )
  if (others.length === 0) return
  throw new DataError(
    'NotOurs',
    `${folder} holds something else: ${others.slice(0, 3).join(', ')}`,
    'name a directory that is empty, or none that is there',
  )
}
