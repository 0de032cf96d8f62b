import { accountOfAccessKeyId, checkKnownNames, type KnownNames } from '../base/index.ts'
import type { State } from '../model/index.ts'
import type { CloudTrailEvent } from './cloud-trail-event.ts'
import { eventOf, recipientsOf, recordedErrorCode } from './event-of.ts'
import { type Answered, type Happening, happeningOf } from './happening.ts'

/** Which events are wanted; all conditions together. */
export interface EventFilter {
  /** An arn, or what it ends in: the name of a user or of a session; or a session's source identity. */
  readonly who?: string | undefined
  readonly accessKeyId?: string | undefined
  /** E.g. `DeleteBucket`. */
  readonly eventName?: string | undefined
  /** E.g. `AccessDenied`; `*` for whatever was refused. */
  readonly errorCode?: string | undefined
  /** Nothing that happened before. */
  readonly since?: Date | undefined
  /** The account whose trail it is, 12 digits. Default: every account's. */
  readonly account?: string | undefined
  /** The last so many of those. Default: as many as there are. */
  readonly limit?: number | undefined
}

const filterNames = {
  who: true,
  accessKeyId: true,
  eventName: true,
  errorCode: true,
  since: true,
  account: true,
  limit: true,
} satisfies KnownNames<EventFilter>

/** What happened lately. */
export interface Trail {
  /** Puts down a request that was answered. */
  readonly record: (answered: Answered) => void
  /**
   * The events that a filter lets through, as they happened: the oldest first.
   *
   * @throws TypeError for a condition that does not exist, or a limit that is no number from 1
   */
  readonly events: (filter?: EventFilter) => readonly CloudTrailEvent[]
  /** Tells what happens from now on, until the function it returns is called, or `told` throws. */
  readonly follow: (filter: EventFilter, told: (event: CloudTrailEvent) => void) => () => void
  /** Forgets what happened; whoever follows is told what happens then. */
  readonly forget: () => void
  /** Whether anything is put down. */
  readonly isOn: boolean
}

/** What all of it takes at most, in bytes, by estimate: long requests make the trail shorter. */
const mostBytes = 64 * 1024 * 1024

/** Remembers the last `maxEvents` requests; 0: none. */
export function createTrail(
  state: State,
  { maxEvents, defaultAccountId }: { readonly maxEvents: number; readonly defaultAccountId: string },
): Trail {
  const accountOf = (id: string | undefined): string => {
    const account =
      id === undefined ? undefined : (state.accessKeys.get(id)?.account ?? accountOfAccessKeyId(id))
    return account !== undefined && state.accounts.has(account) ? account : defaultAccountId
  }
  const ownerOf = (bucket: string): string | undefined => state.buckets.get(bucket)?.account
  const ring: (Happening | undefined)[] = []
  let next = 0
  const kept = { count: 0, bytes: 0 }
  const followers = new Set<(happening: Happening) => void>()

  const forgetOldest = (): void => {
    const oldest = (next - kept.count + maxEvents) % maxEvents
    kept.bytes -= ring[oldest]?.size ?? 0
    ring[oldest] = undefined
    kept.count -= 1
  }
  return {
    isOn: maxEvents > 0,
    record: (answered) => {
      if (maxEvents === 0) return
      const happening = happeningOf(answered, { accountOf, ownerOf })
      if (happening === undefined) return
      if (kept.count === maxEvents) forgetOldest()
      ring[next] = happening
      next = (next + 1) % maxEvents
      kept.count += 1
      kept.bytes += happening.size
      while (kept.bytes > mostBytes && kept.count > 1) forgetOldest()
      for (const tell of followers) {
        try {
          tell(happening)
        } catch {
          followers.delete(tell)
        }
      }
    },
    events: (filter = {}) => {
      checkFilter(filter)
      const { limit = Number.POSITIVE_INFINITY } = filter
      const found: CloudTrailEvent[] = []
      // From the newest back, so that a limit costs what it lets through.
      for (let back = 1; back <= kept.count && found.length < limit; back += 1) {
        const happening = ring[(next - back + maxEvents) % maxEvents]
        if (happening === undefined) continue
        if (filter.since !== undefined && happening.at < filter.since) continue
        const events = wanted(happening, filter, state).toReversed()
        found.push(...events.slice(0, limit - found.length))
      }
      return found.toReversed()
    },
    forget: () => {
      ring.length = 0
      next = 0
      Object.assign(kept, { count: 0, bytes: 0 })
    },
    follow: (filter, told) => {
      checkFilter(filter)
      const tell = (happening: Happening): void => {
        for (const event of wanted(happening, filter, state)) told(event)
      }
      followers.add(tell)
      return () => void followers.delete(tell)
    },
  }
}

function checkFilter(filter: EventFilter): void {
  checkKnownNames('events()', filter, filterNames)
  const { limit } = filter
  if (limit !== undefined && !(limit >= 1)) throw new TypeError('limit must be 1 or more')
}

function wanted(happening: Happening, filter: EventFilter, state: State): CloudTrailEvent[] {
  const { errorCode, eventName, accessKeyId, who, account } = filter
  if (eventName !== undefined && happening.eventName !== eventName) return []
  if (accessKeyId !== undefined && happening.accessKeyId !== accessKeyId) return []
  if (errorCode !== undefined && !isCode(happening, errorCode)) return []
  if (who !== undefined && !isWho(happening, who)) return []
  return recipientsOf(happening)
    .filter((recipient) => account === undefined || recipient === account)
    .map((recipient) => eventOf(happening, recipient, state))
}

/** AWS's API and CloudTrail spell some differently: both are taken. */
function isCode(happening: Happening, errorCode: string): boolean {
  if (happening.errorCode === undefined) return false
  return errorCode === '*' || happening.errorCode === errorCode || recordedErrorCode(happening) === errorCode
}

function isWho({ caller, vouched }: Happening, who: string): boolean {
  if (caller === undefined) return false
  const { principal, session } = caller
  if (session?.sourceIdentity === who || vouched?.subject === who) return true
  if (!('arn' in principal)) return false
  return principal.arn === who || principal.arn.slice(principal.arn.lastIndexOf('/') + 1) === who
}
