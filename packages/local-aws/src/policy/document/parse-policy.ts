import { buildPolicy } from './build-policy.ts'
import { checkControlDocument } from './control-document.ts'
import { checkIdentityDocument } from './identity-document.ts'
import type { Policy } from './policy.ts'
import { checkResourceDocument } from './resource-document.ts'
import { parseStrictJson } from './strict-json.ts'

export { MalformedPolicyError } from './malformed-policy-error.ts'

/**
 * What a document is for: the rules differ.
 *
 * - `identity`: inline policies of users, groups and roles
 * - `managed`, `boundary`: managed policies, which must be of version 2012-10-17
 * - `session`: the `Policy` of AssumeRole and its like
 * - `resource`: a bucket policy and its like
 * - `trust`: who may assume a role
 * - `serviceControl`, `resourceControl`: the policies of an organisation
 */
export type PolicyUse =
  | 'identity'
  | 'managed'
  | 'boundary'
  | 'session'
  | 'resource'
  | 'trust'
  | 'serviceControl'
  | 'resourceControl'

/** IAM's own bound on a document in a request; quotas on what is stored are lower and are IAM's to enforce. */
export const maxPolicyCharacters = 131_072

/**
 * Reads a policy document and refuses what AWS refuses, with AWS's own sentence.
 *
 * A member that is named twice in one JSON object is refused as a syntax error: IAM does so, and accepting it
 * would let the document say something else than what its reader sees.
 *
 * @throws MalformedPolicyError for anything AWS would not store; nothing else, whatever the text
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(text: string, use: PolicyUse): Policy {
  const json = text.length > maxPolicyCharacters ? undefined : parseStrictJson(text)
  if (use === 'resource' || use === 'trust') return buildPolicy(checkResourceDocument(json, use))
  if (use === 'serviceControl' || use === 'resourceControl')
    return buildPolicy(checkControlDocument(json, use))
  return buildPolicy(checkIdentityDocument(json, use))
}
