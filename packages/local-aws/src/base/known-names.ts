/** The options that there are, each once: `satisfies KnownNames<Options>` sees to it that none is missing. */
export type KnownNames<Options> = Readonly<Record<keyof Options, true>>

/**
 * Refuses an option that does not exist: one that is read by nobody is a setting that was made without a word. One
 * that is `undefined` counts as left out.
 *
 * @throws TypeError naming the option, and those that there are
 */
export function checkKnownNames(whose: string, options: object, known: Readonly<Record<string, true>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue
    throw new TypeError(`${whose} has no option ${name}: it has ${Object.keys(known).join(', ')}`)
  }
}
