/** Who wrote a section: present with the value `hallpass`, the section is ours to replace and to remove. */
export const ownerKey = 'x_hallpass_owner'
export const ownerValue = 'hallpass'

/** When the section's keys end: RFC 3339, UTC, whole seconds. */
export const expiresKey = 'x_hallpass_expires_at'

/** Whose keys these are: the session's ARN, which names the role and the person. */
export const sessionKey = 'x_hallpass_session'

/** The role they are of, its path included, which the session's ARN leaves out. */
export const roleKey = 'x_hallpass_role'

/**
 * Which set-up a section holds the long-term key of. Not the mark of what `issue` writes, on purpose: `profile
 * clean` and the next `issue` must not take a key away that AWS tells once only.
 */
export const setupKey = 'x_hallpass_setup'

/** The account of the set-up whose key it is: set-ups of one name are in many accounts. */
export const setupAccountKey = 'x_hallpass_account'

/**
 * Which of {@link optionalKeys} hallpass wrote into the section, apart by spaces. Without it, a person's own
 * `region` could not be told from the `endpoint_url` of a local AWS that is long gone.
 */
export const settingsKey = 'x_hallpass_settings'

/** Keys that are a person's own unless {@link settingsKey} names them. */
export const optionalKeys = ['region', 'endpoint_url', 'credential_process'] as const

/**
 * The keys that are ours wherever the section is. `aws_security_token` is the old name of the session token:
 * never written, but botocore reads it before the new one, so one left standing would win.
 */
export const ourKeys: ReadonlySet<string> = new Set([
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_security_token',
  ownerKey,
  expiresKey,
  sessionKey,
  roleKey,
  settingsKey,
  setupKey,
  setupAccountKey,
])

/**
 * Settings that make at least one SDK look elsewhere for credentials although the profile holds keys (botocore
 * for `role_arn`, SSO and web identity; the SDK for Java for `credential_process`).
 */
export const rivalKeys = [
  'role_arn',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
  'credential_process',
  'login_session',
] as const
