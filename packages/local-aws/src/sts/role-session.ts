import { AwsError } from '../base/index.ts'
import type { Role, State, Tags } from '../model/index.ts'
import type { Xml } from '../protocol/index.ts'
import type { SessionClaims, Sessions, TemporaryCredentials } from '../sessions/index.ts'
import { packedPolicySize } from './packed-policy-size.ts'
import type { RoleSessionRequest } from './role-session-request.ts'

const chainedMaximumSeconds = 3600

/** What a role's session is made of, over and above what was asked for. */
export interface RoleSession {
  readonly tags: Tags
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity: string | undefined
  readonly chained: boolean
  readonly mfaAuthenticated: boolean
  readonly webIdentity?: SessionClaims['webIdentity']
}

/** The role behind an arn, in whatever account it is, or in words why there is none. */
export function findRole(
  state: State,
  roleArn: string,
): { readonly role: Role } | { readonly problem: string } {
  const [, , , , account, ...rest] = roleArn.split(':')
  const resource = rest.join(':')
  const name = resource.slice(resource.lastIndexOf('/') + 1)
  const role = state.accounts.get(account ?? '')?.roles.get(name.toLowerCase())
  if (role?.arn !== roleArn) return { problem: `there is no role ${roleArn}` }
  if (!state.hasSpread(role.createdAt)) {
    return { problem: `the role ${roleArn} was created a moment ago and is not known everywhere yet` }
  }
  return { role }
}

/** The condition keys of a trust policy that come from the session that is asked for. */
export function roleSessionContext(
  request: RoleSessionRequest,
  role: Role,
  asked: {
    readonly tags: Tags
    readonly transitiveTagKeys: readonly string[]
    readonly sourceIdentity: string | undefined
  },
): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>([['sts:RoleSessionName', [request.roleSessionName]]])
  if (asked.sourceIdentity !== undefined) context.set('sts:SourceIdentity', [asked.sourceIdentity])
  if (asked.transitiveTagKeys.length > 0) context.set('sts:TransitiveTagKeys', asked.transitiveTagKeys)
  addRequestTags(context, asked.tags)
  for (const [key, value] of role.tags) {
    context.set(`aws:ResourceTag/${key}`, [value])
    context.set(`iam:ResourceTag/${key}`, [value])
  }
  return context
}

/** Adds `aws:TagKeys` and `aws:RequestTag/…` where there are any tags. */
export function addRequestTags(context: Map<string, readonly string[]>, tags: Tags): void {
  if (tags.size > 0) context.set('aws:TagKeys', [...tags.keys()])
  for (const [key, value] of tags) context.set(`aws:RequestTag/${key}`, [value])
}

/**
 * Issues a session of a role, and words the part of the answer that all AssumeRole… actions share.
 *
 * @throws AwsError `ValidationError` when it would last too long, `PackedPolicyTooLarge`
 */
export function issueRoleSession(
  sessions: Sessions,
  role: Role,
  request: RoleSessionRequest,
  session: RoleSession,
  now: Date,
): Xml {
  const { roleSessionName, durationSeconds, policy, policyArns } = request
  const { tags, transitiveTagKeys } = session
  checkDuration(durationSeconds, role, session.chained)
  const packed = packedPolicySize(policy, policyArns, tags)
  const issuedAtSeconds = Math.floor(now.getTime() / 1000)
  const credentials = sessions.issue({
    subject: {
      kind: 'assumed-role',
      account: role.account,
      roleArn: role.arn,
      roleId: role.id,
      sessionName: roleSessionName,
    },
    issuedAtSeconds,
    expiresAtSeconds: issuedAtSeconds + durationSeconds,
    policy,
    policyArns: policyArns.length === 0 ? undefined : policyArns,
    tags: tags.size === 0 ? undefined : [...tags],
    transitiveTagKeys: transitiveTagKeys.length === 0 ? undefined : transitiveTagKeys,
    sourceIdentity: session.sourceIdentity,
    mfaAuthenticatedAtSeconds: session.mfaAuthenticated ? issuedAtSeconds : undefined,
    chained: session.chained,
    webIdentity: session.webIdentity,
  })
  return {
    Credentials: credentialsXml(credentials),
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${roleSessionName}`,
      Arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${roleSessionName}`,
    },
    PackedPolicySize: packed,
    SourceIdentity: session.sourceIdentity,
  }
}

/** Temporary credentials as every STS action answers them. */
export function credentialsXml(credentials: TemporaryCredentials): Xml {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiresAt,
  }
}

function checkDuration(seconds: number, role: Role, chained: boolean): void {
  if (chained && seconds > chainedMaximumSeconds) {
    throw new AwsError(
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  }
  if (seconds > role.maxSessionDurationSeconds) {
    throw new AwsError(
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  }
}
