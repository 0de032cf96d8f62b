import type { TableKey } from '../../model/index.ts'
import { type Item, orderedValue, type Value } from '../value/index.ts'

/*
 * What an item is found by, as one text: eight hex digits that a partition key is spread by, the partition key, the
 * sort key. Texts of one partition stand together and in the order of the sort key, and partitions stand in no order
 * that means anything, as on AWS; a segment of a scan is a range of the digits.
 */

const end = '\0\0'

/** Where a partition's texts begin; each of them begins so. */
export function partitionText(hash: Value): string | undefined {
  const text = orderedValue(hash)
  // Types have partitions of their own, though no table has keys of two.
  return text === undefined ? undefined : `${spread(text)}${enclosed(text)}`
}

/**
 * The text of an item's key; `undefined` where it has none, or one of no type that keys have.
 *
 * @param id of an index: the item's text in its table, which tells apart those whose keys are the same
 */
export function keyText(key: TableKey, item: Item, id?: string): string | undefined {
  const hash = item.get(key.hash)
  const partition = hash && partitionText(hash)
  if (partition === undefined) return undefined
  const range = key.range === undefined ? undefined : item.get(key.range)
  const sort = range && orderedValue(range)
  if (key.range !== undefined && sort === undefined) return undefined
  const text = sort === undefined ? partition : `${partition}${enclosed(sort)}`
  return id === undefined ? text : `${text}${id}`
}

/** The text of a sort key, as far as whatever begins with it goes on with it. */
export function sortPrefix(value: Value): string {
  return escaped(orderedValue(value) ?? '')
}

/** {@link sortPrefix} with its end. */
export function sortText(value: Value): string {
  return `${sortPrefix(value)}${end}`
}

/** Where the segments of a scan begin: the first text of the segment, and that of the one after it. */
export function segmentTexts(segment: number, segments: number): readonly [from: string, to: string] {
  const at = (place: number): string => {
    const bound = Math.ceil((place * 2 ** 32) / segments)
    return bound >= 2 ** 32 ? '~' : digits(bound)
  }
  return [at(segment), at(segment + 1)]
}

function enclosed(text: string): string {
  return `${escaped(text)}${end}`
}

/** An end comes before whatever a longer text goes on with. */
function escaped(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\0\u0001') : text
}

/** FNV-1a, with the last step of MurmurHash3 that spreads what differs in its last characters alone. */
function spread(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return digits((hash ^ (hash >>> 16)) >>> 0)
}

function digits(number: number): string {
  return number.toString(16).padStart(8, '0')
}
