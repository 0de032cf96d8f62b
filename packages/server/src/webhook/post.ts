import { lookup as systemLookup } from 'node:dns'
import * as http from 'node:http'
import * as https from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** What came of a delivery. */
export interface Posted {
  /** Nothing when no answer came. */
  readonly status: number | undefined
  readonly error: string | undefined
}

/** Sends one POST: no redirect is followed, and nothing of the answer but its status is looked at. */
export type Post = (url: string, body: string, headers: Readonly<Record<string, string>>) => Promise<Posted>

export interface PostOptions {
  /** Allows addresses of this machine and of private networks. Default false: a webhook is no way into them. */
  readonly allowPrivate?: boolean
  readonly timeoutMs?: number
}

/** Makes a {@link Post} on Node's own HTTP. */
export function createPost({ allowPrivate = false, timeoutMs = 10_000 }: PostOptions = {}): Post {
  const lookup = allowPrivate ? undefined : publicLookup
  return (url, body, headers) =>
    new Promise((resolve) => {
      const { protocol, hostname } = new URL(url)
      const host = hostname.replace(/^\[|\]$/g, '')
      // An address in the URL is not looked up.
      if (!allowPrivate && isIP(host) !== 0 && isPrivate(host)) {
        resolve({ status: undefined, error: 'the address is a private one' })
        return
      }
      const request = (protocol === 'http:' ? http : https).request(
        url,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': String(Buffer.byteLength(body)),
            'user-agent': 'hallpass-webhooks',
            ...headers,
          },
          lookup,
          signal: AbortSignal.timeout(timeoutMs),
          agent: false,
        },
        (response) => {
          response.resume()
          response.once('error', () => {})
          resolve({ status: response.statusCode, error: undefined })
          response.destroy()
        },
      )
      request.once('error', (error) => {
        const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
        resolve({ status: undefined, error: error.message === privateMessage ? privateMessage : code })
      })
      request.end(body)
    })
}

const privateMessage = 'the address is a private one'

// Source: IANA's registries of special-purpose IPv4 and IPv6 addresses.
const special = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 32],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  special.addSubnet(network, prefix, 'ipv6')
}

function isPrivate(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return special.check(mapped, 'ipv4')
  return special.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** The system's look-up, which finds no private addresses: checked where the connection is made, not before. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '')
    const open = addresses.filter(({ address }) => !isPrivate(address))
    const [first] = open
    if (first === undefined) return callback(new Error(privateMessage), '')
    if (options.all) return callback(null, open)
    return callback(null, first.address, first.family)
  })
}
