import { readRequests } from '../../config/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/**
 * Sets the words of `hallpass exec` apart: the name of a request before `--`, the command behind it. Without `--`, and
 * with no role in the flags, the first word is a request where there is one of that name; with a role all of it is the
 * command, whatever a file calls its requests.
 *
 * @param words - with the first `--` still in them
 */
export function execWords(
  { env }: CommandContext,
  words: readonly string[],
  hasRole: boolean,
): {
  readonly request: string | undefined
  readonly command: readonly string[]
  readonly extra: readonly string[]
} {
  const at = words.indexOf('--')
  const [first, ...others] = at === -1 ? words : words.slice(0, at)
  if (at !== -1) return { request: first, command: words.slice(at + 1), extra: others }
  if (first === undefined || hasRole) return { request: undefined, command: words, extra: [] }
  const isRequest = readRequests(env).some(({ name }) => name === first)
  return isRequest
    ? { request: first, command: others, extra: [] }
    : { request: undefined, command: words, extra: [] }
}
