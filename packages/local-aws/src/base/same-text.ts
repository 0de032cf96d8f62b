import { timingSafeEqual } from 'node:crypto'

/** Compares signatures, tokens or secrets without telling by its duration where they differ. */
export function sameText(expected: string, given: string): boolean {
  const a = Buffer.from(expected, 'utf8')
  const b = Buffer.from(given, 'utf8')
  return a.length === b.length && timingSafeEqual(a, b)
}
