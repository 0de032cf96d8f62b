import { principalTags } from '../authorize/index.ts'
import { AwsError, requestId } from '../base/index.ts'
import { organizationPath, type Tags } from '../model/index.ts'
import {
  type Call,
  type Caller,
  collectConstraints,
  listMembers,
  parseInteger,
  type QueryAction,
} from '../protocol/index.ts'
import { issuerUrl, type SigningAlgorithm, signingAlgorithms, signToken } from '../tokens/index.ts'
import { type Prepared, preparedAction } from './prepared-action.ts'
import { addRequestTags } from './role-session.ts'
import { checkTags, tagConstraints } from './session-tags.ts'

const parameters = ['Audience[]', 'DurationSeconds', 'SigningAlgorithm', 'Tags[].Key', 'Tags[].Value']

const defaultSeconds = 300
const mostAudiences = 10

/**
 * GetWebIdentityToken: a token that says who the caller is, signed by the account's own issuer, for services
 * elsewhere that trust it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html
 */
export const getWebIdentityToken: QueryAction = preparedAction('GetWebIdentityToken', parameters, prepare)

function prepare(call: Call): Prepared {
  const { audiences, seconds, algorithm, tags } = readInput(call)
  const context = new Map<string, readonly string[]>([
    ['sts:IdentityTokenAudience', audiences],
    ['sts:DurationSeconds', [String(seconds)]],
    ['sts:SigningAlgorithm', [algorithm]],
    ['sts:SubjectMode', ['AWSIdentity']],
  ])
  addRequestTags(context, tags)
  const actions = ['sts:GetWebIdentityToken', ...(tags.size > 0 ? ['sts:TagGetWebIdentityToken'] : [])]
  return {
    needs: actions.map((action) => ({ action, resource: '*', context })),
    run: () => {
      const { tokenIssuer } = call.account
      if (tokenIssuer?.isEnabled !== true) {
        throw new AwsError(
          'OutboundWebIdentityFederationDisabledException',
          403,
          'Outbound web identity federation is not enabled for this account.',
        )
      }
      const issuedAt = Math.floor(call.now.getTime() / 1000)
      const expiresAt = issuedAt + seconds
      checkSessionOutlives(call.caller, expiresAt)
      const token = signToken(tokenIssuer, algorithm, {
        iss: issuerUrl(tokenIssuer.id, call.headers.get('host')),
        aud: audiences.length === 1 ? audiences[0] : audiences,
        sub: subjectOf(call.caller),
        iat: issuedAt,
        exp: expiresAt,
        jti: requestId(call.randomBytes),
        'https://sts.amazonaws.com/': identityClaims(call, tags),
      })
      return { WebIdentityToken: token, Expiration: new Date(expiresAt * 1000) }
    },
  }
}

function readInput({ params }: Call) {
  const constraints = collectConstraints()
  const audiences = listMembers(params, 'Audience').map((member) => member.get('') ?? '')
  const asked = parseInteger(params.get('DurationSeconds'))
  const sent = params.get('SigningAlgorithm')
  if (audiences.length === 0) constraints.check(undefined, 'audience', { required: true })
  const shown = `[${audiences.slice(0, mostAudiences).join(', ')}]`
  constraints.checkLength(audiences.length, shown, 'audience', { maxLength: mostAudiences })
  for (const audience of audiences) constraints.check(audience, 'audience', { minLength: 1, maxLength: 1000 })
  constraints.check(asked, 'durationSeconds', { min: 60, max: 3600 })
  constraints.check(sent, 'signingAlgorithm', { required: true, oneOf: signingAlgorithms })
  const pairs = listMembers(params, 'Tags').map((tag) => [tag.get('Key'), tag.get('Value')] as const)
  tagConstraints(pairs, [], constraints)
  constraints.enforce()
  const algorithm: SigningAlgorithm = sent === 'ES384' ? sent : 'RS256'
  const tags: Tags = new Map(pairs.map(([key, value]) => [key ?? '', value ?? '']))
  checkTags({ requested: tags, transitiveKeys: [] }, pairs.length)
  return { audiences, seconds: asked ?? defaultSeconds, algorithm, tags }
}

/** A token may not go on saying who somebody is when their session has ended. */
function checkSessionOutlives({ session }: Caller, expiresAtSeconds: number): void {
  if (session === undefined || expiresAtSeconds * 1000 <= session.expiresAt.getTime()) return
  throw new AwsError(
    'SessionDurationEscalationException',
    403,
    'The requested token duration would extend the session beyond its original expiration time.',
  )
}

/** The arn of the user or the role: no session's. */
function subjectOf({ principal }: Caller): string {
  if (principal.type === 'assumed-role') return principal.roleArn
  return 'arn' in principal ? principal.arn : ''
}

function identityClaims({ caller, state, region }: Call, requested: Tags): object {
  const tags = principalTags(state, caller)
  const { session } = caller
  return {
    aws_account: caller.account,
    source_region: region,
    org_id: state.organization.id,
    ou_path: organizationPath(state),
    principal_id: subjectOf(caller),
    ...(session === undefined
      ? {}
      : { original_session_exp: session.expiresAt.toISOString().replace(/\.\d{3}Z$/, 'Z') }),
    ...(session?.webIdentity === undefined ? {} : { federated_provider: session.webIdentity.providerArn }),
    ...(tags.size === 0 ? {} : { principal_tags: Object.fromEntries(tags) }),
    ...(requested.size === 0 ? {} : { request_tags: Object.fromEntries(requested) }),
  }
}
