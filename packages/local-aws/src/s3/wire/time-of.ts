/**
 * The time that a request's date of ISO 8601 says, in milliseconds; NaN for what is none, a day that its month does
 * not have among them. A date without a time is its midnight, and a time without a zone is UTC.
 */
export function timeOf(text: string): number {
  const [, day = '', time = 'T00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // JavaScript takes the 30th of February to be in March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return Number.NaN
  return Date.parse(day + time + zone)
}
