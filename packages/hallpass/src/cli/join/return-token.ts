import { HallpassError } from '../../base/index.ts'
import { createClient } from '../../client/index.ts'
import { posixWord } from '../../format/index.ts'
import type { JoinedLease } from '../../joined/index.ts'
import { defaultTransport } from '../../wire/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/**
 * So that a copy of the token, in a backup say, gets no keys. A server that does not answer, or refuses, is a warning:
 * what is here may go away all the same.
 *
 * @throws HallpassError `Aborted`: whether the server was told nobody knows, and nothing may go away
 */
export async function returnToken(
  { env, output, signal }: CommandContext,
  lease: JoinedLease,
): Promise<void> {
  const { server: url, token } = lease
  try {
    await createClient({ url, token, transport: defaultTransport(env), signal }).returnLeaseToken()
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    if (error.code === 'Aborted') throw error
    // Known no more: that is what was wanted.
    if (error.code === 'NotSignedIn') return
    output.warning(
      `${url} was not told that this machine leaves: ${error.message}`,
      'a copy of the token, where there is one, works until your access ends; the instructor can suspend and resume you',
    )
  }
}

/**
 * The failure of what was called off before `profiles` were taken away, with how to go on; another as it is.
 *
 * @param command - what goes on: that which was typed, without what is done
 */
export function staying(error: unknown, profiles: readonly string[], command: string): unknown {
  if (!(error instanceof HallpassError) || error.code !== 'Aborted') return error
  const [first = '', ...others] = profiles.map((profile) => posixWord(profile))
  const named = others.length === 0 ? `${first} is still here` : `${profiles.length} profiles are still here`
  return new HallpassError('Aborted', error.message, {
    hint: `${named}; to go on: ${command}`,
    cause: error,
  })
}

/** `hallpass profile remove` of these. */
export function removeCommand(profiles: readonly string[]): string {
  return `hallpass profile remove ${profiles.map((profile) => posixWord(profile)).join(' ')}`
}
