import { HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { formatDuration, type IssuedSession } from '../../issue/index.ts'
import { checkProfile, writeProfile } from '../../profile/index.ts'
import { isProfileName } from '../../shared-config/index.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'
import type { CommandContext } from '../terminal/context.ts'
import { tellOwnPlace } from './own-place.ts'
import type { WithName } from './role.ts'
import { issueSession } from './session.ts'

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
  if (env['AWS_ACCESS_KEY_ID']) {
    context.output.warning(
      'AWS_ACCESS_KEY_ID is set in this shell, and comes before AWS_PROFILE in most tools',
      'name the profile with --profile, or unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
    )
  }
  context.output.note(told(context, session, written.profile, written.file))
  await tellOwnPlace(context, session)
}

function told(context: CommandContext, session: IssuedSession, profile: string, file: string): string {
  const { endpoint, credentials } = session
  const leftSeconds = (credentials.expiration.getTime() - context.now().getTime()) / 1000
  // The profile itself names region and endpoint, but for an endpoint that was configured for STS alone.
  const endpointFlag =
    endpoint.configuredBy && endpoint.scope === 'this service'
      ? ` --endpoint-url ${posixWord(endpoint.url.href)}`
      : ''
  return [
    `profile ${profile} is in ${file}, good for ${formatDuration(Math.round(leftSeconds / 60) * 60)}`,
    `use it: aws sts get-caller-identity --profile ${posixWord(profile)}${endpointFlag}`,
  ].join('\n')
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
