import { headerValues, type RawRequest, type RawResponse } from '../base/index.ts'
import type { ConsoleSession, ConsoleSessions } from './console-sessions.ts'

/** A session of the browser that sends its cookie. */
export interface BrowserSession {
  readonly id: string
  readonly session: ConsoleSession
}

/** The console's cookies in the browser that asks, and the headers that change them. */
export interface ConsoleCookies {
  /**
   * The sessions whose cookies it sends, the first to have begun first, expired or not. A cookie opens the session that
   * it was made for, and under no other's name.
   */
  readonly sessions: readonly BrowserSession[]
  /** Signs it in, until the session ends. */
  readonly given: (id: string, session: ConsoleSession, now: Date) => RawResponse['headers']
  /** Takes a session's cookies away. */
  readonly taken: (session: ConsoleSession) => RawResponse['headers']
  /** Takes away what it sends and no session is known for. */
  readonly cleaned: RawResponse['headers']
}

/** What is looked at of the cookies that a browser sends. */
const mostCookies = 32
/** Where the cookies go: not to the buckets beside. The sign-in has to know who is there already. */
const cookiePaths = ['/console', '/_local', '/federation']

/**
 * Reads a request's cookies. Browsers send a host's cookies to all its ports: the names say the port, so that what
 * another local AWS on this machine has set is neither read nor taken away.
 */
export function consoleCookies(
  request: Pick<RawRequest, 'rawHeaders'>,
  consoleSessions: ConsoleSessions,
): ConsoleCookies {
  const headers = headerValues(request.rawHeaders)
  const [, port = '80'] = /:(\d{1,5})$/.exec(headers.get('host') ?? '') ?? []
  const nameOf = ({ handle }: ConsoleSession): string =>
    `local_aws_console_${port}_${handle.slice(handle.indexOf('-') + 1)}`
  const found = new Map<string, BrowserSession>()
  const strays = new Set<string>()
  for (const { name, value } of cookiesIn(headers.get('cookie'), port)) {
    const session = consoleSessions.find(value)
    if (session === undefined) strays.add(name)
    else if (nameOf(session) === name && !found.has(name)) found.set(name, { id: value, session })
  }
  return {
    sessions: [...found.values()].toSorted(
      (one, other) => one.session.startedAt.getTime() - other.session.startedAt.getTime(),
    ),
    given: (id, session, now) => {
      const maxAge = Math.max(0, Math.floor((session.expiresAt.getTime() - now.getTime()) / 1000))
      return setCookies(nameOf(session), id, maxAge)
    },
    taken: (session) => setCookies(nameOf(session), '', 0),
    cleaned: [...strays].flatMap((name) => setCookies(name, '', 0)),
  }
}

function cookiesIn(
  header: string | undefined,
  port: string,
): readonly { readonly name: string; readonly value: string }[] {
  return (header ?? '')
    .split(';')
    .flatMap((part) => {
      const [, name, own, value] =
        /^\s*(local_aws_console_(\d+)_[a-z0-9]{8})=([\w-]{43})\s*$/.exec(part) ?? []
      return name === undefined || value === undefined || own !== port ? [] : [{ name, value }]
    })
    .slice(0, mostCookies)
}

function setCookies(name: string, value: string, maxAge: number): RawResponse['headers'] {
  return cookiePaths.map((path) => [
    'Set-Cookie',
    `${name}=${value}; Max-Age=${maxAge}; Path=${path}; HttpOnly; SameSite=Lax`,
  ])
}
