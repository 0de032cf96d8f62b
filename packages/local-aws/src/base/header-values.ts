/**
 * Header values by lower-case name. A repeated header's values are joined with a comma, in the order sent,
 * which is also what the canonical request wants.
 */
export function headerValues(rawHeaders: readonly string[]): Map<string, string> {
  const values = new Map<string, string>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    const before = values.get(name)
    values.set(name, before === undefined ? value : `${before},${value}`)
  }
  return values
}
