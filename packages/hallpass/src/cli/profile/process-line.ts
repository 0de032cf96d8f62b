import { resolve } from 'node:path'
import { HallpassError } from '../../base/index.ts'
import { viaText } from '../terminal/via.ts'
import { commandWord, ownCommand, type OwnProcess } from '../terminal/own-command.ts'
import type { ProfileAddFlags } from './flags.ts'

/** What stands in the line: a code and steps that are told are of one run alone. */
type ProcessFlags = Omit<ProfileAddFlags, 'mfaToken' | 'verbose'>

/**
 * The line that a profile's `credential_process` has: this program, with the flags of `hallpass process`.
 *
 * @throws HallpassError `InvalidInput` for a value that no quoting gets through every reader
 */
export function processLine(flags: ProcessFlags, own: OwnProcess): string {
  const words = [ownCommand(own), 'process']
  for (const [name, given] of Object.entries(asTyped(flags))) {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    for (const value of [given].flat()) {
      if (value !== undefined) words.push(flag, quoted(flag, String(value), own))
    }
  }
  return words.join(' ')
}

/** A flag's value or values. */
type Typed = string | number | boolean | readonly string[] | undefined

/** Roles on the way as they are typed, and a file whole: it is looked for from wherever the profile is used. */
function asTyped({ policy, via, ...flags }: ProcessFlags): Readonly<Record<string, Typed>> {
  const isFile = policy !== undefined && !policy.trimStart().startsWith('{')
  return { ...flags, via: via?.map(viaText), policy: isFile ? resolve(policy) : policy }
}

function quoted(flag: string, value: string, { platform }: OwnProcess): string {
  const word = commandWord(value, platform)
  if (word !== undefined) return word
  throw new HallpassError(
    'InvalidInput',
    `the value of ${flag} cannot stand in a file that every AWS tool reads`,
    {
      hint:
        flag === '--policy'
          ? 'put the policy into a file, and name that'
          : 'quotes, $, `, %, !, backslashes and comments mean something else to each of them: choose another',
      facts: { name: flag },
    },
  )
}
