import { createHash } from 'node:crypto'
import { AwsError } from '../base/index.ts'
import { entityName, type SamlProvider, type Tags } from '../model/index.ts'
import { collectConstraints } from '../protocol/index.ts'
import type { SamlAssertion } from '../saml/index.ts'
import { checkTags, tagConstraints } from './session-tags.ts'

/** What a SAML response asks for the session that is made with it. */
export interface SamlSession {
  readonly roleSessionName: string
  /** Pairs of a role's arn and a provider's. */
  readonly roles: ReadonlyArray<readonly [role: string, provider: string]>
  readonly tags: Tags
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity: string | undefined
}

const prefix = 'https://aws.amazon.com/SAML/Attributes/'
const tagPrefix = `${prefix}PrincipalTag:`
const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:'
const word = /^[\w+=,.@-]{2,64}$/

/** The attributes of eduPerson, by the last number of their object identifiers, as AWS names its keys. */
const eduPerson = [
  'affiliation',
  'nickname',
  'orgdn',
  'orgunitdn',
  'primaryaffiliation',
  'principalname',
  'entitlement',
  'primaryorgunitdn',
  'scopedaffiliation',
  'targetedid',
  'assurance',
]

/**
 * Reads the roles, the session's name, its tags and source identity out of an assertion's attributes.
 *
 * @throws AwsError `InvalidIdentityToken`, and `IDPRejectedClaim` for tags that are not as AWS takes them
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 */
export function samlSession({ attributes }: SamlAssertion): SamlSession {
  const of = (name: string) => attributes.get(`${prefix}${name}`) ?? []
  const roles = of('Role').flatMap(rolePair)
  if (roles.length === 0) throw invalid('Your request included an invalid SAML response.')
  const [roleSessionName, ...names] = of('RoleSessionName')
  if (roleSessionName === undefined) throw invalid('RoleSessionName is required in AuthnResponse')
  if (names.length > 0 || !word.test(roleSessionName)) {
    throw invalid('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}')
  }
  const [sourceIdentity, ...identities] = of('SourceIdentity')
  if (
    sourceIdentity !== undefined &&
    (identities.length > 0 || !word.test(sourceIdentity) || /^aws:/i.test(sourceIdentity))
  ) {
    throw invalid('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"')
  }
  checkSessionDuration(of('SessionDuration'))
  const tags: Tags = new Map()
  for (const [name, values] of attributes) {
    if (!name.startsWith(tagPrefix)) continue
    const [only, ...more] = values
    if (only === undefined || more.length > 0)
      throw rejected(`the tag ${name.slice(tagPrefix.length)} has no single value`)
    tags.set(name.slice(tagPrefix.length), only)
  }
  const transitiveTagKeys = of('TransitiveTagKeys')
  checkSessionTags(tags, transitiveTagKeys)
  return { roleSessionName, roles, tags, transitiveTagKeys, sourceIdentity }
}

/**
 * The condition keys that an assertion makes: all of them for the trust policy, three for what is done with the
 * session. Of attributes those of eduPerson are read.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
 */
export function samlKeys(
  provider: SamlProvider,
  assertion: SamlAssertion,
): {
  readonly request: ReadonlyMap<string, readonly string[]>
  readonly session: ReadonlyMap<string, readonly string[]>
} {
  const session = new Map([
    ['saml:namequalifier', [nameQualifier(provider, assertion)]],
    ['saml:sub', [assertion.subject]],
    ['saml:sub_type', [subjectType(assertion)]],
  ])
  const request = new Map<string, readonly string[]>([
    ...session,
    ['saml:aud', [assertion.recipient]],
    ['saml:iss', [assertion.issuer]],
    ['saml:doc', [documentName(provider)]],
  ])
  for (const [index, name] of eduPerson.entries()) {
    const values = assertion.attributes.get(`urn:oid:1.3.6.1.4.1.5923.1.1.1.${index + 1}`)
    if (values !== undefined && values.length > 0) request.set(`saml:eduperson${name}`, values)
  }
  return { request, session }
}

/** Together with the subject, what tells one person from all others. */
export function nameQualifier(provider: SamlProvider, { issuer }: SamlAssertion): string {
  return createHash('sha1')
    .update(`${issuer}${documentName(provider)}`)
    .digest('base64')
}

/** `persistent` and `transient`, and whatever else SAML 2.0 names, without the prefix. */
export function subjectType({ subjectFormat }: SamlAssertion): string {
  return subjectFormat.startsWith(nameIdFormat) ? subjectFormat.slice(nameIdFormat.length) : subjectFormat
}

/** `111122223333/ProviderName`. */
function documentName({ arn }: SamlProvider): string {
  return `${arn.split(':')[4] ?? ''}/${entityName(arn)}`
}

/** The arns of a role and a provider, in either order. */
function rolePair(value: string): ReadonlyArray<readonly [string, string]> {
  const [first = '', second = '', ...more] = value.split(',').map((arn) => arn.trim())
  if (more.length > 0) return []
  return first.includes(':saml-provider/') ? [[second, first]] : [[first, second]]
}

/** How long a console session may last: of no consequence for keys, and refused where it is none. */
function checkSessionDuration(values: readonly string[]): void {
  const [seconds, ...more] = values
  if (seconds === undefined) return
  if (more.length > 0 || !/^\d{3,5}$/.test(seconds) || Number(seconds) < 900 || Number(seconds) > 43_200) {
    throw invalid('The SessionDuration of the SAML response is not between 900 and 43200.')
  }
}

function checkSessionTags(tags: Tags, transitiveTagKeys: readonly string[]): void {
  const constraints = collectConstraints()
  tagConstraints([...tags], transitiveTagKeys, constraints)
  try {
    constraints.enforce()
    checkTags({ requested: tags, transitiveKeys: transitiveTagKeys }, tags.size)
  } catch (error) {
    if (error instanceof AwsError) throw rejected(error.message)
    throw error
  }
}

function rejected(why: string): AwsError {
  return new AwsError('IDPRejectedClaim', 403, `The SAML response is rejected: ${why}`)
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', 400, message)
}
