import { HallpassError, nonEmpty, type Environment } from '../../base/index.ts'
import { checkKeys } from './check-keys.ts'
import type { CallerCredentials } from './credentials.ts'

const variables = {
  accessKeyId: 'AWS_ACCESS_KEY_ID',
  secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
  sessionToken: 'AWS_SESSION_TOKEN',
} as const

/**
 * The keys in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; `undefined` when
 * neither key variable is set.
 *
 * @throws HallpassError `NoCredentials` when only one of the two is set, `CredentialsMalformed`
 */
export function environmentCredentials(env: Environment): CallerCredentials | undefined {
  const accessKeyId = nonEmpty(env['AWS_ACCESS_KEY_ID'])
  const secretAccessKey = nonEmpty(env['AWS_SECRET_ACCESS_KEY'])
  if (!accessKeyId && !secretAccessKey) return undefined
  if (!accessKeyId || !secretAccessKey) {
    const missing = accessKeyId ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID'
    const present = accessKeyId ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY'
    throw new HallpassError('NoCredentials', `${present} is set and ${missing} is not`, {
      hint: `set ${missing} too, or unset ${present} to use a profile`,
      facts: { name: missing },
    })
  }
  const sessionToken = nonEmpty(env['AWS_SESSION_TOKEN'])
  return {
    ...checkKeys({ accessKeyId, secretAccessKey, sessionToken }, variables),
    expiration: readExpiration(env['AWS_CREDENTIAL_EXPIRATION'], sessionToken),
    longTerm: sessionToken === undefined,
    source: {
      kind: 'environment',
      profile: undefined,
      sso: false,
      description: 'the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)',
    },
  }
}

/** Beside keys that are temporary, and where something sensible stands in it. */
function readExpiration(text: string | undefined, sessionToken: string | undefined): Date | undefined {
  const milliseconds = Date.parse(text ?? '')
  return sessionToken === undefined || Number.isNaN(milliseconds) ? undefined : new Date(milliseconds)
}
