import { dirname } from 'node:path'

import { AwsError } from '../base/index.ts'
import type { Content } from '../content/index.ts'
import { DataError, formatVersion, type Json, settingChanges, unusable } from '../snapshot/index.ts'
import { createJournal, type Journal } from './journal.ts'
import { lookUp, observe } from './observe.ts'

/** Data that is kept. */
export interface Keeping<Root extends object> {
  /** What is changed through it is kept by the next `commit`. */
  readonly view: Root
  /** Writes down what was changed: when it returns, the kernel has it. @throws AwsError `InsufficientStorage`: it is tried again the next time */
  readonly commit: () => void
  /** Writes down all of it, and drops what it was before. @throws DataError */
  readonly rewrite: () => void
}

/** What the first record of a journal says that it is. */
export const what = 'journal'
/** The journal is written anew when it is three times as long as everything, and at least so long. */
const leastRewriteBytes = 8 * 1024 * 1024
/** No change at all: the end of everything, where the changes to it begin. */
const endOfAll: Json = []

/** What was read. */
export interface Read {
  readonly kept: Map<string, unknown> | undefined
  readonly journal: Journal | undefined
  /** The bytes that are in the journal itself, by the number they have there. */
  readonly numbers: Map<Uint8Array, number>
  /** How long it was when it was last written anew; `undefined` where it does not say. */
  readonly wholeBytes?: number | undefined
  /** Whether bytes are in it that are in files now. */
  readonly isOutgrown?: boolean
  /** What it was begun with, in whatever words the caller has for that. */
  readonly begunWith?: string | undefined
}

/** Whether changes begin behind a record. */
export function isEndOfAll(record: Json): boolean {
  return Array.isArray(record) && record.length === 0
}

/**
 * Keeps data in a journal: whatever is changed through the view is added to it.
 *
 * @param syncBodies called before a journal takes the place of another: when it returns, the disk has what both name
 * @param checkHeld called before anything is written: throws a DataError where another process has the journal now
 * @throws DataError when it cannot be begun
 */
export function keepIn<Root extends object>(
  path: string,
  read: Read,
  root: Root,
  exempt: ReadonlySet<object>,
  all: () => ReadonlyMap<string, unknown>,
  syncBodies: () => void,
  checkHeld: () => void,
): Keeping<Root> & { readonly isSettled: () => boolean; readonly journal: () => Journal } {
  const observed = observe(root, exempt)
  let numbers = new WeakMap(read.numbers)
  let next = 1
  // Not as arguments of one call: there may be more of them than fit on the stack.
  for (const number of read.numbers.values()) next = Math.max(next, number + 1)
  let mustRewrite = false
  let rewriteAt = 0

  /** What stands for bytes; those that have no number yet get one, and are handed to `add`. */
  const contentAsJson =
    (add: (bytes: Uint8Array, number: number) => void) =>
    ({ length, pieces }: Content): Json => [
      length,
      pieces.map((piece): Json => {
        if (!(piece instanceof Uint8Array)) {
          const { spool, blocks, start } = piece
          return [spool.file ?? '', (blocks[0] ?? 0) * spool.blockBytes + start, piece.length]
        }
        const known = numbers.get(piece)
        if (known !== undefined) return known
        const number = next
        next += 1
        numbers.set(piece, number)
        add(piece, number)
        return number
      }),
    ]
  function* everything(): Generator<Json, void> {
    const { begunWith } = read
    yield { localAws: what, version: formatVersion, ...(begunWith === undefined ? {} : { begunWith }) }
    for (const [name, value] of all()) {
      const waiting: Json[] = []
      const asJson = contentAsJson((bytes, number) => waiting.push(addition(bytes, number)))
      for (const change of settingChanges([name], value, asJson)) {
        // No longer than one object, so that no record is long.
        for (const one of waiting.splice(0)) yield [one]
        yield [change]
      }
    }
    yield endOfAll
  }
  const rewriteTo = (replace: (records: Iterable<Json>) => void): void => {
    checkHeld()
    const before = numbers
    numbers = new WeakMap()
    try {
      // The one before may have the only bytes that the disk has.
      syncBodies()
      replace(everything())
    } catch (error) {
      numbers = before
      mustRewrite = true
      throw error
    }
    observed.settle()
    mustRewrite = false
  }
  let { journal } = read
  const rewrite = (): void => {
    rewriteTo((records) => {
      if (journal === undefined) journal = createJournal(path, records)
      else journal.replace(records)
    })
    rewriteAt = Math.max(leastRewriteBytes, 3 * opened().size())
  }
  const opened = (): Journal => {
    if (journal === undefined) throw new TypeError('nothing was written yet')
    return journal
  }
  const append = (): void => {
    checkHeld()
    const added: Uint8Array[] = []
    const changes: Json[] = []
    const asJson = contentAsJson((bytes, number) => {
      added.push(bytes)
      changes.push(addition(bytes, number))
    })
    const written = new Set<string>()
    for (const { path: steps, wasRemoved } of observed.dirty()) {
      if (steps.some((_, index) => written.has(JSON.stringify(steps.slice(0, index))))) continue
      const { isThere, parentIsThere, value } = lookUp(root, steps)
      if (!parentIsThere) continue
      if (wasRemoved || !isThere) changes.push(['-', steps])
      if (!isThere) continue
      for (const change of settingChanges(steps, value, asJson)) changes.push(change)
      written.add(JSON.stringify(steps))
    }
    try {
      opened().append(changes)
    } catch (error) {
      for (const bytes of added) numbers.delete(bytes)
      throw error
    }
    observed.settle()
  }

  try {
    if (journal === undefined) rewrite()
    else rewriteAt = Math.max(leastRewriteBytes, 3 * (read.wholeBytes ?? journal.size()))
  } catch (error) {
    throw unusable(dirname(path), 'written', error)
  }
  if (read.isOutgrown === true) {
    try {
      rewrite()
    } catch {
      // What is there is whole, and goes on.
      mustRewrite = false
    }
  }
  return {
    view: observed.view,
    commit: () => {
      if (!mustRewrite && !observed.isDirty()) return
      try {
        if (mustRewrite) rewrite()
        else append()
      } catch (error) {
        throw notKept(error)
      }
      if (opened().size() < rewriteAt) return
      try {
        rewrite()
      } catch {
        // What is there is whole, and goes on; it is tried again when it has grown by as much again.
        mustRewrite = false
        rewriteAt = 2 * opened().size()
      }
    },
    rewrite: () => {
      try {
        rewrite()
      } catch (error) {
        throw error instanceof DataError ? error : unusable(dirname(path), 'written', error)
      }
    },
    isSettled: () => !mustRewrite && !observed.isDirty(),
    journal: opened,
  }
}

function addition(bytes: Uint8Array, number: number): Json {
  return ['+', number, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')]
}

/** It may have been done, as after any error of 500 and more; but nobody is told that it was. */
function notKept(error: unknown): AwsError {
  if (error instanceof DataError) {
    return new AwsError('InsufficientStorage', 507, 'The local AWS cannot write down what you ask for.', {
      reason: error.message,
    })
  }
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
  return new AwsError(
    'InsufficientStorage',
    507,
    'The local AWS cannot write down what you ask for. Make room where it keeps its data.',
    { reason: `the data directory cannot be written: ${String(error.code)}` },
  )
}
