import { HallpassError } from '../../base/index.ts'
import { adoptionTag, isAdoptionTag } from '../adoption/adoption-tags.ts'
import type { Adoption } from '../adoption/adoption.ts'
import { settle } from '../apply/settle.ts'
import { holderWords } from '../check/change.ts'
import { keyRecordTag } from '../check/key-record.ts'
import type { FoundRole, FoundUser } from '../check/read-account.ts'
import type { Administrator } from '../account/administrator.ts'
import { hasAwsCode } from '../../iam/index.ts'
import { deletePolicy, detachPolicy, putPolicy, type Holder } from '../account/policies.ts'
import {
  deleteRoleBoundary,
  putRoleBoundary,
  tagRole,
  untagRole,
  updateRole,
  updateTrust,
} from '../account/roles.ts'
import { tagUser, untagUser } from '../account/users.ts'
import { ownershipTagKey } from '../model/model.ts'
import type { Deletion } from './deletion.ts'

/**
 * The calls that make something adopted what it was before, the record of it last: stopped in between and run
 * again it goes on. Revocations stay: the role stays, and whoever was revoked may still have keys.
 */
export function restorationsOf(
  found: FoundRole | FoundUser,
  holder: Holder,
  adoption: Adoption,
  administrator: Administrator,
): readonly Deletion[] {
  const { iam } = administrator
  const what = holderWords(holder)
  const { name } = holder
  const steps: Deletion[] = []
  const give = (words: string, make: () => Promise<unknown>): void =>
    void steps.push({ words: `give ${what} ${words}`, restores: true, run: () => make().then(() => true) })
  for (const [policyName, document] of Object.entries(adoption.policies)) {
    if (document)
      give(`its policy ${policyName} back`, () => putPolicy(iam, holder, { name: policyName, document }))
    else {
      steps.push({
        words: `delete policy ${policyName} of ${what}`,
        run: () => deletePolicy(iam, holder, policyName),
      })
    }
  }
  for (const arn of adoption.attached) {
    steps.push({ words: `detach ${arn} from ${what}`, run: () => detachPolicy(iam, name, arn) })
  }
  const { trust, maxSessionDurationSeconds, description, permissionsBoundaryArn: boundary } = adoption
  if (trust) give('its trust policy back', () => restoreTrust(administrator, name, trust))
  if (maxSessionDurationSeconds !== undefined && description !== undefined) {
    const before = { name, description, maxSessionDurationSeconds }
    give('its description and longest session back', () => updateRole(iam, before))
  }
  if (boundary === null && found.permissionsBoundaryArn !== undefined) {
    give('no permissions boundary, as before', () => deleteRoleBoundary(iam, name))
  } else if (typeof boundary === 'string') {
    give('its permissions boundary back', () => putRoleBoundary(iam, name, boundary))
  }
  give('its tags back', () => restoreTags(administrator, holder, adoption, found))
  return steps
}

async function restoreTags(
  { iam }: Administrator,
  holder: Holder,
  adoption: Adoption,
  found: FoundRole | FoundUser,
): Promise<void> {
  const entries = Object.entries(adoption.tags)
  const changed = entries.flatMap(([key, value]) => (value === null ? [] : [{ key, value }]))
  const added = entries.flatMap(([key, value]) => (value === null ? [key] : []))
  if (changed.length > 0) await (holder.kind === 'User' ? tagUser : tagRole)(iam, holder.name, changed)
  const own = [...found.tags.keys()].filter((key) => isAdoptionTag(key) || key === keyRecordTag)
  const keys = [...new Set([...added, ...own, ownershipTagKey])]
  await (holder.kind === 'User' ? untagUser : untagRole)(iam, holder.name, keys)
}

async function restoreTrust(
  administrator: Administrator,
  roleName: string,
  trust: NonNullable<Adoption['trust']>,
): Promise<void> {
  const words = `give role ${roleName} its trust policy back`
  try {
    await settle(administrator, { words, make: () => updateTrust(administrator.iam, roleName, trust) })
  } catch (error) {
    const isDead =
      error instanceof HallpassError && error.cause instanceof HallpassError
        ? hasAwsCode(error.cause, 'MalformedPolicyDocument')
        : false
    if (!isDead || !(error instanceof HallpassError)) throw error
    throw new HallpassError(
      'SetupConflict',
      `role ${roleName} cannot have its trust policy back: it names somebody who is gone`,
      {
        hint: [
          `what it was is still written down in the role's tags ${adoptionTag}; to leave the role as it is, with the set-up's trust:`,
          `aws iam untag-role --role-name ${roleName} --tag-keys ${ownershipTagKey} ${adoptionTag}`,
        ].join('\n'),
        cause: error,
        facts: error.facts,
      },
    )
  }
}
