import {
  type PolicyDocument,
  type CallIam,
  answerText,
  deleteIfThere,
  unlessMissing,
  listAll,
  readDocument,
} from '../../iam/index.ts'
import { childText } from '../../query/index.ts'

/** The user or role that a policy hangs on. */
export interface Holder {
  readonly kind: 'User' | 'Role'
  readonly name: string
}

/** The names of the inline policies. */
export async function listPolicies(iam: CallIam, holder: Holder): Promise<readonly string[]> {
  const action = holder.kind === 'User' ? 'ListUserPolicies' : 'ListRolePolicies'
  return (await listAll(iam, action, named(holder), 'PolicyNames')).map(({ text }) => text)
}

/** An inline policy's document; `undefined` where there is no policy of that name. */
export async function getPolicy(
  iam: CallIam,
  holder: Holder,
  policyName: string,
): Promise<PolicyDocument | undefined> {
  const parameters = { ...named(holder), PolicyName: policyName }
  const answer = await unlessMissing(iam(`Get${holder.kind}Policy`, parameters))
  return answer && readDocument(answerText(answer, 'PolicyDocument'))
}

export async function putPolicy(
  iam: CallIam,
  holder: Holder,
  policy: { readonly name: string; readonly document: PolicyDocument },
): Promise<void> {
  await iam(`Put${holder.kind}Policy`, {
    ...named(holder),
    PolicyName: policy.name,
    PolicyDocument: JSON.stringify(policy.document),
  })
}

/** Tells whether there was one to delete. */
export function deletePolicy(iam: CallIam, holder: Holder, policyName: string): Promise<boolean> {
  return deleteIfThere(iam(`Delete${holder.kind}Policy`, { ...named(holder), PolicyName: policyName }))
}

/** The ARNs of the managed policies. */
export async function listAttachedPolicies(iam: CallIam, holder: Holder): Promise<readonly string[]> {
  const action = holder.kind === 'User' ? 'ListAttachedUserPolicies' : 'ListAttachedRolePolicies'
  const attached = await listAll(iam, action, named(holder), 'AttachedPolicies')
  return attached.map((policy) => childText(policy, 'PolicyArn') ?? '')
}

export async function attachPolicy(iam: CallIam, roleName: string, policyArn: string): Promise<void> {
  await iam('AttachRolePolicy', { RoleName: roleName, PolicyArn: policyArn })
}

/** Tells whether it was attached. */
export function detachPolicy(iam: CallIam, roleName: string, policyArn: string): Promise<boolean> {
  return deleteIfThere(iam('DetachRolePolicy', { RoleName: roleName, PolicyArn: policyArn }))
}

function named({ kind, name }: Holder) {
  return kind === 'User' ? { UserName: name } : { RoleName: name }
}
