import type { CallerOptions } from './caller-options.ts'
import type { CallerCredentials } from './credentials/credentials.ts'
import { resolveCredentials } from './credentials/resolve.ts'
import type { Place } from './place.ts'

/**
 * The caller's own credentials: those that were passed in, else found as the AWS tools find them.
 *
 * @throws HallpassError as {@link resolveCredentials}
 */
export async function callerCredentials(
  options: Omit<CallerOptions, 'endpointUrl'>,
  { settings, wire }: Place,
): Promise<CallerCredentials> {
  const { credentials, region, signal, mfaCode, now = () => new Date() } = options
  if (!credentials) return resolveCredentials({ settings, region, now, signal, mfaCode, wire })
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
