import type { Actor } from '../actor/index.ts'
import type { Changing } from '../change/index.ts'
import { apiTokenActor } from './api-token.ts'
import type { SessionCookie } from './cookie.ts'
import { isOwnOrigin } from './csrf.ts'
import { sessionActor } from './web-session.ts'

/** Finds out who a request is from; nothing where it is not for this way of signing in. */
export type Authenticator = (request: Request, address: string | undefined) => Promise<Actor | undefined>

/** A platform's token, as `Authorization: Bearer hp_api_…`. */
export function byApiToken(services: Pick<Changing, 'database' | 'now'>): Authenticator {
  return async (request, address) => {
    const given = /^Bearer (hp_api_[\w-]{43})$/.exec(request.headers.get('authorization') ?? '')?.[1]
    return given === undefined ? undefined : apiTokenActor(services, given, address)
  }
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A session in a cookie. A request that changes something counts only where a page of ours made it. */
export function byCookie(
  services: Pick<Changing, 'database' | 'now'>,
  cookie: SessionCookie,
  publicUrl: string,
): Authenticator {
  return async (request, address) => {
    const secret = cookie.read(request)
    if (secret === undefined) return undefined
    if (!safeMethods.has(request.method) && !isOwnOrigin(request, publicUrl)) return undefined
    return sessionActor(services, secret, address)
  }
}
