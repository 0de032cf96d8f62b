import type { Table } from '../../model/index.ts'
import { type JsonObject, JsonRefusal } from '../../protocol/index.ts'
import { invalidValues } from '../errors/index.ts'
import { type Condition, isTrueOf, type UpdateAction, updatedItem } from '../expression/index.ts'
import { itemAt, keyText, replaceItem } from '../table/index.ts'
import { checkDepth, type Item, writtenItem } from '../value/index.ts'
import { type Consumed, consumedByWrite } from './capacity.ts'
import { checkItem, checkKey, keyOf } from './keys.ts'

/** One thing that is to be done to one item. */
export interface Write {
  readonly condition: Condition | undefined
  /** Whether who does not meet the condition is shown the item. */
  readonly showsItem: boolean
  readonly what:
    | { readonly kind: 'put'; readonly item: Item }
    | {
        readonly kind: 'update'
        readonly key: Item
        readonly actions: readonly UpdateAction[]
        /** What is said of a value of another type; `undefined`: as of expressions. */
        readonly mismatch?: string | undefined
      }
    | { readonly kind: 'delete' | 'check'; readonly key: Item }
}

/** A write that the item as it is now does not refuse. */
export interface Planned {
  readonly table: Table
  readonly id: string
  readonly before: Item | undefined
  readonly after: Item | undefined
  readonly consumed: Consumed
}

const nothing: Item = new Map()

/** The text of the item that a write is about. @throws AwsError `ValidationException` for no key of the table */
export function idOf(table: Table, { what }: Write): string {
  if (what.kind === 'put') checkItem(table, what.item)
  else checkKey(table, what.key)
  return keyText(table.key, what.kind === 'put' ? what.item : what.key) ?? ''
}

/**
 * Finds out what a write does, and does not do it yet.
 *
 * @throws AwsError `ConditionalCheckFailedException`, `ValidationException`
 */
export function planWrite(table: Table, write: Write): Planned {
  const { what, condition } = write
  const id = idOf(table, write)
  const before = itemAt(table, id)
  if (condition !== undefined && !isTrueOf(condition, before ?? nothing)) {
    throw new JsonRefusal(
      'ConditionalCheckFailedException',
      'The conditional request failed',
      write.showsItem && before !== undefined ? { Item: writtenItem(before) } : {},
    )
  }
  const after = afterOf(table, write, before)
  const consumed = consumedByWrite(table, before, what.kind === 'check' ? before : after)
  return { table, id, before, after, consumed }
}

function afterOf(table: Table, { what }: Write, before: Item | undefined): Item | undefined {
  switch (what.kind) {
    case 'put':
      return what.item
    case 'check':
      return before
    case 'delete':
      return undefined
    default: {
      const own = what.actions.find(({ path: [name] }) => name === table.key.hash || name === table.key.range)
      if (own !== undefined) {
        throw invalidValues(
          `Cannot update attribute ${String(own.path[0])}. This attribute is part of the key`,
        )
      }
      const { actions } = what
      const made =
        before === undefined ? actions.filter(({ kind }) => kind === 'set' || kind === 'add') : actions
      // Of an item that is not there nothing is taken away, and that alone does not make it.
      if (before === undefined && made.length === 0 && actions.length > 0) return undefined
      const start = before ?? what.key
      const after = updatedItem(start, made, what.mismatch)
      // What is set within something may be too deep there.
      if (made.some(({ path }) => path.length > 1)) checkDepth(after)
      checkItem(table, after, start)
      return after
    }
  }
}

export function carryOut({ table, id, before, after }: Planned): void {
  if (before !== after) replaceItem(table, id, before, after)
}

/** How large the items of one partition are together, of a table that bounds it: one with local indexes. */
export function itemCollectionMetrics(
  table: Table,
  item: Item,
  asked: string | undefined,
): JsonObject | undefined {
  if (asked !== 'SIZE' || table.localIndexes.size === 0) return undefined
  return {
    ItemCollectionKey: writtenItem(keyOf({ hash: table.key.hash, range: undefined }, item)),
    SizeEstimateRangeGB: [0, 1],
  }
}
