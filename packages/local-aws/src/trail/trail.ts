import { accountOfAccessKeyId, checkKnownNames, type KnownNames } from '../base/index.ts'
import type { State } from '../model/index.ts'
import type { CloudTrailEvent } from './cloud-trail-event.ts'
import { eventOf, recipientsOf, recordedErrorCode } from './event-of.ts'
import type { Answered } from './answered.ts'
import type { Happening } from './happening.ts'
import { happeningOf } from './happening-of.ts'
import { createRecentTexts } from './recent-texts.ts'

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

/** What all of it takes at most: long requests make the trail shorter. */
const mostBytes = 32 * 1024 * 1024

/**
 * Remembers the last `maxEvents` requests; 0: none.
 *
 * Each is kept as a text, written when it was answered and without what is secret in it: a few hundred bytes, whatever
 * becomes of the things it is about. The records are made when they are asked for.
 */
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
  const happenings = createRecentTexts(maxEvents, mostBytes)
  const followers = new Set<(happening: Happening) => void>()
  return {
    isOn: maxEvents > 0,
    record: (answered) => {
      if (maxEvents === 0) return
      const happening = happeningOf(answered, { accountOf, ownerOf })
      if (happening === undefined) return
      const text = JSON.stringify(happening)
      happenings.add(text)
      if (followers.size === 0) return
      const read = readHappening(text)
      for (const tell of followers) {
        try {
          tell(read)
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
      for (const text of happenings.newestFirst()) {
        const events = wanted(readHappening(text), filter).toReversed()
        found.push(...events.slice(0, limit - found.length))
        if (found.length >= limit) break
      }
      return found.toReversed()
    },
    forget: happenings.forget,
    follow: (filter, told) => {
      checkFilter(filter)
      const tell = (happening: Happening): void => {
        for (const event of wanted(happening, filter)) told(event)
      }
      followers.add(tell)
      return () => void followers.delete(tell)
    },
  }
}

function readHappening(text: string): Happening {
  const happening: Happening = JSON.parse(text)
  return happening
}

function checkFilter(filter: EventFilter): void {
  checkKnownNames('events()', filter, filterNames)
  const { limit } = filter
  if (limit !== undefined && !(limit >= 1)) throw new TypeError('limit must be 1 or more')
}

function wanted(happening: Happening, filter: EventFilter): CloudTrailEvent[] {
  const { errorCode, eventName, accessKeyId, who, account, since } = filter
  if (since !== undefined && happening.at < since.getTime()) return []
  if (eventName !== undefined && happening.eventName !== eventName) return []
  if (accessKeyId !== undefined && happening.accessKeyId !== accessKeyId) return []
  if (errorCode !== undefined && !isCode(happening, errorCode)) return []
  if (who !== undefined && !isWho(happening, who)) return []
  return recipientsOf(happening)
    .filter((recipient) => account === undefined || recipient === account)
    .map((recipient) => eventOf(happening, recipient))
}

/** AWS's API and CloudTrail spell some differently: both are taken. */
function isCode(happening: Happening, errorCode: string): boolean {
  if (happening.errorCode === undefined) return false
  return errorCode === '*' || happening.errorCode === errorCode || recordedErrorCode(happening) === errorCode
}

function isWho({ who: asked, vouched }: Happening, who: string): boolean {
  if (asked === undefined) return false
  const { principal, session } = asked
  if (session?.sourceIdentity === who || vouched?.subject === who) return true
  if (!('arn' in principal)) return false
  return principal.arn === who || principal.arn.slice(principal.arn.lastIndexOf('/') + 1) === who
}
