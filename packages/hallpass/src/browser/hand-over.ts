import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { HallpassError } from '../base/index.ts'
import { isSameSecret, openLoopback, type Respond } from '../loopback/index.ts'
import { isForeign } from './peer-user.ts'
import { messagePage, type Page, type StandingPage, standingPage } from './page.ts'

export interface HandOverOptions {
  /** Makes the link, at the moment it is asked for. */
  readonly link: () => Promise<string>
  /** Keeps a page up that makes a fresh link at each click. Default: the first answer is the only one. */
  readonly standing?: StandingPage | undefined
  readonly signal?: AbortSignal | undefined
  /** Stands in for the look at whose connection it is. */
  readonly foreign?: ((request: IncomingMessage) => boolean) | undefined
}

/** A loopback address at which a browser gets a link, and what becomes of it. */
export interface HandOver {
  /** Opens once. Worth nothing to other users of the machine where we can tell whose a connection is (Linux). */
  readonly address: string
  /** Resolves when the link was handed over; rejects with what `link` threw. */
  readonly done: Promise<void>
  /** Stops listening. */
  readonly close: () => void
}

/**
 * Hands a link to a browser by a redirect, so that it never is in a process's arguments: the browser is given a
 * loopback address that answers once.
 *
 * Loopback only, the Host header checked, nothing stored by the browser, no referrer. Prefetches do not use it up.
 */
export async function handOver(options: HandOverOptions): Promise<HandOver> {
  const { link, standing, foreign = isForeign } = options
  const secret = randomBytes(24).toString('base64url')
  const cookie = randomBytes(24).toString('base64url')
  let used = false
  let settle: { resolve: () => void; reject: (error: unknown) => void } | undefined
  const done = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  // Who closes early is not interested in it.
  done.catch(() => {})

  const redirect = async (response: ServerResponse, status: 302 | 303): Promise<void> => {
    let location: string
    try {
      location = await link()
    } catch (error) {
      const known = error instanceof HallpassError
      if (!standing || !known) settle?.reject(error)
      return answer(
        response,
        502,
        messagePage('The console link could not be made', known ? error.message : ''),
      )
    }
    response.writeHead(status, { ...headers, location })
    response.end()
  }

  const respond: Respond = async (request, response, { host, port, isOurs }) => {
    if (!isOurs || foreign(request)) {
      return answer(response, 403, messagePage('This is not for you', ''))
    }
    const first = request.url === `/${secret}`
    if (first && request.method === 'GET') {
      const purposes = [request.headers['sec-purpose'], request.headers['purpose']]
      if (purposes.some((purpose) => purpose?.includes('prefetch')))
        return answer(response, 503, messagePage('Not yet', ''))
      if (used) {
        return answer(response, 410, messagePage('This address worked once', 'Run hallpass console again.'))
      }
      used = true
      if (standing) {
        const name = cookieName(port)
        response.writeHead(303, {
          ...headers,
          location: '/',
          'set-cookie': `${name}=${cookie}; Path=/; HttpOnly; SameSite=Strict`,
        })
        response.end()
        return
      }
      response.once('finish', () => settle?.resolve())
      await redirect(response, 302)
      return
    }
    if (!standing || !isSameSecret(cookieOf(request, cookieName(port)), cookie)) {
      return answer(response, 404, messagePage('There is nothing here', 'Run hallpass console again.'))
    }
    if (request.method === 'GET' && request.url === '/') return answer(response, 200, standingPage(standing))
    if (request.method === 'POST' && request.url === '/open') {
      const { origin } = request.headers
      if (origin !== undefined && origin !== `http://${host}`) {
        return answer(response, 403, messagePage('This is not for you', ''))
      }
      await redirect(response, 303)
      return
    }
    answer(response, 404, messagePage('There is nothing here', ''))
  }

  const loopback = await openLoopback(respond, (error) => settle?.reject(error))
  const abort = (): void => settle?.reject(new HallpassError('Aborted', 'stopped'))
  options.signal?.addEventListener('abort', abort, { once: true })
  void done.finally(() => options.signal?.removeEventListener('abort', abort)).catch(() => {})
  return { address: `http://${loopback.host}/${secret}`, done, close: loopback.close }
}

/** Cookies do not tell ports apart, so that the name does. */
function cookieName(port: number): string {
  return `hallpass-console-${port}`
}

function cookieOf(request: IncomingMessage, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/)
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

function answer(response: ServerResponse, status: number, page: Page): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': page.policy,
  })
  response.end(page.html)
}
