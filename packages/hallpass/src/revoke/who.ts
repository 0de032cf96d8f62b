import { checkOption, checkOptional, HallpassError, onAbort } from '../base/index.ts'
import { checkSessionName } from '../issue/index.ts'
import type { RolePolicies } from './role-policies.ts'

/** Whose sessions are meant, and for how long that has to be said. */
export interface RevokedName {
  /** The session name; or the whole userid, `AROA…:name`, which is a session's `assumedRoleId`. */
  readonly sessionName: string
  /**
   * When the last of the name's keys and console sessions ends: the later of the two. Where the caller knows it
   * better than "at most 24 h 15 min from now" (12 h of keys, 15 min of a console link, 12 h of console):
   * `endOfSession()` tells it of an issued session.
   */
  readonly aliveUntil?: Date | undefined
}

const mostNames = 10_000

/**
 * Checks names before anything is sent. Each comes back once, with the latest end that was given for it.
 *
 * @param signal - ends the wait for a list that does not go on
 * @throws HallpassError `InvalidInput`, `Aborted`
 * @throws TypeError for what is no name
 */
export async function checkNames(
  given: Iterable<string | RevokedName> | AsyncIterable<string | RevokedName>,
  signal?: AbortSignal,
): Promise<readonly RevokedName[]> {
  checkOption('sessions', given, 'a list, or an iterable, an async one too')
  const names = new Map<string, RevokedName>()
  for await (const one of untilAborted(given, signal)) {
    const name = typeof one === 'string' ? { sessionName: one } : one
    checkOption('sessions', name, 'an object')
    checkOption('sessionName', name.sessionName, 'a string')
    checkOptional('aliveUntil', name.aliveUntil, 'a Date')
    checkSessionName(name.sessionName.replace(/^AROA[A-Z0-9]{4,124}:/, ''))
    const known = names.get(name.sessionName)
    // Without an end it is the longest.
    const unbounded = name.aliveUntil === undefined || (known && known.aliveUntil === undefined)
    const isLater = known?.aliveUntil === undefined || (name.aliveUntil ?? 0) > known.aliveUntil
    if (!known || unbounded || isLater) {
      names.set(name.sessionName, unbounded ? { sessionName: name.sessionName } : name)
    }
    if (names.size > mostNames) {
      throw new HallpassError('InvalidInput', `more than ${mostNames} names at once are too many`, {
        hint: 'a role has room for about 200: end everyone with --all-before now',
      })
    }
  }
  return [...names.values()]
}

async function* untilAborted<T>(
  list: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  const iterator = Symbol.asyncIterator in list ? list[Symbol.asyncIterator]() : list[Symbol.iterator]()
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    const refuse = (): void => reject(new HallpassError('Aborted', 'the list of names was called off'))
    if (signal?.aborted === true) refuse()
    stop = onAbort(signal, refuse)
  })
  aborted.catch(() => {})
  let isOpen = true
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted])
      if (next.done === true) {
        isOpen = false
        return
      }
      yield next.value
    }
  } catch (error) {
    // As for a loop: a list that failed by itself is not told that it is left.
    isOpen = signal?.aborted === true
    throw error
  } finally {
    stop?.()
    // Not waited for: a list that is asked for a name ends only when it has come.
    if (isOpen) void (async () => iterator.return?.())().catch(() => {})
  }
}

/**
 * The userid of a name in a role.
 *
 * @throws HallpassError `InvalidInput` for a userid of another role
 */
export function userIdOf({ role, roleId }: RolePolicies, sessionName: string): string {
  const [prefix, rest] = sessionName.split(':', 2)
  if (rest === undefined) return `${roleId}:${sessionName}`
  if (prefix === roleId) return sessionName
  throw new HallpassError('InvalidInput', `${sessionName} is no session of role ${role.roleName}`, {
    hint: `its sessions begin with ${roleId}; those of a role that was deleted, and made again under its name, are dead`,
    facts: { name: 'sessionName' },
  })
}

/** The session name of a name or a userid. */
export function plainName(sessionName: string): string {
  return sessionName.slice(sessionName.indexOf(':') + 1)
}
