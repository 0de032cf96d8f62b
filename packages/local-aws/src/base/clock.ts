import { parseDuration } from './duration.ts'

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/
const farthestMs = 100 * 366 * 86_400_000

/**
 * Reads what a clock is set to: a moment with its zone (`2026-11-22T12:00:00Z`), or how far it is ahead
 * (`+2h`) or behind (`-30m`), a hundred years at most. From then on the clock runs.
 *
 * @returns how many milliseconds it is ahead of `now`; `undefined` for anything else
 */
export function parseClock(text: string, now: Date): number | undefined {
  const sign = text.startsWith('+') ? 1 : text.startsWith('-') ? -1 : 0
  const offset = sign === 0 ? undefined : parseDuration(text.slice(1))
  const at = instant.test(text) ? Date.parse(text) : Number.NaN
  const aheadMs = offset === undefined ? at - now.getTime() : sign * offset
  return Math.abs(aheadMs) <= farthestMs ? aheadMs : undefined
}
