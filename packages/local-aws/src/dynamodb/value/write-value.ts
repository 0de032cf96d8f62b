import type { JsonValue } from '../../protocol/index.ts'
import type { Item, Value } from './value.ts'

/** A value as it is answered. */
export function writtenValue(value: Value): JsonValue {
  if (value.type === 'L') return { L: value.value.map(writtenValue) }
  if (value.type === 'M') return { M: writtenItem(value.value) }
  return { [value.type]: value.value }
}

/** Attributes as they are answered. */
export function writtenItem(item: Item): ReadonlyMap<string, JsonValue> {
  return new Map([...item].map(([name, value]) => [name, writtenValue(value)]))
}

/** An item as it is kept: one text, which snapshots and journals copy as it is. */
export function storedItem(item: Item): string {
  return JSON.stringify(plainItem(item))
}

/**
 * The item that {@link storedItem} made a text of.
 *
 * @param names the attributes that are wanted; without it, all
 */
export function restoredItem(stored: string, names?: ReadonlyArray<string | undefined>): Item {
  const plain: PlainItem = JSON.parse(stored)
  if (names === undefined) return itemOf(plain)
  const item = new Map<string, Value>()
  for (const name of names) {
    const value = name !== undefined && Object.hasOwn(plain, name) ? plain[name] : undefined
    if (name !== undefined && value !== undefined) item.set(name, valueOf(value))
  }
  return item
}

type Plain = { readonly [type: string]: unknown }
type PlainItem = { readonly [name: string]: Plain }

function plainItem(item: Item): PlainItem {
  return Object.fromEntries([...item].map(([name, value]) => [name, plainValue(value)]))
}

function plainValue(value: Value): Plain {
  if (value.type === 'L') return { L: value.value.map(plainValue) }
  if (value.type === 'M') return { M: plainItem(value.value) }
  return { [value.type]: value.value }
}

function itemOf(plain: PlainItem): Item {
  return new Map(Object.entries(plain).map(([name, value]) => [name, valueOf(value)]))
}

function valueOf(plain: Plain): Value {
  const { L, M } = plain
  if (isPlainList(L)) return { type: 'L', value: L.map(valueOf) }
  if (isPlainItem(M)) return { type: 'M', value: itemOf(M) }
  for (const [type, value] of Object.entries(plain)) {
    const simple = { type, value }
    if (isSimple(simple)) return simple
  }
  throw new TypeError('a value of no type')
}

function isPlainList(value: unknown): value is readonly Plain[] {
  return Array.isArray(value)
}

function isPlainItem(value: unknown): value is PlainItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Nothing else was ever stored. */
function isSimple(value: { readonly type: string; readonly value: unknown }): value is Value {
  return value.type !== 'L' && value.type !== 'M'
}
