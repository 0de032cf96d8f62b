import type { Table, TableIndex } from '../../model/index.ts'
import type { JsonObject } from '../../protocol/index.ts'
import { invalidValues, validationException } from '../errors/index.ts'
import { type Condition, isTrueOf, type Path, pathsIn, project } from '../expression/index.ts'
import { entriesOf, itemAt, keyText, primaryOf, projectedItem, projectedNames } from '../table/index.ts'
import { type Item, itemSize, writtenItem } from '../value/index.ts'
import { consumedCapacity, readUnits } from './capacity.ts'
import { keyNames } from './keys.ts'

/** What one page reads at most, in bytes. */
const mostPageBytes = 1024 * 1024

/** What a page of a query or of a scan is about. */
export interface PageRequest {
  readonly table: Table
  readonly index: TableIndex | undefined
  /** The texts of keys: those from the first on and before the second. */
  readonly range: readonly [from: string, to: string]
  readonly isForward: boolean
  readonly startKey: Item | undefined
  /** The refusal of a start whose text is not in the range. */
  readonly outside: (text: string) => Error
  readonly filter: Condition | undefined
  readonly paths: readonly Path[] | undefined
  readonly select: string | undefined
  /** How many items are looked at at most. */
  readonly limit: number | undefined
  readonly consistent: boolean | undefined
  readonly returnConsumedCapacity: string | undefined
}

/** Reads a page: 1 MB of items at most, or as many as was said, whatever the filter leaves of them. */
export function readPage(request: PageRequest): JsonObject {
  const { table, index, range, isForward, filter, limit = Number.POSITIVE_INFINITY } = request
  const isCounting = request.select === 'COUNT'
  const shape = shapeOf(request)
  const start = request.startKey === undefined ? undefined : startText(request, request.startKey)
  const [from, to] = range
  const sorted = index === undefined ? primaryOf(table) : entriesOf(table, index)
  const entries = isForward
    ? sorted.upwards(start ?? from, start === undefined)
    : sorted.downwards(start ?? to, false)
  const items: Item[] = []
  let bytes = 0
  let inIndex = 0
  let fetches = 0
  let looked = 0
  let count = 0
  let last: Item | undefined
  let more = false
  for (const [text, id] of entries) {
    if (isForward ? text >= to : text < from) break
    const whole = itemAt(table, id)
    if (whole === undefined) continue
    const seen = index === undefined ? whole : projectedItem(table, index, whole)
    const fetched = shape.isFetched ? itemSize(whole) : 0
    // What is brought from the table counts in whole pieces of 4 KB, item by item.
    const size = itemSize(seen) + Math.ceil(fetched / 4096) * 4096
    if (looked > 0 && bytes + size > mostPageBytes) {
      more = true
      break
    }
    bytes += size
    inIndex += itemSize(seen)
    if (shape.isFetched) fetches += readUnits(fetched, request.consistent)
    looked += 1
    last = whole
    if (filter === undefined || isTrueOf(filter, shape.isWhole ? whole : seen)) {
      count += 1
      if (!isCounting) items.push(shape.of(whole, seen))
    }
    if (looked >= limit) {
      more = true
      break
    }
  }
  const units = readUnits(inIndex, request.consistent)
  const consumed = {
    table,
    reads: index === undefined ? units : fetches,
    writes: 0,
    indexes: new Map(index === undefined ? [] : [[index.name, units]]),
  }
  return {
    Items: isCounting ? undefined : items.map(writtenItem),
    Count: count,
    ScannedCount: looked,
    LastEvaluatedKey: more && last !== undefined ? writtenItem(pageKey(request, last)) : undefined,
    ConsumedCapacity: consumedCapacity(consumed, request.returnConsumedCapacity),
  }
}

/** What is shown of an item. */
function shapeOf({ table, index, paths, select, filter }: PageRequest): {
  /** Whether more is looked at than what the index has. */
  readonly isWhole: boolean
  /** Whether a local index has not all of it, and it is brought from the table. */
  readonly isFetched: boolean
  readonly of: (whole: Item, seen: Item) => Item
} {
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined) {
    throw invalidValues('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && paths === undefined) {
    throw invalidValues(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    )
  }
  if (paths !== undefined && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    throw invalidValues(
      select === 'COUNT'
        ? 'Cannot specify the ProjectionExpression when choosing to get only the Count'
        : `Cannot specify the ProjectionExpression when choosing to get ${select}`,
    )
  }
  const isGlobal = index !== undefined && table.globalIndexes.has(index.name)
  if (isGlobal && index.projection !== 'ALL') {
    if (select === 'ALL_ATTRIBUTES') {
      throw invalidValues(
        `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
      )
    }
    const known = projectedNames(table, index)
    const asked = [...(paths ?? []), ...(filter === undefined ? [] : pathsIn(filter))].map(([name]) =>
      String(name),
    )
    const absent = [...new Set(asked)].filter((name) => !known.has(name))
    if (absent.length > 0) {
      throw invalidValues(`Global secondary index ${index.name} does not project [${absent.join(', ')}]`)
    }
  }
  // A local index brings from its table what it has not.
  const isWhole = !isGlobal && (select === 'ALL_ATTRIBUTES' || paths !== undefined)
  const known = index === undefined || index.projection === 'ALL' ? undefined : projectedNames(table, index)
  const isBeyond = paths?.some(([name]) => typeof name === 'string' && known?.has(name) === false) ?? true
  return {
    isWhole,
    isFetched: known !== undefined && isWhole && isBeyond,
    of: (whole, seen) => {
      const item = isWhole ? whole : seen
      return paths === undefined ? item : project(item, paths)
    },
  }
}

/** The text that a page goes on behind. @throws AwsError `ValidationException` */
function startText(request: PageRequest, startKey: Item): string {
  const { table, index, range } = request
  const names = new Set([...keyNames(table.key), ...(index === undefined ? [] : keyNames(index.key))])
  const fits = [...names].every((name) => startKey.get(name)?.type === table.attributeTypes.get(name))
  if (!fits || startKey.size !== names.size) {
    throw validationException(
      index === undefined
        ? 'The provided starting key is invalid: The provided key element does not match the schema'
        : 'The provided starting key is invalid',
    )
  }
  const id = keyText(table.key, startKey)
  const text = index === undefined ? id : keyText(index.key, startKey, id)
  if (text === undefined) throw validationException('The provided starting key is invalid')
  if (text < range[0] || text >= range[1]) throw request.outside(text)
  return text
}

/** What names an item as the last of a page. */
function pageKey({ table, index }: PageRequest, item: Item): Item {
  const names = new Set([...keyNames(table.key), ...(index === undefined ? [] : keyNames(index.key))])
  return new Map([...item].filter(([name]) => names.has(name)))
}
