import type { Transport } from 'hallpass'
import type * as library from 'openid-client'

/**
 * What the client library calls in place of `fetch`: through the proxy that the environment names, as every other
 * request of the server. Node's own `fetch` looks at none.
 */
export function providerFetch(transport: Transport): library.CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const endpoint = new URL(url)
    const sent = bodyOf(body)
    try {
      const answer = await transport(
        {
          method,
          endpoint,
          target: `${endpoint.pathname}${endpoint.search}`,
          headers: {
            ...lowerCased(headers),
            ...(body instanceof URLSearchParams
              ? { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
              : {}),
          },
          ...(sent === undefined ? {} : { body: sent }),
        },
        signal === undefined ? {} : { signal },
      )
      const bodiless = answer.status === 204 || answer.status === 304
      return new Response(bodiless ? null : answer.body, { status: answer.status, headers: answer.headers })
    } catch (error) {
      // As `fetch` fails: the library tells these apart from answers that are wrong.
      signal?.throwIfAborted()
      throw new TypeError('fetch failed', { cause: error })
    }
  }
}

function bodyOf(body: library.FetchBody): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('a body of this kind is not sent')
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
