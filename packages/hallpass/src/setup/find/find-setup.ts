import { type CallIam, listAll, unlessMissing } from '../../iam/index.ts'
import { childText } from '../../query/index.ts'
import { readTags } from '../account/entity.ts'
import { ownershipTagKey } from '../model/model.ts'

/** What carries the tag of a set-up. */
export interface TaggedSetup {
  readonly users: readonly TaggedEntity[]
  readonly roles: readonly TaggedEntity[]
  /** What carries the tag of other set-ups of the account, and of which. */
  readonly others: readonly OwnedEntity[]
}

export interface TaggedEntity {
  readonly name: string
  readonly path: string
}

const atOnce = 8

/**
 * Looks for the users and roles that carry a set-up's tag. IAM lists nothing by tag, so it is a call for each user and
 * role of the account.
 *
 * @throws HallpassError `AccessDenied` for whoever may not list users and roles
 */
export async function findSetup(iam: CallIam, setupName: string): Promise<TaggedSetup> {
  const users = await taggedOf(iam, 'User')
  const roles = await taggedOf(iam, 'Role')
  const isOurs = ({ owner }: OwnedEntity): boolean => owner === setupName
  const others = [...users, ...roles].filter((one) => !isOurs(one))
  return { users: users.filter(isOurs), roles: roles.filter(isOurs), others }
}

export interface OwnedEntity extends TaggedEntity {
  readonly owner: string
}

async function taggedOf(iam: CallIam, kind: 'User' | 'Role'): Promise<readonly OwnedEntity[]> {
  const entities = (await listAll(iam, `List${kind}s`, {}, `${kind}s`)).map((element) => ({
    name: childText(element, `${kind}Name`) ?? '',
    path: childText(element, 'Path') ?? '/',
  }))
  const found: OwnedEntity[] = []
  for (let start = 0; start < entities.length; start += atOnce) {
    const some = entities.slice(start, start + atOnce)
    const owners = await Promise.all(
      some.map(async ({ name }) => {
        // Deleted since it was listed: it is nobody's.
        const answer = await unlessMissing(iam(`List${kind}Tags`, { [`${kind}Name`]: name }))
        return answer && readTags(answer).get(ownershipTagKey)
      }),
    )
    for (const [index, entity] of some.entries()) {
      const owner = owners[index]
      if (owner !== undefined) found.push({ ...entity, owner })
    }
  }
  return found
}
