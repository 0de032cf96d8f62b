import {
  checkEndpointForAll,
  checkOption,
  checkOptional,
  endpointForAll,
  type IssuedKeys,
  isoSeconds,
  type OptionNames,
} from '../base/index.ts'
import { expiresKey, ownerKey, ownerValue, roleKey, sessionKey, settingsKey } from '../shared-config/index.ts'

/** What is written for one profile: a session as it was issued, or keys of which the rest is told. */
export type ProfileContent = ProfileOfSession | ProfileOfKeys

/** A profile with an issued session's keys. */
export interface ProfileOfSession extends ProfileName {
  /** What `issue()` returned. Region, endpoint and `assumedRoleArn` come from it. */
  readonly session: IssuedKeys
  readonly credentials?: undefined
  readonly region?: undefined
  readonly endpointUrl?: undefined
  readonly assumedRoleArn?: undefined
  readonly roleArn?: undefined
}

/** A profile with temporary keys from elsewhere. */
export interface ProfileOfKeys extends ProfileName {
  readonly session?: undefined
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
    /** When the keys end; `null` where nobody knows: `profile clean` leaves such a profile as it is. */
    readonly expiration: Date | null
  }
  /**
   * Written as `region` beside the keys, not into the config file: every SDK reads it there, a write changes
   * one file in one step, and the profile goes without a trace. Default: none; one that hallpass wrote before
   * is then removed.
   */
  readonly region?: string | undefined
  /** Written as `endpoint_url`, for keys that belong to a local AWS. Default: as for `region`. */
  readonly endpointUrl?: string | undefined
  /** Written as `x_hallpass_session`: `assumedRoleArn` of an issued session. Default: none. */
  readonly assumedRoleArn?: string | undefined
  /** Written as `x_hallpass_role`: with both, expired keys say the command that renews them. Default: none. */
  readonly roleArn?: string | undefined
}

interface ProfileName {
  /** The section's name: letters, digits and `_-@+.%:/`. */
  readonly profile: string
}

/** Every option of {@link ProfileContent}. */
export const contentNames = {
  profile: true,
  session: true,
  credentials: true,
  region: true,
  endpointUrl: true,
  assumedRoleArn: true,
  roleArn: true,
} as const satisfies OptionNames<ProfileContent>

function contentOf(content: ProfileContent): ProfileOfKeys {
  const { session } = content
  if (session === undefined) return content
  checkOption('session', session, 'an object')
  checkOption('session.endpoint', session.endpoint, 'an object')
  for (const key of ['credentials', 'region', 'endpointUrl', 'assumedRoleArn', 'roleArn'] as const) {
    if (content[key] !== undefined) throw new TypeError(`${key} does not go with session, which has it`)
  }
  const { credentials, region, assumedRoleArn, roleArn } = session
  return {
    profile: content.profile,
    credentials,
    region,
    assumedRoleArn,
    roleArn,
    endpointUrl: endpointForAll(session),
  }
}

/**
 * The keys and values of a profile's section.
 *
 * @throws TypeError for values that are missing, of a wrong type, or that no credentials file can hold
 */
export function sectionEntries(options: ProfileContent): Map<string, string> {
  checkOption('profile', options.profile, 'a string')
  const { credentials, region, endpointUrl, assumedRoleArn, roleArn } = contentOf(options)
  checkOption('credentials', credentials, 'an object')
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials
  checkOption('credentials.accessKeyId', accessKeyId, 'a string')
  checkOption('credentials.secretAccessKey', secretAccessKey, 'a string')
  checkOption('credentials.sessionToken', sessionToken, 'a string')
  if (expiration !== null) checkOption('credentials.expiration', expiration, 'a Date')
  checkOptional('region', region, 'a string')
  checkOptional('endpointUrl', endpointUrl, 'a string')
  checkOptional('assumedRoleArn', assumedRoleArn, 'a string')
  checkOptional('roleArn', roleArn, 'a string')
  checkEndpointForAll(options.endpointUrl)
  const settings = new Map<string, string>()
  if (region !== undefined) settings.set('region', region)
  if (endpointUrl !== undefined) settings.set('endpoint_url', endpointUrl)
  const entries = new Map([
    ['aws_access_key_id', accessKeyId],
    ['aws_secret_access_key', secretAccessKey],
    ['aws_session_token', sessionToken],
    ...settings,
    [ownerKey, ownerValue],
  ])
  if (expiration !== null) entries.set(expiresKey, isoSeconds(expiration))
  if (assumedRoleArn !== undefined) entries.set(sessionKey, assumedRoleArn)
  if (roleArn !== undefined) entries.set(roleKey, roleArn)
  for (const [key, value] of entries) {
    // A space before # or ; begins a comment for some readers, and no value of these kinds has one.
    if (!/^[!"$-:<-~][!-~]*$/.test(value))
      throw new TypeError(`the value for ${key} cannot be written to a file`)
  }
  if (settings.size > 0) entries.set(settingsKey, [...settings.keys()].join(' '))
  return entries
}
