import { type Content, isContent } from '../content/index.ts'

/**
 * Goes through plain data, and copies nothing.
 *
 * @param onContent called once for each content that is met
 */
export function eachContent(value: unknown, onContent: (content: Content) => void): void {
  const seen = new Set<object>()
  const walk = (one: unknown): void => {
    if (typeof one !== 'object' || one === null || one instanceof Date || one instanceof Uint8Array) return
    if (seen.has(one)) return
    seen.add(one)
    if (isContent(one)) onContent(one)
    else if (one instanceof Map) {
      const entries: Iterable<[unknown, unknown]> = one
      for (const [key, member] of entries) {
        walk(key)
        walk(member)
      }
    } else if (one instanceof Set) {
      for (const member of one) walk(member)
    } else for (const member of Object.values(one)) walk(member)
  }
  walk(value)
}
