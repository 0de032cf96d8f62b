import { type Content, isContent } from '../content/index.ts'
import { checkPlain, notPlain, setOwn } from './plain-data.ts'

/**
 * A copy of plain data that shares nothing with it but the bytes of objects, which never change. What is there
 * twice is there twice in the copy, as one thing.
 *
 * @param onContent called for each content that is met
 * @throws TypeError for what is no plain data
 */
export function copyOf(
  value: ReadonlyMap<string, unknown>,
  onContent: (content: Content) => void = () => {},
): Map<string, unknown> {
  const made = new Map<object, unknown>()
  const path: unknown[] = []
  const at = (step: unknown, from: unknown): unknown => {
    path.push(step)
    const to = copy(from)
    path.pop()
    return to
  }
  const copy = (from: unknown): unknown => {
    if (typeof from !== 'object' || from === null) {
      if (typeof from === 'function' || typeof from === 'symbol') throw notPlain(from, path)
      return from
    }
    return made.get(from) ?? copyObject(from)
  }
  const copyObject = (from: object): unknown => {
    const keep = <Made extends object>(to: Made): Made => {
      made.set(from, to)
      return to
    }
    if (from instanceof Map) {
      const to = keep(new Map<unknown, unknown>())
      const entries: Iterable<[unknown, unknown]> = from
      for (const [key, one] of entries) to.set(copy(key), at(key, one))
      return to
    }
    if (from instanceof Set) {
      const to = keep(new Set<unknown>())
      for (const one of from) to.add(copy(one))
      return to
    }
    if (from instanceof Date) return keep(new Date(from))
    if (from instanceof Uint8Array) return keep(Uint8Array.from(from))
    if (Array.isArray(from)) {
      const to = keep<unknown[]>([])
      for (const [index, one] of from.entries()) to.push(at(index, one))
      return to
    }
    checkPlain(from, path)
    if (isContent(from)) {
      onContent(from)
      return from
    }
    const to = keep({})
    for (const [name, one] of Object.entries(from)) setOwn(to, name, at(name, one))
    return to
  }
  return new Map([...value].map(([name, one]) => [name, at(name, one)]))
}
