import type { Adoption } from '../adoption/adoption.ts'
import { readAdoption } from '../adoption/adoption-tags.ts'
import type { CallIam, PolicyDocument } from '../../iam/index.ts'
import { isRevocationPolicyName } from '../../revoke/index.ts'
import { listAccessKeys, lastUseOf, type AccessKey } from '../account/access-keys.ts'
import type { IamEntity } from '../account/entity.ts'
import { getPolicy, listAttachedPolicies, listPolicies, type Holder } from '../account/policies.ts'
import { getProvider, type IamProvider } from '../account/providers.ts'
import { getRole, instanceProfilesOf, type IamRole } from '../account/roles.ts'
import { groupsOf, getUser } from '../account/users.ts'
import { allRoles, type SetupModel, type SetupRole, type SetupUser } from '../model/model.ts'
import { literalReferences } from '../model/references.ts'
import { readKeyRecord, sortKeys, type KeyRecord, type SortedKeys } from './key-record.ts'

/** What an account holds under the names of a set-up. */
export interface AccountState {
  readonly user: FoundUser | undefined
  readonly provider: IamProvider | undefined
  /** By name; only those that exist. */
  readonly roles: ReadonlyMap<string, FoundRole>
}

/** What others hung on a user or a role. Empty where it was not looked for. */
export interface Others {
  /** Names of inline policies. */
  readonly policies: readonly string[]
  /** ARNs of managed policies. */
  readonly attached: readonly string[]
  /** Names of the groups of a user, of the instance profiles of a role. */
  readonly memberships: readonly string[]
}

export interface FoundUser extends IamEntity {
  /** What it was before a set-up took it over; `undefined` for what the set-up made. */
  readonly adoption: Adoption | 'damaged' | undefined
  readonly policy: PolicyDocument | undefined
  readonly record: KeyRecord | undefined
  readonly keys: SortedKeys
  readonly others: Others
}

export interface FoundRole extends IamRole {
  /** What it was before a set-up took it over; `undefined` for what the set-up made. */
  readonly adoption: Adoption | 'damaged' | undefined
  /** The set-up's, by name; only those that exist. */
  readonly policies: ReadonlyMap<string, PolicyDocument>
  /** The set-up's. */
  readonly attached: readonly string[]
  /** Inline policies that `hallpass revoke` keeps on the role: they come and go, and are in no model. */
  readonly revocations: readonly string[]
  readonly others: Others
}

const nothing: Others = { policies: [], attached: [], memberships: [] }

/**
 * Reads what an account holds of a model. Of what does not exist nothing more is asked.
 *
 * @param options.account - 12 digits
 * @param options.others - also what others hung on it: as many as five calls more
 */
export async function readAccount(
  iam: CallIam,
  model: SetupModel,
  options: { readonly account: string; readonly others: boolean },
): Promise<AccountState> {
  const { providerArn } = literalReferences(model, options.account)
  const [user, provider, roles] = await Promise.all([
    model.user && readUser(iam, model.user, options.others),
    model.provider && getProvider(iam, providerArn),
    Promise.all(allRoles(model).map((role) => readRole(iam, role, options.others))),
  ])
  const found = roles.filter((role) => role !== undefined)
  return { user, provider, roles: new Map(found.map((role) => [role.name, role])) }
}

async function readUser(iam: CallIam, user: SetupUser, others: boolean): Promise<FoundUser | undefined> {
  const entity = await getUser(iam, user.name)
  if (!entity) return undefined
  const holder: Holder = { kind: 'User', name: user.name }
  const [policy, keys, foreign] = await Promise.all([
    getPolicy(iam, holder, user.policy.name),
    listAccessKeys(iam, user.name),
    others ? othersOf(iam, holder) : nothing,
  ])
  const record = readKeyRecord(entity.tags)
  const adoption = readAdoption(entity.tags)
  return {
    ...entity,
    adoption,
    policy,
    record,
    keys: sortKeys(keys, record, {
      used: await usedKeys(iam, keys, record),
      before: adoption && new Set(adoption === 'damaged' ? [] : adoption.keys),
    }),
    others: { ...foreign, policies: foreign.policies.filter((name) => name !== user.policy.name) },
  }
}

/** Only where the record leaves a doubt: it costs a call for each key. */
async function usedKeys(
  iam: CallIam,
  keys: readonly AccessKey[],
  record: KeyRecord | undefined,
): Promise<ReadonlySet<string>> {
  if (!record?.pending) return new Set()
  const unknown = keys.filter(({ accessKeyId }) => !record.handedOver.includes(accessKeyId))
  const used = await Promise.all(
    unknown.map(async ({ accessKeyId }) => ((await lastUseOf(iam, accessKeyId)) ? [accessKeyId] : [])),
  )
  return new Set(used.flat())
}

async function readRole(iam: CallIam, role: SetupRole, others: boolean): Promise<FoundRole | undefined> {
  const entity = await getRole(iam, role.name)
  if (!entity) return undefined
  const holder: Holder = { kind: 'Role', name: role.name }
  const wantsAttached = role.managedPolicyArns.length > 0
  const [policies, all] = await Promise.all([
    Promise.all(role.inlinePolicies.map(({ name }) => getPolicy(iam, holder, name))),
    others
      ? othersOf(iam, holder)
      : { ...nothing, attached: wantsAttached ? await listAttachedPolicies(iam, holder) : [] },
  ])
  const named = role.inlinePolicies.map(({ name }) => name)
  const isOurs = (arn: string): boolean => role.managedPolicyArns.includes(arn)
  return {
    ...entity,
    adoption: readAdoption(entity.tags),
    policies: new Map(
      policies.flatMap((document, index) => (document ? [[named[index] ?? '', document]] : [])),
    ),
    attached: all.attached.filter(isOurs),
    revocations: all.policies.filter((name) => isRevocationPolicyName(name)),
    others: {
      ...all,
      policies: all.policies.filter((name) => !named.includes(name) && !isRevocationPolicyName(name)),
      attached: all.attached.filter((arn) => !isOurs(arn)),
    },
  }
}

async function othersOf(iam: CallIam, holder: Holder): Promise<Others> {
  const [policies, attached, memberships] = await Promise.all([
    listPolicies(iam, holder),
    listAttachedPolicies(iam, holder),
    holder.kind === 'User' ? groupsOf(iam, holder.name) : instanceProfilesOf(iam, holder.name),
  ])
  return { policies, attached, memberships }
}
