/** An address as its bytes: 4 or 16. */
export type IpAddress = readonly number[]

/** Addresses whose first `prefixLength` bits are those of `address`. */
export interface IpRange {
  readonly address: IpAddress
  readonly prefixLength: number
}

/** @returns the address, or `undefined` for what is none */
export function parseIpAddress(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/**
 * Reads `203.0.113.0/24`, `2001:db8::/32`, or one address.
 *
 * @returns `undefined` for what is no range
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [base = '', prefix, ...more] = text.split('/')
  const address = parseIpAddress(base)
  if (address === undefined || more.length > 0) return undefined
  if (prefix === undefined) return { address, prefixLength: address.length * 8 }
  if (!/^[0-9]{1,3}$/.test(prefix) || Number(prefix) > address.length * 8) return undefined
  return { address, prefixLength: Number(prefix) }
}

/**
 * An IPv4 address is never in an IPv6 range, nor the other way round; an IPv4 address in IPv6's clothes
 * (`::ffff:203.0.113.7`, as a dual-stack socket reports its peers) counts as the IPv4 address it is.
 */
export function isInRange(address: IpAddress, range: IpRange): boolean {
  const bytes = range.address.length === 4 && isMappedIpv4(address) ? address.slice(12) : address
  if (bytes.length !== range.address.length) return false
  const whole = range.prefixLength >> 3
  for (let index = 0; index < whole; index++) if (bytes[index] !== range.address[index]) return false
  const bits = range.prefixLength & 7
  if (bits === 0) return true
  const mask = (0xff << (8 - bits)) & 0xff
  return ((bytes[whole] ?? 0) & mask) === ((range.address[whole] ?? 0) & mask)
}

function isMappedIpv4(address: IpAddress): boolean {
  return (
    address.length === 16 &&
    address.slice(0, 10).every((byte) => byte === 0) &&
    address[10] === 0xff &&
    address[11] === 0xff
  )
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  const bytes = parts.map((part) => (/^(?:0|[1-9][0-9]{0,2})$/.test(part) ? Number(part) : 256))
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2 || text.length > 45) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  if (head === undefined) return undefined
  if (halves.length === 1) return head.length === 16 ? head : undefined
  const tail = parseGroups(halves[1] ?? '', true)
  // `::` stands for at least one group of zeros.
  if (tail === undefined || head.length + tail.length > 14) return undefined
  return [...head, ...Array.from({ length: 16 - head.length - tail.length }, () => 0), ...tail]
}

/** The last group may be written as an IPv4 address. */
function parseGroups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [index, group] of groups.entries()) {
    if (group.includes('.')) {
      const ipv4 = atEnd && index === groups.length - 1 ? parseIpv4(group) : undefined
      if (ipv4 === undefined) return undefined
      bytes.push(...ipv4)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined
      const value = Number.parseInt(group, 16)
      bytes.push(value >> 8, value & 0xff)
    }
  }
  return bytes
}
