import { HallpassError } from '../../base/index.ts'
import { checkProfile, writeProfile } from '../../profile/index.ts'
import { isProfileName } from '../../shared-config/index.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'
import type { CommandContext } from '../terminal/context.ts'
import { tellOwnPlace } from './own-place.ts'
import type { WithName } from './role.ts'
import { issueSession } from './session.ts'
import { tellWritten } from './tell-written.ts'

/** `hallpass issue -o write`: the keys go into the credentials file, and the next command is told. */
export async function issueWrite(context: CommandContext, flags: WithName): Promise<void> {
  const profile = flags.profile ?? profileOf(flags.sessionName)
  const { env } = context
  // Asked first: what cannot be written is refused before anything is issued.
  checkProfile({ profile, env, force: flags.force })
  const session = await issueSession(context, flags)
  const warnOfSplit = splitWarning(context)
  const written = await writeProfile({
    profile,
    session,
    force: flags.force,
    env,
    signal: context.signal,
  })
  warnOfSplit()
  tellWritten(context, {
    ...written,
    expiration: session.credentials.expiration,
    endpoint: session.endpoint,
  })
  await tellOwnPlace(context, session)
}

function profileOf(sessionName: string): string {
  if (isProfileName(sessionName)) return sessionName
  throw new HallpassError(
    'ProfileNameInvalid',
    `the session name ${sessionName} cannot be the name of a profile`,
    {
      hint: `name one: --profile ${sessionName.replaceAll(/[^\w\-@+.%:/]/g, '-')}`,
      facts: { name: '--profile' },
    },
  )
}
