import type { Table, TableIndex } from '../../model/index.ts'
import type { JsonObject, JsonValue } from '../../protocol/index.ts'
import { indexesOf, indexText, projectedItem } from '../table/index.ts'
import { type Item, itemSize, storedItem } from '../value/index.ts'

/** What a request took of a table and of its indexes, in capacity units. */
export interface Consumed {
  readonly table: Table
  readonly reads: number
  readonly writes: number
  /** By the index's name. */
  readonly indexes: ReadonlyMap<string, number>
}

/** What a write takes: of the table by the larger of the two items, of an index where what is in it changes. */
export function consumedByWrite(table: Table, before: Item | undefined, after: Item | undefined): Consumed {
  const indexes = new Map<string, number>()
  for (const index of indexesOf(table)) {
    const units = indexUnits(table, index, before, after)
    if (units > 0) indexes.set(index.name, units)
  }
  const writes = Math.max(1, writeUnits(before), writeUnits(after))
  return { table, reads: 0, writes, indexes }
}

function indexUnits(
  table: Table,
  index: TableIndex,
  before: Item | undefined,
  after: Item | undefined,
): number {
  const entry = (item: Item | undefined) => {
    const key = item && indexText(table, index, item)
    return item === undefined || key === undefined
      ? undefined
      : { key, item: projectedItem(table, index, item) }
  }
  const [old, now] = [entry(before), entry(after)]
  if (old === undefined || now === undefined) return writeUnits((old ?? now)?.item)
  if (old.key !== now.key) return writeUnits(old.item) + writeUnits(now.item)
  if (storedItem(old.item) === storedItem(now.item)) return 0
  return Math.max(writeUnits(old.item), writeUnits(now.item))
}

function writeUnits(item: Item | undefined): number {
  return item === undefined ? 0 : Math.max(1, Math.ceil(itemSize(item) / 1024))
}

/** @param bytes of all that was read together */
export function readUnits(bytes: number, consistent: boolean | undefined): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent === true ? 1 : 0.5)
}

/** The same as a part of a transaction: twice as much. */
export function doubled(consumed: Consumed): Consumed {
  return {
    ...consumed,
    reads: consumed.reads * 2,
    writes: consumed.writes * 2,
    indexes: new Map([...consumed.indexes].map(([name, units]) => [name, units * 2])),
  }
}

/** What several parts of a request took together, table by table. */
export function summed(all: readonly Consumed[]): readonly Consumed[] {
  const byTable = new Map<Table, Consumed>()
  for (const one of all) {
    const before = byTable.get(one.table)
    const indexes = new Map(before?.indexes)
    for (const [name, units] of one.indexes) indexes.set(name, (indexes.get(name) ?? 0) + units)
    byTable.set(one.table, {
      table: one.table,
      reads: (before?.reads ?? 0) + one.reads,
      writes: (before?.writes ?? 0) + one.writes,
      indexes,
    })
  }
  return [...byTable.values()]
}

/**
 * What a request took, as it is answered to those who asked for it.
 *
 * @param asked `ReturnConsumedCapacity`
 * @param apart whether reads and writes are told apart, as transactions do
 */
export function consumedCapacity(
  { table, reads, writes, indexes }: Consumed,
  asked: string | undefined,
  apart?: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): JsonObject | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined
  const own = reads + writes
  let all = own
  for (const units of indexes.values()) all += units
  const units = (amount: number): JsonObject => ({
    CapacityUnits: amount,
    ...(apart === undefined ? {} : { [apart]: amount }),
  })
  const total = { TableName: table.name, ...units(all) }
  if (asked === 'TOTAL') return total
  const of = (names: ReadonlyMap<string, TableIndex>): ReadonlyMap<string, JsonValue> | undefined => {
    const found = [...indexes].filter(([name]) => names.has(name))
    return found.length === 0 ? undefined : new Map(found.map(([name, amount]) => [name, units(amount)]))
  }
  return {
    ...total,
    Table: units(own),
    GlobalSecondaryIndexes: of(table.globalIndexes),
    LocalSecondaryIndexes: of(table.localIndexes),
  }
}
