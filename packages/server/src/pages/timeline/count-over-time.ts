/** Something that happened, as far as the picture is concerned. */
export interface Happened {
  readonly at: Date
  readonly participantId: string | null
  readonly what: 'keys' | 'console'
}

/** A stretch of time, and what was in it. */
export interface Stretch {
  readonly from: Date
  /** People whose last keys can have been alive in it. */
  readonly people: number
  readonly keys: number
  readonly consoles: number
  /** How often AWS asked to wait. */
  readonly throttles: number
}

/** A minute in which AWS asked to wait. */
export interface Throttled {
  readonly minute: Date
  readonly times: number
}

/** How long a stretch is: the first of these that makes few enough of them. */
const lengthsMs = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440].map((minutes) => minutes * 60_000)
const mostStretches = 60

/**
 * Counts over time, from the first that happened to the last moment at which anything of it can go on.
 *
 * @param aliveMs - how long keys last
 */
export function countOverTime(
  all: readonly Happened[],
  aliveMs: number,
  now: Date,
  throttled: readonly Throttled[] = [],
): Stretch[] {
  const times = [...all.map(({ at }) => at), ...throttled.map(({ minute }) => minute)].map((at) =>
    at.getTime(),
  )
  const [first] = times.toSorted((one, other) => one - other)
  if (first === undefined) return []
  const last = Math.min(now.getTime(), Math.max(...times) + aliveMs)
  const length =
    lengthsMs.find((one) => (last - first) / one < mostStretches) ?? Math.ceil((last - first) / mostStretches)
  const start = Math.floor(first / length) * length
  const count = Math.max(1, Math.ceil((last - start + 1) / length))
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * length
    const until = from + length
    const within = all.filter(({ at }) => at.getTime() >= from && at.getTime() < until)
    const alive = all.filter(({ at }) => at.getTime() < until && at.getTime() + aliveMs > from)
    return {
      from: new Date(from),
      people: new Set(alive.map(({ participantId }) => participantId)).size,
      keys: within.filter(({ what }) => what === 'keys').length,
      consoles: within.filter(({ what }) => what === 'console').length,
      throttles: throttled
        .filter(({ minute }) => minute.getTime() >= from && minute.getTime() < until)
        .reduce((total, one) => total + one.times, 0),
    }
  })
}
