import { BlockList, isIP } from 'node:net'

/** The proxies of one's own in front: how many, or which addresses and blocks (`10.0.0.0/8`). */
export type TrustedProxies = number | readonly string[]

/** Whether each is an address or a block. */
export function areAddresses(list: readonly string[]): boolean {
  return list.every((entry) => blockOf(entry) !== undefined)
}

/**
 * Makes the function that finds where a request comes from. By a count, that many addresses of `X-Forwarded-For` are
 * believed, from its end. By a list, the header is believed as far as it was written by one of the list, and not at
 * all where the connection comes from somebody else: nobody can write themselves another address by going past the
 * proxies.
 */
export function createForwardedAddress(
  trusted: TrustedProxies,
): (forwardedFor: string | null, remote: string | undefined) => string | undefined {
  if (typeof trusted === 'number') {
    return (forwardedFor, remote) => (trusted === 0 ? remote : hopsOf(forwardedFor).at(-trusted) || remote)
  }
  const blocks = new BlockList()
  for (const entry of trusted) {
    const block = blockOf(entry)
    if (block === undefined) throw new TypeError(`${entry} is neither an address nor a block`)
    blocks.addSubnet(block.address, block.bits, block.family)
  }
  const isOwn = (address: string): boolean => {
    const family = isIP(address)
    return family !== 0 && blocks.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
  return (forwardedFor, remote) => {
    let found = remote === undefined ? undefined : plain(remote)
    const hops = hopsOf(forwardedFor)
    while (found !== undefined && isOwn(found)) {
      const before = hops.pop()
      // What is no address is nobody's: the last that is known is the proxy.
      if (before === undefined || isIP(plain(before)) === 0) break
      found = plain(before)
    }
    return found
  }
}

function hopsOf(forwardedFor: string | null): string[] {
  return (forwardedFor ?? '').split(',').map((hop) => hop.trim())
}

/** Without a port, brackets, and the prefix of an IPv4 address in IPv6. */
function plain(address: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(address)?.[1]
  const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(address)?.[1]
  return (bracketed ?? withPort ?? address).replace(/^::ffff:(?=\d{1,3}\.)/i, '')
}

function blockOf(
  entry: string,
): { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', prefix, ...rest] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return undefined
  const most = family === 6 ? 128 : 32
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined
  const bits = prefix === undefined ? most : Number(prefix)
  return bits > most ? undefined : { address, bits, family: family === 6 ? 'ipv6' : 'ipv4' }
}
