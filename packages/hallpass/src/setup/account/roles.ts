import {
  type PolicyDocument,
  type CallIam,
  answerText,
  deleteIfThere,
  unlessMissing,
  listAll,
  readDocument,
} from '../../iam/index.ts'
import { child, childText, type XmlElement } from '../../query/index.ts'
import type { SetupTags } from '../model/model.ts'
import { readEntity, tagParameters, type IamEntity } from './entity.ts'

export interface IamRole extends IamEntity {
  readonly description: string
  readonly maxSessionDurationSeconds: number
  readonly trust: PolicyDocument
}

/** The role of that name; `undefined` where there is none. */
export async function getRole(iam: CallIam, name: string): Promise<IamRole | undefined> {
  const answer = await unlessMissing(iam('GetRole', { RoleName: name }))
  return answer && readRole(child(answer, 'Role'))
}

/** What CreateRole takes. */
export interface NewRole {
  readonly name: string
  readonly path: string
  readonly description: string
  readonly maxSessionDurationSeconds: number
  readonly trust: PolicyDocument
  readonly permissionsBoundaryArn: string | undefined
  readonly tags: SetupTags
}

export async function createRole(iam: CallIam, role: NewRole): Promise<void> {
  await iam('CreateRole', {
    RoleName: role.name,
    Path: role.path,
    Description: role.description,
    MaxSessionDuration: role.maxSessionDurationSeconds,
    AssumeRolePolicyDocument: JSON.stringify(role.trust),
    PermissionsBoundary: role.permissionsBoundaryArn,
    Tags: tagParameters(role.tags),
  })
}

/** Adds tags, and changes the values of those that are there. */
export async function tagRole(iam: CallIam, name: string, tags: SetupTags): Promise<void> {
  await iam('TagRole', { RoleName: name, Tags: tagParameters(tags) })
}

/** Takes tags off; those that are not there do not matter. */
export async function untagRole(iam: CallIam, name: string, keys: readonly string[]): Promise<void> {
  await iam('UntagRole', { RoleName: name, TagKeys: keys })
}

export async function updateRole(
  iam: CallIam,
  role: Pick<NewRole, 'name' | 'description' | 'maxSessionDurationSeconds'>,
): Promise<void> {
  await iam('UpdateRole', {
    RoleName: role.name,
    Description: role.description,
    MaxSessionDuration: role.maxSessionDurationSeconds,
  })
}

export async function updateTrust(iam: CallIam, roleName: string, trust: PolicyDocument): Promise<void> {
  await iam('UpdateAssumeRolePolicy', { RoleName: roleName, PolicyDocument: JSON.stringify(trust) })
}

export async function putRoleBoundary(iam: CallIam, roleName: string, boundaryArn: string): Promise<void> {
  await iam('PutRolePermissionsBoundary', { RoleName: roleName, PermissionsBoundary: boundaryArn })
}

/** Tells whether there was one. */
export function deleteRoleBoundary(iam: CallIam, roleName: string): Promise<boolean> {
  return deleteIfThere(iam('DeleteRolePermissionsBoundary', { RoleName: roleName }))
}

/** The instance profiles that hold the role: it cannot be deleted before it is taken out of them. */
export async function instanceProfilesOf(iam: CallIam, roleName: string): Promise<readonly string[]> {
  const profiles = await listAll(
    iam,
    'ListInstanceProfilesForRole',
    { RoleName: roleName },
    'InstanceProfiles',
  )
  return profiles.map((profile) => childText(profile, 'InstanceProfileName') ?? '')
}

/** The names of the roles whose trust names a principal. */
export async function rolesTrusting(iam: CallIam, principal: string): Promise<readonly string[]> {
  const roles = await listAll(iam, 'ListRoles', {}, 'Roles')
  return roles.flatMap((role) => {
    const trust = JSON.stringify(readDocument(answerText(role, 'AssumeRolePolicyDocument')))
    return trust.includes(JSON.stringify(principal)) ? [answerText(role, 'RoleName')] : []
  })
}

function readRole(element: XmlElement | undefined): IamRole {
  return {
    ...readEntity(element, 'Role'),
    description: childText(element, 'Description') ?? '',
    maxSessionDurationSeconds: Number(childText(element, 'MaxSessionDuration') ?? 3600),
    trust: readDocument(answerText(element, 'AssumeRolePolicyDocument')),
  }
}
