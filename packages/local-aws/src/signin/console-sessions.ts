import { createHash } from 'node:crypto'

import type { RawResponse } from '../base/index.ts'
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
/** Where the cookie goes: not to the buckets beside. */
const cookiePaths = ['/console', '/_local']

/** The headers that sign a browser in, until the session ends. */
export function consoleCookies(id: string, expiresAt: Date, now: Date): RawResponse['headers'] {
  const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000))
  return cookiePaths.map((path) => cookie(id, maxAge, path))
}

/** The headers that take the cookie away from the browser. */
export const expiredCookies: RawResponse['headers'] = cookiePaths.map((path) => cookie('', 0, path))

function cookie(value: string, maxAge: number, path: string): readonly [string, string] {
  return ['Set-Cookie', `${cookieName}=${value}; Max-Age=${maxAge}; Path=${path}; HttpOnly; SameSite=Lax`]
}

/** The console session's id in a `Cookie` header. */
export function consoleCookieValue(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === cookieName && value !== undefined) return value
  }
  return undefined
}
