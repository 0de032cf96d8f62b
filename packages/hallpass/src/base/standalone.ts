/** Set by the build of the executables, and by nothing else. */
declare const HALLPASS_STANDALONE: boolean | undefined

/** Whether this is the one file to download, which brings its runtime along and finds no packages beside it. */
export const isStandalone: boolean = typeof HALLPASS_STANDALONE === 'boolean' && HALLPASS_STANDALONE

/** The words that run this program once more: the file itself, or Node.js with the script that it runs now. */
export function ownWords(): readonly [string, ...string[]] {
  const [, script] = process.argv
  return isStandalone || script === undefined ? [process.execPath] : [process.execPath, script]
}
