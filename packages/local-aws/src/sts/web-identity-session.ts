import { AwsError } from '../base/index.ts'
import type { Tags } from '../model/index.ts'
import { collectConstraints, type WebIdentity } from '../protocol/index.ts'
import { sessionWord } from './role-session-request.ts'
import { checkTags, tagConstraints } from './session-tags.ts'
import type { VerifiedWebIdentity } from './web-identity.ts'

/** What a token asks for the session that is made with it. */
export interface WebIdentitySession {
  readonly tags: Tags
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity: string | undefined
}

const tagsClaim = 'https://aws.amazon.com/tags'
const githubIssuer = 'token.actions.githubusercontent.com'
const githubClaims = [
  'actor',
  'actor_id',
  'enterprise_id',
  'environment',
  'job_workflow_ref',
  'ref',
  'repository',
  'repository_id',
  'workflow',
]
const sourceIdentityClaim = 'https://aws.amazon.com/source_identity'

/**
 * Reads the session tags and the source identity out of a token's claims.
 *
 * @throws AwsError `IDPRejectedClaim` when they are not as AWS takes them
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
 */
export function webIdentitySession({ claims }: VerifiedWebIdentity): WebIdentitySession {
  const members = tagMembers(claims)
  const tags: Tags = new Map()
  for (const [key, value] of members.tags) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    const [only] = values
    if (values.length !== 1 || typeof only !== 'string') throw rejected(`the tag ${key} has no single value`)
    tags.set(key, only)
  }
  const transitiveTagKeys = members.transitive.map((key) => {
    if (typeof key !== 'string') throw rejected('transitive_tag_keys is no list of keys')
    return key
  })
  const sourceIdentity = claims.get(sourceIdentityClaim)
  if (sourceIdentity !== undefined && typeof sourceIdentity !== 'string') {
    throw rejected('the source identity is no text')
  }
  const session = { tags, transitiveTagKeys, sourceIdentity }
  check(session)
  return session
}

/**
 * The condition keys that an identity's claims make.
 *
 * Of other claims AWS makes no keys, so a condition on one is never met: of GitHub's it reads a few more, and
 * those for the trust policy alone.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function webIdentityKeys(identity: VerifiedWebIdentity): {
  /** For the trust policy. */
  readonly request: ReadonlyMap<string, readonly string[]>
  /** For what is done with the session. */
  readonly session: WebIdentity
} {
  const { provider, claims } = identity
  const prefix = provider.arn.slice(provider.arn.indexOf('/') + 1)
  const session = new Map([
    [`${prefix}:aud`, [identity.audience]],
    [`${prefix}:sub`, [identity.subject]],
    ...texts(claims.get('amr'))
      .slice(0, 1)
      .map((): [string, string[]] => [`${prefix}:amr`, texts(claims.get('amr'))]),
  ])
  const request = new Map<string, readonly string[]>(session)
  const email = claims.get('email')
  if (typeof email === 'string') request.set(`${prefix}:email`, [email])
  for (const name of prefix === githubIssuer ? githubClaims : []) {
    const value = claims.get(name)
    if (typeof value === 'string') request.set(`${prefix}:${name}`, [value])
  }
  const original = texts(claims.get('aud'))
  if (claims.has('azp') && original.length > 0) request.set(`${prefix}:oaud`, original)
  return { request, session: { providerArn: provider.arn, keys: session } }
}

/** Tags come as one object, or flat: one claim for each, its name ending in the tag's key. */
function tagMembers(claims: ReadonlyMap<string, unknown>): {
  readonly tags: ReadonlyArray<readonly [string, unknown]>
  readonly transitive: readonly unknown[]
} {
  const nested = membersOf(claims.get(tagsClaim))
  const flatPrefix = `${tagsClaim}/principal_tags/`
  const flat = [...claims]
    .filter(([name]) => name.startsWith(flatPrefix))
    .map(([name, value]) => [name.slice(flatPrefix.length), value] as const)
  const transitive = nested.get('transitive_tag_keys') ?? claims.get(`${tagsClaim}/transitive_tag_keys`) ?? []
  return {
    tags: [...membersOf(nested.get('principal_tags')), ...flat],
    transitive: Array.isArray(transitive) ? transitive : [transitive],
  }
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  if (value === undefined) return new Map()
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return new Map(Object.entries(value))
  }
  throw rejected(`${tagsClaim} is no object`)
}

function check({ tags, transitiveTagKeys, sourceIdentity }: WebIdentitySession): void {
  const constraints = collectConstraints()
  tagConstraints([...tags], transitiveTagKeys, constraints)
  constraints.check(sourceIdentity, 'sourceIdentity', { minLength: 2, maxLength: 64, pattern: sessionWord })
  try {
    constraints.enforce()
    checkTags({ requested: tags, transitiveKeys: transitiveTagKeys }, tags.size)
  } catch (error) {
    throw error instanceof AwsError ? rejected(error.message) : error
  }
}

function texts(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.filter((item) => typeof item === 'string')
}

function rejected(reason: string): AwsError {
  return new AwsError(
    'IDPRejectedClaim',
    403,
    'The identity provider (IdP) reported that authentication failed. This might be because the claim is invalid.',
    { reason },
  )
}
