import { HallpassError, shownValue } from '../base/index.ts'
import { parseDuration } from '../issue/index.ts'

/**
 * Reads a moment as people write it: `now` (`undefined`, for AWS's clock to say), a length of time ago (`10m`,
 * `1h30m`), a date (`2026-11-22`, its beginning in UTC) or a date and time with its zone
 * (`2026-11-22T08:37:11Z`, `2026-11-22T09:37+01:00`).
 *
 * @throws HallpassError `InvalidInput` for anything else
 */
export function parseMoment(text: string, now: Date, flag: string): Date | undefined {
  const plain = text.trim()
  if (plain === 'now') return undefined
  if (/^\d+[hms]/.test(plain)) return new Date(now.getTime() - parseDuration(plain, flag) * 1000)
  const match = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(plain)
  const [, day = '', time, zone] = match ?? []
  if (time !== undefined && zone === undefined) {
    throw refused(text, flag, `add its zone: ${plain}Z for UTC`)
  }
  const date = new Date(time === undefined ? `${day}T00:00Z` : plain)
  // 30 February would be taken for 2 March.
  if (Number.isNaN(date.getTime()) || new Date(`${day}T00:00Z`).toISOString().slice(0, 10) !== day) {
    throw refused(text, flag, 'write it as now, 10m (ago), 2026-11-22 or 2026-11-22T08:37:11Z')
  }
  return date
}

function refused(text: string, flag: string, hint: string): HallpassError {
  return new HallpassError('InvalidInput', `${flag} ${shownValue(text)} is no moment`, {
    hint,
    facts: { name: flag },
  })
}
