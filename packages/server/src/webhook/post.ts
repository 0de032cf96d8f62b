import { lookup as systemLookup } from 'node:dns'
import * as http from 'node:http'
import * as https from 'node:https'
import type { LookupFunction } from 'node:net'
import { isPrivateAddress, isPrivateHost } from './private-address.ts'

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
      // An address in the URL is not looked up.
      if (!allowPrivate && isPrivateHost(hostname)) {
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

/** The system's look-up, which finds no private addresses: checked where the connection is made, not before. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '')
    const open = addresses.filter(({ address }) => !isPrivateAddress(address))
    const [first] = open
    if (first === undefined) return callback(new Error(privateMessage), '')
    if (options.all) return callback(null, open)
    return callback(null, first.address, first.family)
  })
}
