import { HallpassError, nearestName, wrappedHint } from '../../base/index.ts'
import type { Settings } from '../../settings/index.ts'
import { renewalCommand, type SharedProfile } from '../../shared-config/index.ts'
import { assumeRoleCredentials, type AssumeRoleWire } from './assume-role.ts'
import { checkKeys } from './check-keys.ts'
import type { CallerCredentials } from './credentials.ts'
import { environmentCredentials } from './environment.ts'

/** What finding credentials may need beyond the settings. */
export interface ResolveContext extends AssumeRoleWire {
  readonly settings: Settings
}

/**
 * Finds the caller's own credentials: the environment, then the profile in effect (static keys,
 * `credential_process`, `role_arn` with `source_profile` or `credential_source`), then whatever the AWS SDK's
 * provider chain knows (SSO, web identity, containers, instance metadata, log-in). A profile named in the
 * call comes before the environment, as with the AWS CLI's `--profile`.
 *
 * @throws HallpassError `NoCredentials` when there are none (the hint says where we looked),
 * `ProfileNotFound`, `CredentialsMalformed`, `CredentialSourceFailed`, `DependencyMissing` when only the SDK could read the source
 * and it is not installed, and what AssumeRole throws for a `role_arn` profile
 */
export async function resolveCredentials(context: ResolveContext): Promise<CallerCredentials> {
  const { settings } = context
  if (settings.profileNamedBy !== 'argument') {
    const found = environmentCredentials(settings.env)
    if (found) return found
  }
  const profile = settings.profile()
  if (!profile && settings.profileNamedBy !== 'default') throw profileNotFound(settings)
  if (profile) {
    const found = await profileCredentials(profile, context, [])
    if (found) return found
  }
  return sdkCredentials(context, profile)
}

/**
 * The `role_arn` profile that the credentials would come from, found without any call: what is made with them
 * is chained.
 */
export function chainingProfile(settings: Settings): SharedProfile | undefined {
  if (settings.profileNamedBy !== 'argument' && environmentCredentials(settings.env)) return undefined
  const profile = settings.profile()
  return profile?.settings.has('role_arn') ? profile : undefined
}

/**
 * The MFA device that the caller's own profile names for itself, where the credentials would come from it, found
 * without any call. A `role_arn` profile's device belongs to that role, and is asked for there; temporary keys have
 * been asked for theirs.
 */
export function ownMfaDevice(
  settings: Settings,
): { readonly profile: string; readonly serialNumber: string } | undefined {
  if (settings.profileNamedBy !== 'argument' && environmentCredentials(settings.env)) return undefined
  const profile = settings.profile()
  const serialNumber = profile?.settings.get('mfa_serial')
  if (!profile || !serialNumber) return undefined
  if (profile.settings.has('role_arn') || profile.settings.has('aws_session_token')) return undefined
  return { profile: profile.name, serialNumber }
}

async function profileCredentials(
  profile: SharedProfile,
  context: ResolveContext,
  trail: readonly string[],
): Promise<CallerCredentials | undefined> {
  if (trail.includes(profile.name)) {
    throw new HallpassError(
      'CredentialSourceFailed',
      `source_profile goes round in a circle: ${[...trail, profile.name].join(' → ')}`,
      { hint: 'let one of them hold keys of its own', facts: { name: profile.name } },
    )
  }
  const roleArn = profile.settings.get('role_arn')
  // A profile that is its own source_profile holds the keys beside the role, so keys come first then.
  if (roleArn && !profile.settings.has('web_identity_token_file') && trail.at(-1) !== profile.name) {
    const source = await roleSource(profile, context, trail)
    return source && assumeRoleCredentials(profile, roleArn, source, context)
  }
  const keys = staticKeys(profile)
  if (keys) return keys
  const command = profile.settings.get('credential_process')
  if (command) {
    const { processCredentials } = await import('./process.ts')
    return processCredentials(command, profile.name, { env: context.settings.env, ...context })
  }
  return undefined
}

async function roleSource(
  profile: SharedProfile,
  context: ResolveContext,
  trail: readonly string[],
): Promise<CallerCredentials | undefined> {
  const { settings } = context
  const sourceName = profile.settings.get('source_profile')
  if (sourceName === profile.name) {
    const keys = staticKeys(profile)
    if (keys) return keys
  }
  if (sourceName) {
    const source = settings.files().profiles.get(sourceName)
    if (!source) throw profileNotFound(settings, sourceName, profile.name)
    const found = await profileCredentials(source, context, [...trail, profile.name])
    return found ?? sdkCredentials(context, source)
  }
  if (profile.settings.get('credential_source') === 'Environment') {
    const found = environmentCredentials(settings.env)
    if (found) return found
    throw new HallpassError(
      'NoCredentials',
      `profile ${profile.name} takes its keys from the environment, and there are none`,
      { hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', facts: { name: profile.name } },
    )
  }
  return undefined
}

function staticKeys(profile: SharedProfile): CallerCredentials | undefined {
  const accessKeyId = profile.settings.get('aws_access_key_id')
  const secretAccessKey = profile.settings.get('aws_secret_access_key')
  if (!accessKeyId && !secretAccessKey) return undefined
  if (!accessKeyId || !secretAccessKey) {
    const missing = accessKeyId ? 'aws_secret_access_key' : 'aws_access_key_id'
    throw new HallpassError('NoCredentials', `profile ${profile.name} has no ${missing}`, {
      hint: `add it, by aws configure --profile ${profile.name}`,
      facts: { name: profile.name },
    })
  }
  const sessionToken = profile.settings.get('aws_session_token')
  const keys = checkKeys(
    { accessKeyId, secretAccessKey, sessionToken },
    {
      accessKeyId: `aws_access_key_id of profile ${profile.name}`,
      secretAccessKey: `aws_secret_access_key of profile ${profile.name}`,
      sessionToken: `aws_session_token of profile ${profile.name}`,
    },
  )
  return {
    ...keys,
    expiration: sessionToken === undefined ? undefined : expiresAt(profile),
    longTerm: sessionToken === undefined,
    source: {
      kind: 'profile',
      profile: profile.name,
      sso: false,
      renewal: renewalCommand(profile.name, (key) => profile.settings.get(key)),
      description: `profile ${profile.name}`,
    },
  }
}

function expiresAt({ settings }: SharedProfile): Date | undefined {
  const milliseconds = Date.parse(settings.get('x_hallpass_expires_at') ?? '')
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds)
}

async function sdkCredentials(
  context: ResolveContext,
  profile: SharedProfile | undefined,
): Promise<CallerCredentials> {
  const { sdkChainCredentials } = await import('./sdk-chain.ts')
  return sdkChainCredentials(context.settings, profile)
}

function profileNotFound(settings: Settings, name = settings.profileName, askedBy?: string): HallpassError {
  const names = [...settings.files().profiles.keys()]
  const nearest = nearestName(name, names)
  const listed =
    names.length > 0 ? `there are: ${names.slice(0, 12).join(', ')}` : 'the files hold no profile'
  return new HallpassError(
    'ProfileNotFound',
    askedBy
      ? `profile ${askedBy} names source_profile ${name}, which does not exist`
      : `there is no profile ${name}${settings.profileNamedBy === 'AWS_PROFILE' ? ' (named by AWS_PROFILE)' : ''}`,
    { hint: wrappedHint(name) ?? (nearest ? `did you mean ${nearest}?` : listed), facts: { name } },
  )
}
