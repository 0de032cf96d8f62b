/** `2015-08-30T12:36:00Z` as `20150830T123600Z`. */
export function amzDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** The moment that `X-Amz-Date` names, or `undefined` when it is no such text. */
export function parseAmzDate(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second] = parts
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  // Date.parse rolls 30 February over to March.
  return !Number.isNaN(date.getTime()) && amzDate(date) === text ? date : undefined
}

/**
 * The moment of an HTTP `Date` header (RFC 9110, the preferred form only), which stands in for a missing
 * `X-Amz-Date`.
 */
export function parseHttpDate(text: string): Date | undefined {
  if (!/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}
