const dayMs = 86_400_000

/** How long a token is good for: it is used at once. */
export const tokenSeconds = 300
const signsMs = 30 * dayMs
// Long before it signs, and long after: AWS, and what is in front of us, may keep the key set for a while.
const overlapMs = dayMs

/** When a key signs and is published. */
export interface KeyTimes {
  readonly signs_from: Date
  readonly signs_until: Date | null
  readonly published_until: Date | null
}

/** The times of the key that has to be made now; `undefined` while there is no need of one. */
export function nextKeyTimes(keys: readonly KeyTimes[], now: Date): Required<KeyTimes> | undefined {
  const last = Math.max(...keys.map(({ signs_until: until }) => until?.getTime() ?? Infinity))
  if (keys.length > 0 && last - now.getTime() > overlapMs) return undefined
  const from = Math.max(now.getTime(), last)
  return {
    signs_from: new Date(from),
    signs_until: new Date(from + signsMs),
    published_until: new Date(from + signsMs + overlapMs),
  }
}

/** The key that signs now. */
export function signingKey<K extends KeyTimes>(keys: readonly K[], now: Date): K | undefined {
  return keys.find(
    ({ signs_from: from, signs_until: until }) => from <= now && (until === null || until > now),
  )
}

/** The keys that whoever checks tokens has to know: those that will sign, that sign, and that signed of late. */
export function publishedKeys<K extends KeyTimes>(keys: readonly K[], now: Date): K[] {
  return keys.filter(({ published_until: until }) => until === null || until > now)
}
