import { createHash } from 'node:crypto'

import type { RawResponse } from '../base/index.ts'
import type { SessionClaims } from '../sessions/index.ts'
import { sessionTitle } from './sign-in-answer.ts'

/** Somebody who is signed in to the console. */
export interface ConsoleSession {
  /**
   * The account and eight letters, e.g. `111122223333-k3v9q2xd`: how the session stands in addresses. It says which of a
   * browser's sessions a page is of, and opens nothing: the cookie does.
   */
  readonly handle: string
  readonly accessKeyId: string
  readonly session: SessionClaims
  /** When this person first signed in, since they were last signed out. */
  readonly startedAt: Date
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
  readonly newHandle: (account: string) => string
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
    newHandle: (account) =>
      `${account}-${Array.from(randomBytes(8), (byte) => letters[byte % letters.length]).join('')}`,
  }
}

/** As many as a byte is a multiple of, none of which looks like another. */
const letters = 'abcdefghijkmnopqrstuvwxyz2345678'

/** Looked up by its hash, an id cannot be guessed piece by piece from how long a look-up takes. */
function hashed(id: string): string {
  return createHash('sha256').update(id).digest('base64')
}

/** Who a session is of: the same person in the same role is the same, whichever keys they came with. */
export function identityOf({ session }: Pick<ConsoleSession, 'session'>): string {
  return `${session.subject.account} ${sessionTitle(session)}`
}

/** A session of the browser that sends its cookie. */
export interface BrowserSession {
  readonly id: string
  readonly session: ConsoleSession
}

/** What is looked at of the cookies that a browser sends. */
const mostCookies = 32

/**
 * The sessions whose cookies a browser sends, the first to have begun first, expired or not. A cookie opens the session
 * that it was made for, and under no other's name.
 */
export function browserSessions(
  cookies: string | undefined,
  consoleSessions: ConsoleSessions,
): readonly BrowserSession[] {
  const found = new Map<string, BrowserSession>()
  for (const { name, value } of consoleCookiesIn(cookies)) {
    const session = consoleSessions.find(value)
    if (session === undefined || cookieName(session.handle) !== name) continue
    if (!found.has(session.handle)) found.set(session.handle, { id: value, session })
  }
  return [...found.values()].toSorted(
    (one, other) => one.session.startedAt.getTime() - other.session.startedAt.getTime(),
  )
}

function consoleCookiesIn(header: string | undefined): readonly { name: string; value: string }[] {
  return (header ?? '')
    .split(';')
    .flatMap((part) => {
      const [, name, value] = /^\s*(local_aws_console_[a-z0-9]{8})=([\w-]{43})\s*$/.exec(part) ?? []
      return name === undefined || value === undefined ? [] : [{ name, value }]
    })
    .slice(0, mostCookies)
}

function cookieName(handle: string): string {
  return `local_aws_console_${handle.slice(handle.indexOf('-') + 1)}`
}

/** Where the cookies go: not to the buckets beside. The sign-in has to know who is there already. */
const cookiePaths = ['/console', '/_local', '/federation']

/** The headers that sign a browser in, until the session ends. */
export function consoleCookies(id: string, session: ConsoleSession, now: Date): RawResponse['headers'] {
  const maxAge = Math.max(0, Math.floor((session.expiresAt.getTime() - now.getTime()) / 1000))
  return cookiePaths.map((path) => cookie(cookieName(session.handle), id, maxAge, path))
}

/** The headers that take a session's cookies away from the browser. */
export function expiredCookies({ handle }: ConsoleSession): RawResponse['headers'] {
  return cookiePaths.map((path) => cookie(cookieName(handle), '', 0, path))
}

/** The headers that take away what a browser sends, and no session is known for. */
export function strayCookies(
  cookies: string | undefined,
  consoleSessions: ConsoleSessions,
): RawResponse['headers'] {
  const names = consoleCookiesIn(cookies)
    .filter(({ value }) => consoleSessions.find(value) === undefined)
    .map(({ name }) => name)
  return [...new Set(names)].flatMap((name) => cookiePaths.map((path) => cookie(name, '', 0, path)))
}

function cookie(
  name: string,
  value: string,
  maxAge: number,
  path: string,
): readonly [name: string, value: string] {
  return ['Set-Cookie', `${name}=${value}; Max-Age=${maxAge}; Path=${path}; HttpOnly; SameSite=Lax`]
}
