const unitMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** Reads a duration such as `500ms`, `10s`, `2m`, `12h` or `90d`, in milliseconds; `undefined` for none. */
export function parseDuration(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? []
  const factor = unitMs.get(unit)
  return factor === undefined ? undefined : Number(number) * factor
}
