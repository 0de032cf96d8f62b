import { deflateRawSync } from 'node:zlib'

import { AwsError } from '../base/index.ts'
import type { Tags } from '../model/index.ts'

/** How many compressed bytes fill what AWS allots, chosen to fit what has been measured on AWS. */
const allotted = { policies: 512, tags: 340 }

/**
 * An estimate of AWS's `PackedPolicySize` in percent: AWS packs policies and tags in a form it does not
 * publish. Here both are compressed and set against a fixed allotment; the fuller one counts.
 *
 * @returns `undefined` without policies and tags: AWS then leaves the element out
 * @throws AwsError `PackedPolicyTooLarge` over 100 percent
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export function packedPolicySize(
  policy: string | undefined,
  policyArns: readonly string[],
  tags: Tags,
): number | undefined {
  if (policy === undefined && policyArns.length === 0 && tags.size === 0) return undefined
  const policies = percent((policy ?? '').replace(/\s+/g, ' ') + policyArns.join(''), allotted.policies)
  const tagged = percent([...tags].flat().join('\0'), allotted.tags)
  if (policies > 100) throw tooLarge('policy', policies)
  if (tagged > 100) throw tooLarge('tags', tagged)
  return Math.max(policies, tagged)
}

function percent(text: string, allotment: number): number {
  return text === '' ? 0 : Math.ceil((100 * deflateRawSync(text).length) / allotment)
}

function tooLarge(what: 'policy' | 'tags', size: number): AwsError {
  return new AwsError(
    'PackedPolicyTooLarge',
    400,
    `Packed size of session ${what} consumes ${size}% of allotted space.`,
  )
}
