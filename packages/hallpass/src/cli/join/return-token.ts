import { HallpassError } from '../../base/index.ts'
import { createClient } from '../../client/index.ts'
import type { JoinedLease } from '../../joined/index.ts'
import { defaultTransport } from '../../wire/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/** So that a copy of the token, in a backup say, gets no keys. What is here goes away also where the server does not answer. */
export async function returnToken(
  { env, output, signal }: CommandContext,
  lease: JoinedLease,
): Promise<void> {
  const { server: url, token } = lease
  try {
    await createClient({ url, token, transport: defaultTransport(env), signal }).returnLeaseToken()
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    // Known no more: that is what was wanted.
    if (error.code === 'NotSignedIn') return
    output.warning(
      `${url} was not told that this machine leaves: ${error.message}`,
      'a copy of the token, where there is one, works until your access ends; the instructor can suspend and resume you',
    )
  }
}
