import type { Tags } from '../model/index.ts'
import { type Call, collectConstraints } from '../protocol/index.ts'
import { checkMultiFactorForm } from './multi-factor.ts'
import {
  checkRoleSessionRequest,
  readRoleSessionRequest,
  type RoleSessionRequest,
  sessionWord,
} from './role-session-request.ts'
import { checkSessionTags, inheritedTags, readSessionTags } from './session-tags.ts'

export interface AssumeRoleInput extends RoleSessionRequest {
  readonly externalId: string | undefined
  /** Asked for, or handed on by the calling session. */
  readonly sourceIdentity: string | undefined
  /** Asked for: `aws:RequestTag/…`. */
  readonly requestedTags: Tags
  readonly requestedTransitiveKeys: readonly string[]
  /** Asked for, and handed on by the calling session. */
  readonly tags: Tags
  readonly transitiveTagKeys: readonly string[]
}

const externalId = { shown: String.raw`[\w+=,.@:\/-]*`, test: /^[\w+=,.@:/-]*$/ }

/**
 * The parameters of AssumeRole, each checked as AWS's service model and documentation say.
 *
 * @throws AwsError with AWS's own code and sentence
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function readAssumeRoleInput(call: Call): AssumeRoleInput {
  const { params, caller } = call
  const constraints = collectConstraints()
  const request = readRoleSessionRequest(params, constraints)
  const sourceIdentity = params.get('SourceIdentity')
  constraints.check(params.get('ExternalId'), 'externalId', {
    minLength: 2,
    maxLength: 1224,
    pattern: externalId,
  })
  constraints.check(sourceIdentity, 'sourceIdentity', { minLength: 2, maxLength: 64, pattern: sessionWord })
  checkMultiFactorForm(params, constraints)
  const sessionTags = readSessionTags(params, constraints)
  constraints.enforce()
  checkRoleSessionRequest(request, call.state)
  checkSessionTags(sessionTags, params, caller.session)

  const inherited = inheritedTags(caller.session)
  return {
    ...request,
    externalId: params.get('ExternalId'),
    sourceIdentity: caller.session?.sourceIdentity ?? sourceIdentity,
    requestedTags: sessionTags.requested,
    requestedTransitiveKeys: sessionTags.transitiveKeys,
    tags: new Map([...inherited, ...sessionTags.requested]),
    transitiveTagKeys: [...inherited.keys(), ...sessionTags.transitiveKeys],
  }
}
