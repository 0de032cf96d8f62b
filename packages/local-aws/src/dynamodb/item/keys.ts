import type { Table, TableIndex, TableKey } from '../../model/index.ts'
import { invalidValues, validationException } from '../errors/index.ts'
import { indexesOf, isTooLong, mostHashBytes, mostRangeBytes } from '../table/index.ts'
import { type Item, itemSize, mostItemBytes, type Value } from '../value/index.ts'

/** The names of a key's attributes. */
export function keyNames({ hash, range }: TableKey): readonly string[] {
  return range === undefined ? [hash] : [hash, range]
}

/** The key of an item. */
export function keyOf(key: TableKey, item: Item): Item {
  return new Map([...item].filter(([name]) => name === key.hash || name === key.range))
}

/**
 * Refuses what is not exactly a key of the table.
 *
 * @throws AwsError `ValidationException`
 */
export function checkKey(table: Table, key: Item): void {
  const names = keyNames(table.key)
  for (const name of names) {
    const value = key.get(name)
    if (value === undefined || value.type !== table.attributeTypes.get(name)) throw wrongKey()
  }
  if (key.size !== names.length) throw wrongKey()
  for (const name of names) checkKeyValue(table, name, key.get(name))
}

function wrongKey() {
  return validationException('The provided key element does not match the schema')
}

/**
 * Refuses an item that the table cannot take: its keys, those of its indexes, and its size.
 *
 * @param updated the item before an update, which is asked only for what it changes of an index's key
 * @throws AwsError `ValidationException`
 */
export function checkItem(table: Table, item: Item, updated?: Item): void {
  for (const name of keyNames(table.key)) {
    const value = item.get(name)
    if (value === undefined) throw invalidValues(`Missing the key ${name} in the item`)
    const expected = table.attributeTypes.get(name)
    if (value.type !== expected) {
      throw invalidValues(`Type mismatch for key ${name} expected: ${expected} actual: ${value.type}`)
    }
    checkKeyValue(table, name, value)
  }
  for (const index of indexesOf(table)) checkIndexKey(table, index, item, updated)
  if (itemSize(item) > mostItemBytes) {
    throw validationException(
      updated !== undefined
        ? 'Item size to update has exceeded the maximum allowed size'
        : 'Item size has exceeded the maximum allowed size',
    )
  }
}

/** An item without the key of an index is not in it; one with a key of another kind is refused. */
function checkIndexKey(table: Table, index: TableIndex, item: Item, updated: Item | undefined): void {
  for (const name of keyNames(index.key)) {
    const value = item.get(name)
    if (value === undefined || value === updated?.get(name)) continue
    if (name === table.key.hash || name === table.key.range) continue
    const expected = table.attributeTypes.get(name)
    if (value.type !== expected) {
      throw invalidValues(
        `Type mismatch for Index Key ${name} Expected: ${expected} Actual: ${value.type} IndexName: ${index.name}`,
      )
    }
    if (value.value === '') {
      throw validationException(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kindOf(value)} value. IndexName: ${index.name}, IndexKey: ${name}`,
      )
    }
    checkSize(value, name === index.key.hash)
  }
}

function checkKeyValue({ key }: Table, name: string, value: Value | undefined): void {
  if (value === undefined) return
  checkFilled(name, value)
  checkSize(value, name === key.hash)
}

/** Refuses an item, or a key, whose key has an empty value. @throws AwsError `ValidationException` */
export function checkFilledKey({ key }: Table, item: Item): void {
  for (const name of keyNames(key)) checkFilled(name, item.get(name))
}

function checkFilled(name: string, value: Value | undefined): void {
  if (value?.value !== '') return
  throw validationException(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kindOf(value)} value. Key: ${name}`,
  )
}

function checkSize(value: Value, isHash: boolean): void {
  if (!isTooLong(value, isHash)) return
  throw invalidValues(
    isHash
      ? `Size of hashkey has exceeded the maximum size limit of${mostHashBytes} bytes`
      : `Aggregated size of all range keys has exceeded the size limit of ${mostRangeBytes} bytes`,
  )
}

function kindOf(value: Value): string {
  return value.type === 'B' ? 'binary' : 'string'
}

/** A key's value as a policy compares it. */
export function leadingKey(value: Value | undefined): readonly string[] {
  return value !== undefined && (value.type === 'S' || value.type === 'N' || value.type === 'B')
    ? [value.value]
    : []
}
