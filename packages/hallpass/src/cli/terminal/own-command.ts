import { realpathSync } from 'node:fs'

/** How this process was started. */
export interface OwnProcess {
  readonly execPath: string
  /** The script that Node runs; of an executable of our own, something inside of it. */
  readonly script: string | undefined
  /** Default: this machine's. */
  readonly platform?: NodeJS.Platform | undefined
}

/**
 * The command line that runs this very program from a file that the AWS SDKs read: by whole paths, since whoever runs
 * it there (an editor, a desktop) may have another PATH than a terminal. A path that cannot be quoted is left to the
 * PATH.
 */
export function ownCommand({ execPath, script, platform }: OwnProcess): string {
  const real = script === undefined ? undefined : realPath(script)
  // An executable of our own has its script inside.
  const words = (real === undefined ? [execPath] : [execPath, real]).map((word) =>
    commandWord(word, platform),
  )
  return words.includes(undefined) ? 'hallpass' : words.join(' ')
}

/**
 * A word of a `credential_process` line, quoted as far as Python's rules (the AWS CLI, boto3), a POSIX shell's and
 * cmd.exe's (the SDK for JavaScript runs the line by one) have it in common; `undefined` for one that needs more.
 *
 * Source: "Sourcing credentials with an external process", AWS SDKs and Tools Reference Guide.
 */
export function commandWord(word: string, platform: NodeJS.Platform = process.platform): string | undefined {
  // A backslash is a path's on Windows, and takes the meaning of what follows it anywhere else.
  if (platform !== 'win32' && word.includes('\\')) return undefined
  if (/^[\w./:\\@+-]+$/.test(word)) return word
  // Blanks before # and ; begin a comment in the file, whatever the quotes.
  const plain = /^[^"$`%!\p{Cc}]+$/u.test(word) && !/\s[#;]|\\$/.test(word)
  return plain ? `"${word}"` : undefined
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
