import { HallpassError, nonEmpty } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { checkConfigProfile, writeConfigProfile } from '../../profile/index.ts'
import { loadSettings } from '../../settings/index.ts'
import { cachedSession } from '../cached/cached-session.ts'
import { withName, withRole } from '../issue/role.ts'
import { withRequest } from '../requests/with-request.ts'
import type { CommandContext } from '../terminal/context.ts'
import { checkMfaFlags } from '../terminal/mfa-code.ts'
import type { ProfileAddFlags } from './flags.ts'
import { processLine } from './process-line.ts'

/** `hallpass profile add NAME`: a profile that gets its keys from `hallpass process`, whenever it is used. */
export async function runProfileAdd(
  context: CommandContext,
  typed: ProfileAddFlags,
  profile: string,
  request?: string,
): Promise<void> {
  const { env, signal, output } = context
  checkConfigProfile(profile, { env })
  // What a request says now: the profile is used from other folders, where its file is not.
  const given = withRequest(context, typed, request)
  checkMfaFlags(context, given, { ownDevice: true })
  const pinned = { ...given, sourceProfile: sourceOf(context, given, profile) }
  const named = await withName(
    context,
    await withRole(context, { ...pinned, output: 'process', force: false, link: false }),
  )
  const { output: _, force: __, link: ___, mfaToken, verbose: ____, ...flags } = named
  const line = processLine(flags, { execPath: process.execPath, script: process.argv[1] })
  // What AWS refuses is refused now, to the person who can mend it.
  const session = await cachedSession(context, { ...flags, mfaToken, noCache: true }, { keepMfa: true })
  const { region, endpointUrl } = session
  const file = await writeConfigProfile(
    { profile, credentialProcess: line, region, endpointUrl },
    { env, signal },
  )
  for (const [message, hint] of wants(context, flags)) output.warning(message, hint)
  output.note(
    [
      `profile ${profile} is in ${file}; it gets fresh keys by itself: ${session.assumedRoleArn}`,
      `use it: aws sts get-caller-identity --profile ${posixWord(profile)}`,
      `remove it: hallpass profile remove ${posixWord(profile)}`,
    ].join('\n'),
  )
}

/**
 * The profile whose credentials ask for the keys, named for good: whoever uses the new profile may have set
 * `AWS_PROFILE` to it, and it cannot be its own source. `undefined` for credentials that no profile has.
 *
 * @throws HallpassError `UsageError`
 */
function sourceOf(
  { env }: CommandContext,
  { sourceProfile }: ProfileAddFlags,
  profile: string,
): string | undefined {
  const settings = loadSettings({ env, sourceProfile })
  const fromEnv = settings.profileNamedBy !== 'argument' && nonEmpty(env['AWS_ACCESS_KEY_ID']) !== undefined
  if (fromEnv) return undefined
  const named = settings.profileNamedBy !== 'default' || settings.profile() !== undefined
  if (!named) return undefined
  if (settings.profileName !== profile) return settings.profileName
  throw new HallpassError('UsageError', `profile ${profile} cannot get its keys with its own credentials`, {
    hint: 'name the profile that has yours: --source-profile NAME',
    facts: { name: '--source-profile' },
  })
}

/** What the profile wants each time, and may not find where it is used. */
function wants(
  { env }: CommandContext,
  { sourceProfile, mfaSerial, mfaProcess }: ProfileAddFlags,
): (readonly [message: string, hint: string])[] {
  const found: (readonly [string, string])[] = []
  if (sourceProfile === undefined && nonEmpty(env['AWS_ACCESS_KEY_ID']) !== undefined) {
    found.push([
      'your credentials are in AWS_ACCESS_KEY_ID of this shell, and the profile wants them wherever it is used',
      'put them into a profile (aws configure --profile NAME), and name it with --source-profile',
    ])
  }
  const settings = loadSettings({ env, sourceProfile }).files().profiles
  const device = mfaSerial ?? settings.get(sourceProfile ?? 'default')?.settings.get('mfa_serial')
  if (device !== undefined && mfaProcess === undefined) {
    found.push([
      `new keys want a code of ${device}, and the AWS tools cannot ask for one`,
      'name a command that prints it: --mfa-process COMMAND',
    ])
  }
  const variable = ['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'].find(
    (name) => nonEmpty(env[name]) !== undefined,
  )
  if (variable !== undefined) {
    found.push([
      `${variable} of this shell says where AWS is, and the profile wants it wherever it is used`,
      `for good: endpoint_url in the profile ${sourceProfile ?? 'with your own credentials'}`,
    ])
  }
  return found
}
