import { formatCredentials, formats } from 'hallpass'
import type { IssuedCredentials } from '../../ports/index.ts'
import { texts } from '../../texts/index.ts'

/** The form that has a profile in a file, and is used by the profile's name. */
export const profileForm = 'credentials-file'

/** Every form that keys come in: its name in a form, and what people call it. */
export const keyForms: readonly (readonly [name: string, label: string])[] = Object.entries(
  texts.pass.keys.forms,
)

/** Keys as the form wants them. */
export function keysText(form: string, keys: IssuedCredentials, sessionName: string): string {
  const known = formats.find((name) => name === form)
  if (known !== undefined) {
    return formatCredentials(known, { credentials: keys, region: keys.region, endpointUrl: keys.endpointUrl })
  }
  return [
    `# ${sessionName}`,
    '[hallpass]',
    `aws_access_key_id = ${keys.accessKeyId}`,
    `aws_secret_access_key = ${keys.secretAccessKey}`,
    `aws_session_token = ${keys.sessionToken}`,
    `region = ${keys.region}`,
    ...(keys.endpointUrl === undefined ? [] : [`endpoint_url = ${keys.endpointUrl}`]),
    '',
  ].join('\n')
}
