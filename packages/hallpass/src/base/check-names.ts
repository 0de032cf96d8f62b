import { nearestName } from './nearest-name.ts'

/** The options that a function knows, each once: `satisfies OptionNames<Options>` sees to it that none is missing. */
export type OptionNames<Options> = Readonly<Record<AllKeys<Options>, true>>

// Of a union every member's keys, where `keyof` has those alone that all of them share.
type AllKeys<T> = T extends unknown ? keyof T : never

/**
 * Refuses an option that does not exist: `duration: 7200` in place of `durationSeconds` would be an hour without a
 * word. One that is `undefined` counts as left out.
 *
 * @throws TypeError naming the option, and the one that was meant
 */
export function checkOptionNames(
  whose: string,
  options: object,
  known: Readonly<Record<string, true>>,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue
    const meant = optionMeant(name, Object.keys(known))
    throw new TypeError(
      `${whose} has no option ${name}${meant === undefined ? '' : `: did you mean ${meant}?`}`,
    )
  }
}

/**
 * {@link checkOptionNames} for objects that may carry fields of their owner's: refuses those alone that look like an
 * option which is not given.
 *
 * @throws TypeError
 */
export function checkNearNames(whose: string, options: object, known: Readonly<Record<string, true>>): void {
  const given = new Set(Object.keys(options))
  const missing = Object.keys(known).filter((name) => !given.has(name))
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue
    const meant = optionMeant(name, missing)
    if (meant !== undefined) throw new TypeError(`${whose} has no option ${name}: did you mean ${meant}?`)
  }
}

function optionMeant(name: string, known: readonly string[]): string | undefined {
  const near = nearestName(name, known)
  if (near !== undefined) return near
  const plain = name.toLowerCase()
  return known.find((one) => {
    const other = one.toLowerCase()
    const shorter = Math.min(plain.length, other.length)
    return shorter >= 4 && (other.startsWith(plain) || plain.startsWith(other))
  })
}
