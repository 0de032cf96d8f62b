import type { IssuedSession } from 'hallpass'

/** A session in this replica's memory, and nowhere else. */
export interface RememberedSession {
  readonly session: IssuedSession
  /** Whether its having been handed out is written down. */
  readonly recorded: boolean
}

/** Sessions of leases that are under way, so that a burst of SDKs is answered at once. */
export interface SessionMemory {
  /**
   * The session of a lease: the one in memory while it is good for five minutes more, else what `make` makes. Who asks
   * while it is being made gets the same.
   */
  get(
    key: { readonly leaseId: string; readonly sessionName: string; readonly roleArn: string },
    make: () => Promise<IssuedSession>,
  ): Promise<RememberedSession>
  /** That a session was handed out is written down: from now on it comes out of memory without that. */
  recorded(leaseId: string, accessKeyId: string): void
  forget(leaseIds: readonly string[]): void
  forgetRole(roleArn: string): void
}

interface Entry {
  readonly sessionName: string
  readonly roleArn: string
  readonly session: Promise<IssuedSession>
  made: IssuedSession | undefined
  recorded: boolean
}

const marginMs = 5 * 60_000
const mostEntries = 20_000

export function createSessionMemory(now: () => Date): SessionMemory {
  const entries = new Map<string, Entry>()
  const good = ({ made }: Entry): boolean =>
    made === undefined || made.credentials.expiration.getTime() - now().getTime() > marginMs

  const makeRoom = (): void => {
    if (entries.size < mostEntries) return
    for (const [leaseId, entry] of entries) if (!good(entry)) entries.delete(leaseId)
    const oldest = entries.keys().next()
    if (entries.size >= mostEntries && !oldest.done) entries.delete(oldest.value)
  }

  return {
    get: async ({ leaseId, sessionName, roleArn }, make) => {
      const known = entries.get(leaseId)
      if (
        known !== undefined &&
        known.sessionName === sessionName &&
        known.roleArn === roleArn &&
        good(known)
      ) {
        const session = await known.session
        return { session, recorded: known.recorded }
      }
      makeRoom()
      const entry: Entry = { sessionName, roleArn, session: make(), made: undefined, recorded: false }
      entries.set(leaseId, entry)
      try {
        entry.made = await entry.session
        return { session: entry.made, recorded: false }
      } catch (error) {
        if (entries.get(leaseId) === entry) entries.delete(leaseId)
        throw error
      }
    },
    recorded: (leaseId, accessKeyId) => {
      const entry = entries.get(leaseId)
      if (entry?.made?.credentials.accessKeyId === accessKeyId) entry.recorded = true
    },
    forget: (leaseIds) => {
      for (const leaseId of leaseIds) entries.delete(leaseId)
    },
    forgetRole: (roleArn) => {
      for (const [leaseId, entry] of entries) if (entry.roleArn === roleArn) entries.delete(leaseId)
    },
  }
}
