import type { Table, TableIndex } from '../../model/index.ts'
import { type Item, itemSize, restoredItem, storedItem } from '../value/index.ts'
import { expiryText } from './expiry.ts'
import { isTooLong } from './key-bounds.ts'
import { keyText } from './key-text.ts'
import { createSortedMap, type SortedMap } from './sorted-map.ts'

/** What follows from a table's items, to find them by: made when it is first asked for, and kept up from then on. */
export interface Derived {
  /** Every item's text, in the order of the texts. */
  readonly primary: SortedMap<string>
  /** By an index's name: the texts of items in the table, in the order of the index. */
  readonly indexes: Map<string, IndexEntries>
  /** The items that are over some day, by when. */
  readonly expiring: SortedMap<string>
  /** Of all items, as they count. */
  bytes: number
}

/** Of one index. */
export interface IndexEntries {
  readonly entries: SortedMap<string>
  bytes: number
}

/** By a table's items, whoever has them: what a snapshot brings is other items. */
const known = new WeakMap<object, Derived>()

/** What follows from the items of a table. */
export function derivedOf(table: Table): Derived {
  return known.get(table.items) ?? derive(table)
}

/** For who changes the indexes of a table, or the attribute that says when items are over. */
export function forgetDerived(table: Table): void {
  known.delete(table.items)
}

function derive(table: Table): Derived {
  const all = indexesOf(table).map((index) => ({ index, found: new Array<[string, string]>(), bytes: 0 }))
  const expiring: [string, string][] = []
  let bytes = 0
  for (const [id, text] of table.items) {
    const item = restoredItem(text)
    bytes += itemSize(item)
    for (const one of all) {
      const key = indexText(table, one.index, item, id)
      if (key === undefined) continue
      one.found.push([key, id])
      one.bytes += projectedSize(table, one.index, item)
    }
    const expiry = expiryText(table, item, id)
    if (expiry !== undefined) expiring.push([expiry, id])
  }
  const derived: Derived = {
    primary: createSortedMap([...table.items.keys()].map((id) => [id, id])),
    indexes: new Map(
      all.map(({ index, found, bytes: size }) => [
        index.name,
        { entries: createSortedMap(found), bytes: size },
      ]),
    ),
    expiring: createSortedMap(expiring),
    bytes,
  }
  known.set(table.items, derived)
  return derived
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
  if (after === undefined) derived.primary.delete(id)
  else if (before === undefined) derived.primary.set(id, id)
  derived.bytes += (after === undefined ? 0 : itemSize(after)) - (before === undefined ? 0 : itemSize(before))
  for (const index of indexesOf(table)) {
    const entries = derived.indexes.get(index.name)
    if (entries !== undefined) replaceEntry(table, index, entries, id, before, after)
  }
  const [old, now] = [before, after].map((item) => item && expiryText(table, item, id))
  if (old !== undefined) derived.expiring.delete(old)
  if (now !== undefined) derived.expiring.set(now, id)
}

function replaceEntry(
  table: Table,
  index: TableIndex,
  to: IndexEntries,
  id: string,
  before: Item | undefined,
  after: Item | undefined,
): void {
  const old = before && indexText(table, index, before, id)
  const now = after && indexText(table, index, after, id)
  if (old !== undefined && old !== now) to.entries.delete(old)
  if (now !== undefined && old !== now) to.entries.set(now, id)
  if (before !== undefined && old !== undefined) to.bytes -= projectedSize(table, index, before)
  if (after !== undefined && now !== undefined) to.bytes += projectedSize(table, index, after)
}

/**
 * The text of an item in an index; `undefined` for one that is not in it: it has not the index's key, or has one that
 * the index does not take, as items may that were there before the index.
 *
 * @param id the item's text in its table, which tells apart those whose keys are the same
 */
export function indexText(
  { attributeTypes }: Table,
  { key }: TableIndex,
  item: Item,
  id?: string,
): string | undefined {
  const fits = (name: string): boolean => {
    const value = item.get(name)
    if (value === undefined || value.type !== attributeTypes.get(name) || value.value === '') return false
    return !isTooLong(value, name === key.hash)
  }
  if (!fits(key.hash) || (key.range !== undefined && !fits(key.range))) return undefined
  return keyText(key, item, id)
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

function projectedSize(table: Table, index: TableIndex, item: Item): number {
  return itemSize(projectedItem(table, index, item))
}
