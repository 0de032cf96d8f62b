import type { Content } from '../content/index.ts'
import { decode, encode, type Json, list } from './encode.ts'
import { setOwn } from './plain-data.ts'

/** One thing that is set, or taken away, in plain data: what, by the steps to it, is now something else. */
export type Change =
  | readonly [kind: '=', path: readonly Json[], value: Json]
  | readonly [kind: '-', path: readonly Json[]]

/** A map of more entries than that is set entry by entry, so that no record is as long as a whole bucket. */
const mostEntries = 256

/** The changes that set something at a place, in order. @throws TypeError for what is no plain data */
export function* settingChanges(
  path: readonly Json[],
  value: unknown,
  contentAsJson: (content: Content) => Json,
): Generator<Change, void> {
  const apart: Array<readonly [readonly Json[], ReadonlyMap<unknown, unknown>]> = []
  const isApart = (map: ReadonlyMap<unknown, unknown>, below: readonly unknown[]): boolean => {
    if (map.size <= mostEntries) return false
    const steps = below.filter(isStep)
    if (steps.length < below.length || ![...map.keys()].every(isStep)) return false
    apart.push([[...path, ...steps], map])
    return true
  }
  yield ['=', path, encode(value, contentAsJson, isApart)]
  for (const [at, map] of apart) {
    for (const [key, one] of map) {
      if (isStep(key)) yield* settingChanges([...at, key], one, contentAsJson)
    }
  }
}

/** Makes a change of {@link settingChanges} to what it is about. @throws TypeError for a path that leads nowhere */
export function applyChange(root: object, change: Json, contentOfJson: (json: Json) => Content): void {
  const [kind, path = [], value] = list(change)
  const steps = list(path)
  const last = steps.at(-1)
  if (last === undefined) throw new TypeError('a change of nothing')
  let place: unknown = root
  for (const step of steps.slice(0, -1)) place = valueAt(place, step)
  if (typeof place !== 'object' || place === null)
    throw new TypeError(`nothing is at ${JSON.stringify(path)}`)
  if (kind === '-') removeAt(place, last)
  else if (kind === '=' && value !== undefined) setAt(place, last, decode(value, contentOfJson))
  else throw new TypeError('a change of no kind')
}

/** What is one step further; `undefined` where nothing is. A member of a set is itself. */
export function valueAt(place: unknown, step: unknown): unknown {
  if (place instanceof Map) return place.get(step)
  if (place instanceof Set) return place.has(step) ? step : undefined
  return typeof place === 'object' && place !== null && isStep(step) && Object.hasOwn(place, step)
    ? Reflect.get(place, step)
    : undefined
}

/** Whether there is anything one step further, be it `undefined`. */
export function isAt(place: unknown, step: unknown): boolean {
  if (place instanceof Map || place instanceof Set) return place.has(step)
  return typeof place === 'object' && place !== null && isStep(step) && Object.hasOwn(place, step)
}

/** What a path can be of. */
export function isStep(key: unknown): key is string | number {
  return typeof key === 'string' || typeof key === 'number'
}

function setAt(place: object, step: Json, value: unknown): void {
  if (place instanceof Map) place.set(step, value)
  else if (place instanceof Set) place.add(value)
  else if (isStep(step)) setOwn(place, String(step), value)
}

function removeAt(place: object, step: Json): void {
  if (place instanceof Map || place instanceof Set) place.delete(step)
  else if (isStep(step)) Reflect.deleteProperty(place, step)
}
