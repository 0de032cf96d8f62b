import { HallpassError, shownValue } from '../base/index.ts'

/**
 * Whether every SDK and the AWS CLI read a section of this name: letters, digits and `_-@+.%:/`. `[DEFAULT]`
 * (in any capitals but `default`) is Python's section whose keys leak into all others, and a name that objects
 * have by birth (`__proto__`, `constructor`) makes the SDK for JavaScript drop the file or write into its own
 * runtime.
 */
export function isProfileName(name: string): boolean {
  if (name === 'default') return true
  return /^[\w\-@+.%:/]+$/.test(name) && name.toLowerCase() !== 'default' && !(name in Object.prototype)
}

/** @throws HallpassError `ProfileNameInvalid` for a name that {@link isProfileName} refuses. */
export function checkProfileName(name: string): void {
  if (isProfileName(name)) return
  throw new HallpassError('ProfileNameInvalid', `${shownValue(name)} cannot be the name of a profile`, {
    hint: 'choose a name of letters, digits and _ - @ + . % : /',
    facts: { name },
  })
}
