import { HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { createJoinedLeases, joinedFolder } from '../../joined/index.ts'
import { removeConfigProfiles } from '../../profile/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'
import { returnToken, staying } from './return-token.ts'

/** `hallpass join --leave`: takes back the token at the server, and takes away what joining wrote here, of the one that was joined, or of the one that is named. */
export async function leave(context: CommandContext, named: string | undefined): Promise<void> {
  const { env, output, signal, now } = context
  const leases = createJoinedLeases(joinedFolder(env))
  const all = leases.list()
  const [only] = all
  const profile = named ?? (all.length === 1 ? only?.profile : undefined)
  if (profile === undefined) {
    if (all.length === 0) return output.note('this machine has joined nothing')
    throw new HallpassError('UsageError', 'it is not said what to leave', {
      hint: all.map((one) => `hallpass join --leave ${one.profile}`).join('\n'),
      facts: { name: 'profile' },
    })
  }
  const lease = leases.read(profile)
  if (lease !== undefined) {
    await returnToken(context, lease).catch((error: unknown) => {
      throw staying(error, [profile], `hallpass join --leave ${posixWord(profile)}`)
    })
  }
  const warnOfSplit = splitWarning(context)
  const removed = await removeConfigProfiles(lease === undefined ? [] : [profile], { env, signal })
  if (!leases.remove(profile) && removed.length === 0) {
    throw new HallpassError(
      'ProfileNotFound',
      `this machine has joined nothing under the profile ${profile}`,
      {
        hint: 'see what there is: hallpass profile list',
        facts: { name: profile },
      },
    )
  }
  warnOfSplit()
  output.note(`removed profile ${profile}, and the token that it got its keys with`)
  if (lease !== undefined && lease.endsAt > now()) {
    output.note(
      'your access goes on: to come back as who you were, use your personal link or a code from your pass',
    )
  }
}
