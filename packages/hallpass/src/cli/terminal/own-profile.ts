import { HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'

const words = String.raw`(?: (?:'[^']*'|[\w@%+=:,./-]+))*`
const awsCommand = new RegExp(String.raw`\baws (?:iam|sts|s3) [a-z0-9-]+${words}`, 'g')
const ownCommand = new RegExp(String.raw`\bhallpass (?:whoami|doctor)${words}$`, 'gm')

/**
 * A text whose commands are about the same identity as the command that says them: `hallpass whoami` and `doctor`
 * get `--source-profile`. `aws …` gets `--profile` where `isAdministrator` says that those keys may do it: elsewhere
 * an administrator types it, with keys of their own.
 */
export function withOwnProfile(
  text: string,
  sourceProfile: string | undefined,
  { isAdministrator = false }: { readonly isAdministrator?: boolean | undefined } = {},
): string {
  if (sourceProfile === undefined) return text
  const name = posixWord(sourceProfile)
  const add = (flag: string) => (command: string) =>
    command.includes(` ${flag} `) ? command : `${command} ${flag} ${name}`
  const own = text.replaceAll(ownCommand, add('--source-profile'))
  return isAdministrator ? own.replaceAll(awsCommand, add('--profile')) : own
}

/** The same failure; the commands of its hint are complete, as by {@link withOwnProfile}. */
export function failureOfOwn(
  error: unknown,
  sourceProfile: string | undefined,
  whose: { readonly isAdministrator?: boolean | undefined },
): unknown {
  if (!(error instanceof HallpassError) || error.hint === undefined || sourceProfile === undefined)
    return error
  const hint = withOwnProfile(error.hint, sourceProfile, whose)
  if (hint === error.hint) return error
  return new HallpassError(error.code, error.message, { hint, cause: error.cause, facts: error.facts })
}
