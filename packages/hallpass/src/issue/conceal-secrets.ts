import type { SessionCredentials } from '../query/index.ts'

/**
 * The same keys, of which `console.log` and `util.inspect` show no secret: a session in a program's log is not
 * to be a leak. `JSON.stringify`, and a copy made with `{ ...credentials }`, hold everything.
 *
 * Source: "Custom inspection functions on objects", Node.js `util`.
 */
export function concealSecrets(credentials: SessionCredentials): SessionCredentials {
  const shown = { ...credentials, secretAccessKey: '[secret]', sessionToken: '[secret]' }
  const concealed = { ...credentials }
  Object.defineProperty(concealed, Symbol.for('nodejs.util.inspect.custom'), { value: () => shown })
  return concealed
}
