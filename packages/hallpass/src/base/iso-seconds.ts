/** RFC 3339 in whole seconds, as AWS writes a time: `2026-11-22T13:00:00Z`. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z')
}
