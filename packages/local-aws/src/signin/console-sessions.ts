import { createHash } from 'node:crypto'

import type { SessionClaims } from '../sessions/index.ts'

/** Somebody who is signed in to the console. */
export interface ConsoleSession {
  readonly accessKeyId: string
  readonly session: SessionClaims
  readonly expiresAt: Date
  /** Where the person came from, as the sign-in link said. */
  readonly issuer: string | undefined
  /** The console page that was asked for. */
  readonly destination: string
}

/** The console sessions of this instance: 10,000 at most, the oldest leave first. */
export interface ConsoleSessions {
  /** Remembers a session under a new id, which goes into the browser's cookie. */
  readonly start: (session: ConsoleSession) => string
  /** The session, expired or not. */
  readonly find: (id: string) => ConsoleSession | undefined
  readonly end: (id: string) => void
}

export function createConsoleSessions(
  randomBytes: (size: number) => Uint8Array,
  maxSessions = 10_000,
): ConsoleSessions {
  const sessions = new Map<string, ConsoleSession>()
  return {
    start: (session) => {
      const id = Buffer.from(randomBytes(32)).toString('base64url')
      sessions.set(hashed(id), session)
      if (sessions.size > maxSessions) {
        const oldest = sessions.keys().next()
        if (oldest.done !== true) sessions.delete(oldest.value)
      }
      return id
    },
    find: (id) => sessions.get(hashed(id)),
    end: (id) => {
      sessions.delete(hashed(id))
    },
  }
}

/** Looked up by its hash, an id cannot be guessed piece by piece from how long a look-up takes. */
function hashed(id: string): string {
  return createHash('sha256').update(id).digest('base64')
}

const cookieName = 'local_aws_console'
const cookieAttributes = 'Path=/console; HttpOnly; SameSite=Lax'

/** The header that signs a browser in, until the session ends. */
export function consoleCookie(id: string, expiresAt: Date, now: Date): readonly [string, string] {
  const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000))
  return ['Set-Cookie', `${cookieName}=${id}; Max-Age=${maxAge}; ${cookieAttributes}`]
}

/** The header that takes the cookie away from the browser. */
export const expiredCookie: readonly [string, string] = [
  'Set-Cookie',
  `${cookieName}=; Max-Age=0; ${cookieAttributes}`,
]

/** The console session's id in a `Cookie` header. */
export function consoleCookieValue(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === cookieName && value !== undefined) return value
  }
  return undefined
}
