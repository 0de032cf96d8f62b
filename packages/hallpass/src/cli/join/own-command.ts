import { realpathSync } from 'node:fs'

/** How this process was started. */
export interface OwnProcess {
  readonly execPath: string
  /** The script that Node runs; of an executable of our own, something inside of it. */
  readonly script: string | undefined
}

/**
 * The command line that runs this very program from a file that the AWS SDKs read: by whole paths, since whoever runs
 * it there (an editor, a desktop) may have another PATH than a terminal.
 *
 * Quoted as Python's and a shell's rules have in common; a path that needs more than that is left to the PATH.
 */
export function ownCommand({ execPath, script }: OwnProcess): string {
  const real = script === undefined ? undefined : realPath(script)
  // An executable of our own has its script inside.
  const words = real === undefined ? [execPath] : [execPath, real]
  const quoted = words.map((word) => (/^[\w./:\\@+-]+$/.test(word) ? word : `"${word}"`))
  const plain = words.every((word) => /^[^"$`%!\p{Cc}]+$/u.test(word) && !/\s[#;]|\\$/.test(word))
  const backslashes = process.platform !== 'win32' && words.some((word) => word.includes('\\'))
  return plain && !backslashes ? quoted.join(' ') : 'hallpass'
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
