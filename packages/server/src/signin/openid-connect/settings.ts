import { HallpassError } from 'hallpass'

/** The OpenID Connect provider that staff signs in at, and what it decides. */
export interface OpenIdSettings {
  /** As its discovery document has it, such as `https://login.example.com/realms/school`. */
  readonly issuer: string
  readonly clientId: string
  /** Left out for a client without one: PKCE alone. */
  readonly clientSecret?: string | undefined
  /** What the button says. Default: the issuer's host. */
  readonly name?: string | undefined
  /** Default `openid profile email`. */
  readonly scope?: string | undefined
  /** The claim with somebody's groups; with dots, a claim inside a claim. Default `groups`. */
  readonly groupsClaim?: string | undefined
  /** Whoever is in one of these is an admin. */
  readonly adminGroups?: readonly string[] | undefined
  /**
   * Whoever is in one of these, and in none of the above, is an instructor. With neither, an admin adds everybody
   * to the staff, and groups decide nothing.
   */
  readonly instructorGroups?: readonly string[] | undefined
  /** Whether signing out here signs out there too. Default false. */
  readonly signsOutThere?: boolean | undefined
}

/** The same, with every default. */
export type CheckedOpenIdSettings = {
  readonly [K in Exclude<keyof OpenIdSettings, 'clientSecret'>]-?: NonNullable<OpenIdSettings[K]>
} & { readonly clientSecret: string | undefined }

/**
 * Fills in what was left out.
 *
 * @throws HallpassError `SettingInvalid`
 */
export function checkOpenIdSettings(settings: OpenIdSettings): CheckedOpenIdSettings {
  const issuer = checkIssuer(settings.issuer)
  const scope = settings.scope ?? 'openid profile email'
  if (!scope.split(' ').includes('openid')) {
    throw invalid('the scope has to have openid in it', 'for example: openid profile email', '--oidc-scope')
  }
  if (settings.clientId === '') throw invalid('the client id is missing', undefined, '--oidc-client-id')
  return {
    issuer: issuer.href,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    name: settings.name ?? issuer.host,
    scope,
    groupsClaim: settings.groupsClaim ?? 'groups',
    adminGroups: settings.adminGroups ?? [],
    instructorGroups: settings.instructorGroups ?? [],
    signsOutThere: settings.signsOutThere ?? false,
  }
}

/** Whether groups decide who is what; otherwise the staff list does. */
export function groupsDecide(settings: CheckedOpenIdSettings): boolean {
  return settings.adminGroups.length > 0 || settings.instructorGroups.length > 0
}

function checkIssuer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const plain = url?.protocol === 'http:' && isLoopback(url.hostname)
  const bare = url?.search === '' && url.hash === '' && url.username === '' && url.password === ''
  if (url !== undefined && bare && (url.protocol === 'https:' || plain)) return url
  throw invalid(
    'the issuer has to be an https: URL; http: only on this machine',
    'as the provider writes it, for example https://login.example.com/realms/school',
    '--oidc-issuer',
  )
}

/** Whether a host is this machine for certain. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

function invalid(message: string, hint: string | undefined, name: string): HallpassError {
  return new HallpassError('SettingInvalid', message, { hint, facts: { name } })
}
