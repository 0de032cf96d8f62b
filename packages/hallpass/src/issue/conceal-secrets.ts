import { conceal, concealed } from '../base/index.ts'
import type { SessionCredentials } from '../query/index.ts'

/** The same keys, of which {@link conceal} lets no log show a secret. */
export function concealSecrets(credentials: SessionCredentials): SessionCredentials {
  const shown = { ...credentials, secretAccessKey: concealed, sessionToken: concealed }
  return conceal({ ...credentials }, shown)
}

/**
 * A session's keys as a plain object, in which nothing is concealed: for storing them, or for sending them on.
 * `JSON.stringify(session.credentials)` shows `[secret]` in the place of secrets, and so do logs; this is the way to
 * say that they are meant.
 */
export function plainCredentials(credentials: SessionCredentials): SessionCredentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials
  return { accessKeyId, secretAccessKey, sessionToken, expiration }
}
