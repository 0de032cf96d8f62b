const isoDate =
  /^-?(?<year>\d{1,9})(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?(?:t(?<hours>\d{1,2})?(?::(?<minutes>\d{1,2})(?::(?<seconds>\d{1,2})(?:\.\d{1,9})?)?(?:z|[+-]\d{2}(?::?\d{2})?)?)?)?$/i

// Seconds since 1970 as a signed 64-bit number.
const lastSecond = 9_223_372_036_854_775_807n

const bounds = {
  year: [0, 292_278_993],
  month: [1, 12],
  day: [1, 31],
  hours: [0, 23],
  minutes: [0, 59],
  seconds: [0, 60],
} as const

/** Whether IAM stores a text as the value of a Date condition. */
export function isPolicyDate(text: string): boolean {
  if (/^\d{1,19}$/.test(text)) return BigInt(text) <= lastSecond
  const parts = isoDate.exec(text)?.groups
  if (!parts) return false
  return Object.entries(bounds).every(([name, [first, last]]) => {
    const part = parts[name]
    return part === undefined || (Number(part) >= first && Number(part) <= last)
  })
}
