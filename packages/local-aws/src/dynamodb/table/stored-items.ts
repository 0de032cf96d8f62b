import type { Table, TableIndex } from '../../model/index.ts'
import { type Item, itemSize, restoredItem, storedItem } from '../value/index.ts'
import { expiryText } from './expiry.ts'
import { isTooLong } from './key-bounds.ts'
import { keyText } from './key-text.ts'
import { createSortedMap, type SortedMap } from './sorted-map.ts'

/**
 * What follows from a table's items. Each part is made when it is first asked for, as a table that was read from a disk
 * may have many items and indexes, and is kept up from then on.
 */
interface Derived {
  /** Every item's text, in the order of the texts. */
  primary: SortedMap<string> | undefined
  /** By an index's name: the texts of items in the table, in the order of the index. */
  readonly indexes: Map<string, SortedMap<string>>
  /** The items that are over some day, by when. */
  expiring: SortedMap<string> | undefined
  sizes: Sizes | undefined
}

/** How much there is in a table, and in each of its indexes by name. */
export interface Sizes extends Size {
  readonly indexes: ReadonlyMap<string, Size>
}

export interface Size {
  items: number
  /** As items count. */
  bytes: number
}

/** By a table's items, whoever has them: what a snapshot brings is other items. */
const known = new WeakMap<object, Derived>()

function derivedOf({ items }: Table): Derived {
  const before = known.get(items)
  if (before !== undefined) return before
  const derived: Derived = { primary: undefined, indexes: new Map(), expiring: undefined, sizes: undefined }
  known.set(items, derived)
  return derived
}

/** For who changes the indexes of a table, or the attribute that says when items are over. */
export function forgetDerived(table: Table): void {
  known.delete(table.items)
}

/** Every item's text, in the order of the texts. */
export function primaryOf(table: Table): SortedMap<string> {
  const derived = derivedOf(table)
  derived.primary ??= createSortedMap([...table.items.keys()].map((id) => [id, id]))
  return derived.primary
}

/** The texts of a table's items, in the order of an index that they are in. */
export function entriesOf(table: Table, index: TableIndex): SortedMap<string> {
  const { indexes } = derivedOf(table)
  const before = indexes.get(index.name)
  if (before !== undefined) return before
  const { hash, range } = index.key
  const entries = sortedBy(table, [hash, range], (item, id) => indexText(table, index, item, id))
  indexes.set(index.name, entries)
  return entries
}

/** The texts of a table's items that are over some day, by when. */
export function expiringOf(table: Table): SortedMap<string> {
  const derived = derivedOf(table)
  derived.expiring ??= sortedBy(table, [table.timeToLive], (item, id) => expiryText(table, item, id))
  return derived.expiring
}

/** @param names the attributes that the text is made of */
function sortedBy(
  table: Table,
  names: ReadonlyArray<string | undefined>,
  textOf: (item: Item, id: string) => string | undefined,
): SortedMap<string> {
  const found: [text: string, id: string][] = []
  for (const [id, stored] of table.items) {
    const text = textOf(restoredItem(stored, names), id)
    if (text !== undefined) found.push([text, id])
  }
  return createSortedMap(found)
}

export function sizesOf(table: Table): Sizes {
  const derived = derivedOf(table)
  if (derived.sizes === undefined) {
    const indexes = indexesOf(table).map(({ name }) => [name, { items: 0, bytes: 0 }] as const)
    derived.sizes = { items: 0, bytes: 0, indexes: new Map(indexes) }
    for (const stored of table.items.values()) count(table, derived.sizes, restoredItem(stored), 1)
  }
  return derived.sizes
}

/** Adds an item, or takes one away. */
function count(table: Table, sizes: Sizes, item: Item, by: 1 | -1): void {
  sizes.items += by
  sizes.bytes += by * itemSize(item)
  for (const index of indexesOf(table)) {
    const size = sizes.indexes.get(index.name)
    if (size === undefined || !takes(table, index, item)) continue
    size.items += by
    size.bytes += by * itemSize(projectedItem(table, index, item))
  }
}

export function indexesOf(table: Table): readonly TableIndex[] {
  return [...table.globalIndexes.values(), ...table.localIndexes.values()]
}

/** The item with that text. */
export function itemAt(table: Table, id: string): Item | undefined {
  const text = table.items.get(id)
  return text === undefined ? undefined : restoredItem(text)
}

/** Puts an item in place of the one that was there, or takes that away. */
export function replaceItem(
  table: Table,
  id: string,
  before: Item | undefined,
  after: Item | undefined,
): void {
  if (after === undefined) table.items.delete(id)
  else table.items.set(id, storedItem(after))
  const derived = known.get(table.items)
  if (derived === undefined) return
  const { primary, indexes, expiring, sizes } = derived
  if (after === undefined) primary?.delete(id)
  else if (before === undefined) primary?.set(id, id)
  if (sizes !== undefined) {
    if (before !== undefined) count(table, sizes, before, -1)
    if (after !== undefined) count(table, sizes, after, 1)
  }
  for (const index of indexesOf(table)) {
    move(indexes.get(index.name), id, [before, after], (item) => indexText(table, index, item, id))
  }
  move(expiring, id, [before, after], (item) => expiryText(table, item, id))
}

function move(
  entries: SortedMap<string> | undefined,
  id: string,
  [before, after]: readonly [Item | undefined, Item | undefined],
  textOf: (item: Item) => string | undefined,
): void {
  if (entries === undefined) return
  const old = before && textOf(before)
  const now = after && textOf(after)
  if (old === now) return
  if (old !== undefined) entries.delete(old)
  if (now !== undefined) entries.set(now, id)
}

/**
 * Whether an item is in an index. It is not without the index's key, nor with one that the index does not take, as items
 * may have that were there before the index.
 */
function takes({ attributeTypes }: Table, { key }: TableIndex, item: Item): boolean {
  const fits = (name: string): boolean => {
    const value = item.get(name)
    if (value === undefined || value.type !== attributeTypes.get(name) || value.value === '') return false
    return !isTooLong(value, name === key.hash)
  }
  return fits(key.hash) && (key.range === undefined || fits(key.range))
}

/**
 * The text of an item in an index; `undefined` for one that is not in it.
 *
 * @param id the item's text in its table, which tells apart those whose keys are the same
 */
export function indexText(table: Table, index: TableIndex, item: Item, id?: string): string | undefined {
  return takes(table, index, item) ? keyText(index.key, item, id) : undefined
}

/** What of an item is in an index. */
export function projectedItem(table: Table, index: TableIndex, item: Item): Item {
  if (index.projection === 'ALL') return item
  const names = projectedNames(table, index)
  return new Map([...item].filter(([name]) => names.has(name)))
}

/** The attributes that are in an index that has not all of them. */
export function projectedNames(table: Table, index: TableIndex): ReadonlySet<string> {
  const keys = [table.key.hash, table.key.range, index.key.hash, index.key.range]
  return new Set([...keys.filter((name) => name !== undefined), ...index.included])
}
