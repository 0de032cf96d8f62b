import { HallpassError } from 'hallpass'
import type { OpenIdSettings } from '../signin/index.ts'
import { readSettingFile } from './read-setting-file.ts'

/** The flags of the OpenID Connect provider. */
export const openIdOptions = {
  'oidc-issuer': { type: 'string' },
  'oidc-client-id': { type: 'string' },
  'oidc-secret-file': { type: 'string' },
  'oidc-name': { type: 'string' },
  'oidc-scope': { type: 'string' },
  'oidc-groups-claim': { type: 'string' },
  'oidc-admin-group': { type: 'string', multiple: true },
  'oidc-instructor-group': { type: 'string', multiple: true },
  'oidc-sign-out': { type: 'boolean' },
} as const

export const openIdUsage = `
staff may sign in at an OpenID Connect provider:
  --oidc-issuer URL           as its discovery document has it
  --oidc-client-id ID
  --oidc-secret-file FILE     the client's secret; or HALLPASS_OIDC_CLIENT_SECRET; none for a public client
  --oidc-name NAME            what the button says; default: the issuer's host
  --oidc-scope SCOPES         default "openid profile email"
  --oidc-groups-claim NAME    where somebody's groups are; default groups
  --oidc-admin-group NAME     who is in it is an admin; may come again
  --oidc-instructor-group NAME  who is in it is an instructor; may come again. With neither: the staff list decides
  --oidc-sign-out             signing out here signs out there too
`

type Values = {
  readonly [K in keyof typeof openIdOptions]?: string | boolean | readonly string[] | undefined
}
type Environment = Readonly<Record<string, string | undefined>>

const maxSecretBytes = 10_000

/**
 * The provider, where one is named. The client's secret is in no argument: others on the machine read those.
 *
 * @throws HallpassError `UsageError`, `SettingInvalid`
 */
export function readOpenIdSettings(values: Values, env: Environment): OpenIdSettings | undefined {
  const text = (name: keyof Values): string | undefined => {
    const value = values[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const list = (name: keyof Values): readonly string[] => {
    const value = values[name]
    return Array.isArray(value) ? value.map(String) : []
  }
  const issuer = text('oidc-issuer')
  const clientId = text('oidc-client-id')
  if (issuer === undefined && clientId === undefined) return undefined
  if (issuer === undefined || clientId === undefined) {
    const name = issuer === undefined ? '--oidc-issuer' : '--oidc-client-id'
    throw new HallpassError('UsageError', `${name} is missing`, {
      hint: 'a provider takes both: --oidc-issuer URL --oidc-client-id ID',
      facts: { name },
    })
  }
  return {
    issuer,
    clientId,
    clientSecret: readSecret(text('oidc-secret-file'), env),
    name: text('oidc-name'),
    scope: text('oidc-scope'),
    groupsClaim: text('oidc-groups-claim'),
    adminGroups: list('oidc-admin-group'),
    instructorGroups: list('oidc-instructor-group'),
    signsOutThere: values['oidc-sign-out'] === true,
  }
}

function readSecret(file: string | undefined, env: Environment): string | undefined {
  if (file === undefined) return env['HALLPASS_OIDC_CLIENT_SECRET']?.trim() || undefined
  const name = '--oidc-secret-file'
  const secret = readSettingFile(file, name)
  if (secret !== '' && Buffer.byteLength(secret) <= maxSecretBytes) return secret
  throw new HallpassError('SettingInvalid', `the file of ${name} holds no secret`, {
    hint: 'the secret alone, on one line',
    facts: { name, file },
  })
}
