/** Values in the order of their keys, which are compared by their code units. */
export interface SortedMap<Value> {
  readonly size: () => number
  readonly set: (key: string, value: Value) => void
  readonly delete: (key: string) => void
  /** Upwards, from the first key that is not less than `from`, or that is more than it. */
  readonly upwards: (from: string, inclusive: boolean) => Generator<readonly [string, Value], void>
  /** Downwards, from the last key that is not more than `from`, or that is less than it. */
  readonly downwards: (from: string, inclusive: boolean) => Generator<readonly [string, Value], void>
}

/** A run of this many is parted; what is put in moves no more than a run. */
const longestRun = 512

interface Run<Value> {
  readonly keys: string[]
  readonly values: Value[]
}

/**
 * A sorted map in runs: to find, to put in and to take out cost a binary search and the moving of one run. While
 * somebody walks it, it is not to be changed.
 */
export function createSortedMap<Value>(entries: Iterable<readonly [string, Value]> = []): SortedMap<Value> {
  const runs: Run<Value>[] = []
  let size = 0
  let run: Run<Value> = { keys: [], values: [] }
  const sorted = [...entries].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  for (const [key, value] of sorted) {
    if (run.keys.length === longestRun / 2) run = { keys: [], values: [] }
    if (run.keys.length === 0) runs.push(run)
    run.keys.push(key)
    run.values.push(value)
    size += 1
  }

  /** The last run that begins at or before the key; the first where none does. */
  const runFor = (key: string): number => {
    let low = 0
    let high = runs.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((runs[middle]?.keys[0] ?? '') <= key) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  return {
    size: () => size,
    set: (key, value) => {
      const at = runFor(key)
      const found = runs[at]
      if (found === undefined) {
        runs.push({ keys: [key], values: [value] })
        size += 1
        return
      }
      const place = firstNotLess(found.keys, key)
      if (found.keys[place] === key) {
        found.values[place] = value
        return
      }
      found.keys.splice(place, 0, key)
      found.values.splice(place, 0, value)
      size += 1
      if (found.keys.length < longestRun) return
      const half = found.keys.length >>> 1
      runs.splice(at + 1, 0, { keys: found.keys.splice(half), values: found.values.splice(half) })
    },
    delete: (key) => {
      const at = runFor(key)
      const found = runs[at]
      const place = found === undefined ? 0 : firstNotLess(found.keys, key)
      if (found === undefined || found.keys[place] !== key) return
      found.keys.splice(place, 1)
      found.values.splice(place, 1)
      size -= 1
      if (found.keys.length === 0) runs.splice(at, 1)
    },
    *upwards(from, inclusive) {
      let at = runFor(from)
      let place = firstNotLess(runs[at]?.keys ?? [], from)
      if (!inclusive && runs[at]?.keys[place] === from) place += 1
      for (; at < runs.length; at += 1, place = 0) yield* entriesOf(runs[at], place, 1)
    },
    *downwards(from, inclusive) {
      let at = runFor(from)
      let place = firstNotLess(runs[at]?.keys ?? [], from)
      if (!inclusive || runs[at]?.keys[place] !== from) place -= 1
      for (; at >= 0; at -= 1, place = (runs[at]?.keys.length ?? 0) - 1) yield* entriesOf(runs[at], place, -1)
    },
  }
}

function* entriesOf<Value>(
  run: Run<Value> | undefined,
  from: number,
  step: 1 | -1,
): Generator<readonly [string, Value], void> {
  if (run === undefined) return
  const { keys, values } = run
  for (let at = from; at >= 0 && at < keys.length; at += step) {
    const [key, value] = [keys[at], values[at]]
    if (key !== undefined && value !== undefined) yield [key, value]
  }
}

function firstNotLess(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}
