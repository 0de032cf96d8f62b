import { HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { setupFlags, type SetupFlags } from './flags.ts'

// Said in a message or a hint; what follows are the flags of its own.
const ours =
  /hallpass setup (?:plan|apply|check|destroy|rotate --finish|rotate|export admin-policy)(?: --confirm \S+)?/g
const awsCommand = /aws iam [a-z-]+(?: (?:--[a-z-]+|'[^']*'|[\w@%+=:,./-]+))*/g

/**
 * A text with every command in it complete: `hallpass setup rotate --finish` gets the flags that say which set-up it
 * is about, `aws iam …` the profile of the administrator. As it stands there it can be pasted.
 */
export function completed(text: string, flags: SetupFlags): string {
  const about = aboutWords(flags)
  const profile = flags.sourceProfile === undefined ? [] : ['--profile', posixWord(flags.sourceProfile)]
  return text
    .replaceAll(ours, (command) => [command, ...about].join(' '))
    .replaceAll(awsCommand, (command) => [command, ...profile].join(' '))
}

/**
 * Runs a command of a set-up; what it throws says its next steps in full.
 *
 * @throws HallpassError what `run` throws
 */
export async function withNextSteps<T>(flags: SetupFlags, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof HallpassError) || error.hint === undefined) throw error
    const { code, message, cause, facts } = error
    throw new HallpassError(code, message, { hint: completed(error.hint, flags), cause, facts })
  }
}

/** The flags that were given and say what the set-up is, as they are typed. */
function aboutWords(flags: SetupFlags): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(flags))
  // Where a key goes is said anew each time.
  return Object.keys(setupFlags)
    .filter((name) => name !== 'keybase' && name !== 'pgpKey')
    .flatMap((name) => flagWords(name, given.get(name)))
}

function flagWords(name: string, value: unknown): readonly string[] {
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  if (value === undefined || value === false) return []
  if (value === true) return [flag]
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.flatMap((one) => [flag, posixWord(String(one))])
}
