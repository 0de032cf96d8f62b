import { type Content, isContent } from '../content/index.ts'
import { checkPlain, notPlain, setOwn } from './plain-data.ts'

/** What `JSON.stringify` takes and `JSON.parse` gives. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/**
 * Plain data as JSON. What JSON does not have is an object with one member whose name begins with `$`: `$map`,
 * `$set`, `$date` (ms since 1970), `$bytes` (base64), `$bigint`, `$number` (`NaN` and its like), `$undefined`,
 * `$content`; and `$object`, a list of names and values, for an object with such a name of its own.
 *
 * @param contentAsJson what stands for the bytes of an object
 * @param isApart asked for each map that is met below the value, with the steps to it: whether it is encoded for
 * itself, and stands empty here
 * @throws TypeError for what is no plain data
 */
export function encode(
  value: unknown,
  contentAsJson: (content: Content) => Json,
  isApart: (map: ReadonlyMap<unknown, unknown>, path: readonly unknown[]) => boolean = () => false,
): Json {
  const path: unknown[] = []
  const within = new Set<object>()
  const at = (step: unknown, from: unknown): Json => {
    path.push(step)
    const to = encodeOne(from)
    path.pop()
    return to
  }
  const encodeOne = (from: unknown): Json => {
    switch (typeof from) {
      case 'string':
      case 'boolean':
        return from
      case 'undefined':
        return { $undefined: 0 }
      case 'bigint':
        return { $bigint: String(from) }
      case 'number':
        return Number.isFinite(from) && !Object.is(from, -0) ? from : { $number: nameOf(from) }
      case 'object':
        return from === null ? null : encodeObject(from)
      default:
        throw notPlain(from, path)
    }
  }
  const encodeObject = (from: object): Json => {
    // Without it, a circle would be walked until the stack ends.
    if (within.has(from)) throw new TypeError(`${path.join(' / ')} is within itself`)
    within.add(from)
    const to = encodeKind(from)
    within.delete(from)
    return to
  }
  const encodeKind = (from: object): Json => {
    if (from instanceof Map) {
      if (path.length > 0 && isApart(from, path)) return { $map: [] }
      return { $map: [...from].map(([key, one]: [unknown, unknown]) => [at(key, key), at(key, one)]) }
    }
    if (from instanceof Set) return { $set: [...from].map((one: unknown) => at('member', one)) }
    if (from instanceof Date) return { $date: at('date', from.getTime()) }
    if (from instanceof Uint8Array) return { $bytes: Buffer.from(from).toString('base64') }
    if (Array.isArray(from)) return from.map((one: unknown, index) => at(index, one))
    checkPlain(from, path)
    if (isContent(from)) return { $content: contentAsJson(from) }
    const entries = Object.entries(from).map(([name, one]) => [name, at(name, one)] as const)
    if (entries.some(([name]) => name.startsWith('$') || name === '__proto__')) return { $object: entries }
    return Object.fromEntries(entries)
  }
  return encodeOne(value)
}

/** The data that {@link encode} made JSON of. @throws TypeError for what it never makes */
export function decode(json: Json, contentOfJson: (json: Json) => Content): unknown {
  const decodeOne = (from: Json): unknown => {
    if (typeof from !== 'object' || from === null) return from
    if (isList(from)) return from.map(decodeOne)
    const names = Object.keys(from)
    const [name = ''] = names
    if (!name.startsWith('$')) {
      const to = {}
      for (const one of names) setOwn(to, one, decodeOne(from[one] ?? null))
      return to
    }
    if (names.length !== 1) throw new TypeError(`${name} stands with others`)
    return decodeTagged(name, from[name] ?? null)
  }
  const decodeTagged = (tag: string, held: Json): unknown => {
    switch (tag) {
      case '$undefined':
        return undefined
      case '$map':
        return new Map(pairs(held).map(([key, one]) => [decodeOne(key), decodeOne(one)]))
      case '$set':
        return new Set(list(held).map(decodeOne))
      case '$date':
        return new Date(Number(decodeOne(held)))
      case '$bytes':
        return Uint8Array.from(Buffer.from(text(held), 'base64'))
      case '$bigint':
        return BigInt(text(held))
      case '$number':
        return Number(held)
      case '$content':
        return contentOfJson(held)
      case '$object': {
        const to = {}
        for (const [key, one] of pairs(held)) setOwn(to, text(key), decodeOne(one))
        return to
      }
      default:
        throw new TypeError(`nothing is called ${tag}`)
    }
  }
  return decodeOne(json)
}

function nameOf(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number)
}

export function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}

/** @throws TypeError */
export function list(json: Json): readonly Json[] {
  if (isList(json)) return json
  throw new TypeError('a list is missing')
}

/** @throws TypeError */
export function text(json: Json | undefined): string {
  if (typeof json === 'string') return json
  throw new TypeError('a text is missing')
}

function pairs(json: Json): ReadonlyArray<readonly [Json, Json]> {
  return list(json).map((pair) => {
    const [key, value] = list(pair)
    if (key === undefined || value === undefined) throw new TypeError('a pair is missing')
    return [key, value]
  })
}
