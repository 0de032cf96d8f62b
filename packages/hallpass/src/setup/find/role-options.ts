import { getRole } from '../account/roles.ts'
import { getPolicy, listPolicies } from '../account/policies.ts'
import type { Administrator } from '../account/administrator.ts'
import { externalIdOf } from '../check/external-id.ts'
import { sameDocument } from '../check/same-document.ts'
import { isRevocationPolicyName } from '../../revoke/index.ts'
import type { PolicyDocument } from '../../iam/index.ts'
import { inlinePolicyName } from '../inputs/resolve-role.ts'
import type { References } from '../model/model.ts'
import type { Preset } from '../presets/preset.ts'
import { presetDocument, presets } from '../presets/presets.ts'

/** What a role was made with, in the words of `hallpass setup`, as far as the role itself tells. */
export interface RoleOptions {
  readonly maxSessionDurationSeconds: number
  /** ARN of the permissions boundary. */
  readonly boundary: string | undefined
  /** What its trust asks for. */
  readonly externalId: string | undefined
  /** Whether its trust lets in the whole account. */
  readonly trustsAccount: boolean
  /** The presets that its policies are, and the bucket of them; `undefined` where a policy is none of them, or is missing. */
  readonly policies: { readonly presets: readonly string[]; readonly bucket: string | undefined } | undefined
}

/**
 * Reads what a role was made with, for whoever has its name alone. Policies from files and attached ones are not told
 * from what others hung on it.
 *
 * @returns `undefined` where there is no such role
 * @throws HallpassError what IAM refuses
 */
export async function roleOptions(
  { iam }: Pick<Administrator, 'iam'>,
  roleName: string,
  references: References,
): Promise<RoleOptions | undefined> {
  const role = await getRole(iam, roleName)
  if (role === undefined) return undefined
  const holder = { kind: 'Role', name: roleName } as const
  const names = (await listPolicies(iam, holder)).filter((name) => !isRevocationPolicyName(name))
  const documents = await Promise.all(names.map((name) => getPolicy(iam, holder, name)))
  const made = documents.map((document) => document && madeFrom(document, references))
  const known = made.filter((one) => one !== undefined)
  // One that is called as one of several: the others are gone, and nothing tells what they were. Of three of which one is
  // gone, nothing tells that there were three.
  const isWhole = made.every(
    (one, index) => one && names[index] === inlinePolicyName(roleName, one.preset.name, names.length),
  )
  const buckets = new Set(known.flatMap(({ bucket }) => bucket ?? []))
  const isKnown = known.length > 0 && isWhole && buckets.size <= 1
  return {
    maxSessionDurationSeconds: role.maxSessionDurationSeconds,
    boundary: role.permissionsBoundaryArn,
    externalId: externalIdOf(role.trust),
    trustsAccount: JSON.stringify(role.trust).includes(
      `"arn:${references.partition}:iam::${references.account}:root"`,
    ),
    policies: isKnown
      ? { presets: known.map(({ preset }) => preset.name), bucket: [...buckets][0] }
      : undefined,
  }
}

/** The preset that a policy is, and its bucket. */
function madeFrom(
  document: PolicyDocument,
  references: References,
): { readonly preset: Preset; readonly bucket: string | undefined } | undefined {
  const named = JSON.stringify(document).matchAll(/"arn:[\w-]+:s3:::([^"/]+)/g)
  const buckets = [...new Set([...named].map(([, bucket]) => bucket))].slice(0, maxBuckets)
  for (const preset of presets) {
    const candidates = preset.bucket === 'none' ? [undefined] : buckets
    for (const bucket of preset.bucket === 'optional' ? [undefined, ...candidates] : candidates) {
      if (sameDocument(document, presetDocument(preset, bucket)(references))) return { preset, bucket }
    }
  }
  return undefined
}

// A preset names one bucket, and those of the audit logs.
const maxBuckets = 10
