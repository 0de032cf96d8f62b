import { type CallIam, unlessMissing, listAll } from '../../iam/index.ts'
import { child, childText } from '../../query/index.ts'
import type { SetupTags } from '../model/model.ts'
import { readEntity, tagParameters, type IamEntity } from './entity.ts'

/** The user of that name; `undefined` where there is none. */
export async function getUser(iam: CallIam, name: string): Promise<IamEntity | undefined> {
  const answer = await unlessMissing(iam('GetUser', { UserName: name }))
  return answer && readEntity(child(answer, 'User'), 'User')
}

export async function createUser(
  iam: CallIam,
  user: { readonly name: string; readonly path: string; readonly tags: SetupTags },
): Promise<void> {
  await iam('CreateUser', { UserName: user.name, Path: user.path, Tags: tagParameters(user.tags) })
}

/** Adds tags, and changes the values of those that are there. */
export async function tagUser(iam: CallIam, name: string, tags: SetupTags): Promise<void> {
  await iam('TagUser', { UserName: name, Tags: tagParameters(tags) })
}

/** Takes tags off; those that are not there do not matter. */
export async function untagUser(iam: CallIam, name: string, keys: readonly string[]): Promise<void> {
  await iam('UntagUser', { UserName: name, TagKeys: keys })
}

export async function groupsOf(iam: CallIam, userName: string): Promise<readonly string[]> {
  const groups = await listAll(iam, 'ListGroupsForUser', { UserName: userName }, 'Groups')
  return groups.map((group) => childText(group, 'GroupName') ?? '')
}
