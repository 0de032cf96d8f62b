const isoDate =
  /^-?(?<year>[0-9]{1,9})(?:-(?<month>[0-9]{1,2})(?:-(?<day>[0-9]{1,2}))?)?(?:t(?<hours>[0-9]{1,2})?(?::(?<minutes>[0-9]{1,2})(?::(?<seconds>[0-9]{1,2})(?:\.[0-9]{1,9})?)?)?(?:z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$/i

/** Seconds since 1970 as a signed 64-bit number. */
const lastSecond = 9_223_372_036_854_775_807n

/** @returns whether IAM stores the value of a Date condition; not all that it stores is a date that can match */
export function isPolicyDate(value: string): boolean {
  if (/^[0-9]{1,19}$/.test(value)) return BigInt(value) <= lastSecond
  const parts = isoDate.exec(value)?.groups
  if (parts === undefined) return false
  return (
    inRange(parts.year, 0, 292_278_993) &&
    inRange(parts.month, 1, 12) &&
    inRange(parts.day, 1, 31) &&
    inRange(parts.hours, 0, 23) &&
    inRange(parts.minutes, 0, 59) &&
    inRange(parts.seconds, 0, 60)
  )
}

function inRange(part: string | undefined, first: number, last: number): boolean {
  return part === undefined || (Number(part) >= first && Number(part) <= last)
}
