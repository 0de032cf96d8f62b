import type { HttpResponse } from '../wire/index.ts'

/** The time that requests are signed with: this machine's, put right by AWS's where they differ. */
export interface Clock {
  readonly now: () => Date
  /**
   * Takes over the time of an answer whose request was signed at `signedAt`, if the two are far apart.
   * Returns whether they were: only then is there a point in signing again.
   */
  readonly correct: (response: HttpResponse, signedAt: Date) => boolean
}

// AWS allows 5 minutes in some services and 15 in STS; below that the clock was not the reason.
const toleratedMs = 4 * 60_000

/** A clock that starts out as `now` tells and remembers how far off that was. */
export function createClock(now: () => Date): Clock {
  let offsetMs = 0
  return {
    now: () => new Date(now().getTime() + offsetMs),
    // Compared with the moment of signing and not with the clock as it is now: of many calls at once each
    // may be the one to find out, and each must sign again.
    correct: (response, signedAt) => {
      const server = Date.parse(response.headers['date'] ?? '')
      if (Number.isNaN(server) || Math.abs(server - signedAt.getTime()) <= toleratedMs) return false
      offsetMs = server - now().getTime()
      return true
    },
  }
}
