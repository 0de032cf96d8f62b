/**
 * Reads the value of a Date condition: W3C ISO 8601, from a year to a fraction of a second, or seconds since
 * 1970.
 *
 * @returns milliseconds since 1970, or `undefined` for anything else
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function parseDate(text: string): number | undefined {
  if (/^-?[0-9]{5,16}(?:\.[0-9]{1,9})?$/.test(text)) return Number(text) * 1000
  const parts = isoDate.exec(text)?.groups
  if (parts === undefined) return undefined
  const month = Number(parts.month ?? 1)
  const day = Number(parts.day ?? 1)
  const midnight = new Date(0)
  midnight.setUTCFullYear(Number(parts.year), month - 1, day)
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined
  const hours = Number(parts.hours ?? 0)
  const minutes = Number(parts.minutes ?? 0)
  const seconds = Number(parts.seconds ?? 0)
  if (hours > 24 || minutes > 59 || seconds > 60) return undefined
  const offset = Number(parts.offsetHours ?? 0) * 60 + Number(parts.offsetMinutes ?? 0)
  const offsetMs = (parts.sign === '-' ? -offset : offset) * 60_000
  return midnight.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000 - offsetMs
}

const isoDate =
  /^(?<year>[0-9]{4})(?:-(?<month>[0-9]{2})(?:-(?<day>[0-9]{2})(?:[Tt](?<hours>[0-9]{1,2}):(?<minutes>[0-9]{2})(?::(?<seconds>[0-9]{2}(?:\.[0-9]{1,9})?))?(?:[Zz]|(?<sign>[+-])(?<offsetHours>[0-9]{2})(?::?(?<offsetMinutes>[0-9]{2}))?)?)?)?)?$/

/** @returns the number of a Numeric condition, or `undefined` for what is none */
export function parseNumber(text: string): number | undefined {
  return /^[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?$/.test(text) ? Number(text) : undefined
}

/** @returns the boolean of a Bool condition, or `undefined` for what is none */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}

/** @returns the bytes of a BinaryEquals condition, one character for each, or `undefined` when not base64 */
export function parseBinary(text: string): string | undefined {
  const unpadded = text.replace(/={0,2}$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(unpadded) || unpadded.length % 4 === 1) return undefined
  return Buffer.from(unpadded, 'base64').toString('latin1')
}
