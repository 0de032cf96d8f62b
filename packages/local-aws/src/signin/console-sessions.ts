import { createHash } from 'node:crypto'

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
