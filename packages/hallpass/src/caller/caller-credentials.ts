import { checkOption, checkOptional, tellStep } from '../base/index.ts'
import type { CallerOptions } from './caller-options.ts'
import type { Place } from './connection.ts'
import { checkKeys } from './credentials/check-keys.ts'
import type { CallerCredentials } from './credentials/credentials.ts'
import { resolveCredentials } from './credentials/resolve.ts'

/**
 * The caller's own credentials: those that were passed in, else found as the AWS tools find them.
 *
 * @throws HallpassError as {@link resolveCredentials}, `CredentialsMalformed`
 * @throws TypeError for credentials without a key
 */
export async function callerCredentials(
  options: Omit<CallerOptions, 'endpointUrl'>,
  { settings, wire }: Place,
): Promise<CallerCredentials> {
  const { credentials, region, signal, mfaCode, mfaSession, now = () => new Date() } = options
  if (!credentials) {
    const found = await resolveCredentials({ settings, region, now, signal, mfaCode, mfaSession, wire })
    const kind = found.longTerm ? 'long-term' : 'temporary'
    tellStep(settings.env, `credentials: ${found.accessKeyId}, ${kind}, from ${found.source.description}`)
    return found
  }
  checkOption('credentials', credentials, 'an object')
  checkOption('credentials.accessKeyId', credentials.accessKeyId, 'a non-empty string')
  checkOption('credentials.secretAccessKey', credentials.secretAccessKey, 'a non-empty string')
  checkOptional('credentials.sessionToken', credentials.sessionToken, 'a non-empty string')
  checkOptional('credentials.expiration', credentials.expiration, 'a Date')
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  checkKeys({ accessKeyId, secretAccessKey, sessionToken }, given)
  return {
    ...credentials,
    longTerm: credentials.sessionToken === undefined,
    source: {
      kind: 'given',
      profile: undefined,
      sso: false,
      description: 'the credentials that were passed in',
    },
  }
}

const given = {
  accessKeyId: 'credentials.accessKeyId',
  secretAccessKey: 'credentials.secretAccessKey',
  sessionToken: 'credentials.sessionToken',
} as const
