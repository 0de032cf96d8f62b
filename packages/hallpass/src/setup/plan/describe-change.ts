import { formatDuration } from '../../issue/index.ts'
import type { Change } from '../check/change.ts'
import type { AccountState } from '../check/read-account.ts'
import type { Holder } from '../account/policies.ts'
import type { NewRole } from '../account/roles.ts'
import type { SetupTags } from '../model/model.ts'
import type { PolicyDocument } from '../../iam/index.ts'
import { lineDiff, type DiffLine } from './line-diff.ts'

/** What a change makes of what is there, line by line. */
export function changeLines(change: Change, state: AccountState): readonly DiffLine[] {
  switch (change.kind) {
    case 'create-provider':
      return added([
        `issuer ${change.provider.url}`,
        `audience ${change.provider.audience}`,
        ...tagLines(change.provider.tags),
      ])
    case 'add-audience':
      return added([`audience ${change.audience}`])
    case 'create-user':
      return added([`path ${change.user.path}`, ...tagLines(change.user.tags)])
    case 'create-role':
      return added([
        ...settingLines(change.role),
        ...tagLines(change.role.tags),
        'trust policy',
        ...json(change.role.trust),
      ])
    case 'tag': {
      const tags = foundOf(state, change.holder)?.tags
      return change.tags.flatMap(({ key, value }) =>
        lineDiff(tags?.has(key) ? [tagLine(key, tags.get(key) ?? '')] : [], [tagLine(key, value)]),
      )
    }
    case 'update-trust':
      return lineDiff(json(state.roles.get(change.roleName)?.trust), json(change.trust))
    case 'update-role': {
      const found = state.roles.get(change.role.name)
      return lineDiff(found ? settingLines(found) : [], settingLines(change.role))
    }
    case 'set-boundary': {
      const boundary = state.roles.get(change.roleName)?.permissionsBoundaryArn
      return lineDiff(boundary === undefined ? [] : [boundary], [change.boundaryArn])
    }
    case 'put-policy':
      return lineDiff(json(policyOf(state, change.holder, change.name)), json(change.document))
    case 'attach-policy':
      return added([change.policyArn])
    default:
      return []
  }
}

function added(lines: readonly string[]): readonly DiffLine[] {
  return lineDiff([], lines)
}

function foundOf({ user, roles }: AccountState, { kind, name }: Holder) {
  return kind === 'Role' ? roles.get(name) : user
}

function policyOf(
  { user, roles }: AccountState,
  { kind, name }: Holder,
  policy: string,
): PolicyDocument | undefined {
  return kind === 'Role' ? roles.get(name)?.policies.get(policy) : user?.policy
}

function settingLines(role: Pick<NewRole, 'description' | 'maxSessionDurationSeconds'>): readonly string[] {
  return [
    `longest session ${formatDuration(role.maxSessionDurationSeconds)}`,
    `description ${JSON.stringify(role.description)}`,
  ]
}

function tagLines(tags: SetupTags): readonly string[] {
  return tags.map(({ key, value }) => tagLine(key, value))
}

function tagLine(key: string, value: string): string {
  return `tag ${key} = ${value}`
}

function json(document: PolicyDocument | undefined): readonly string[] {
  return document === undefined ? [] : JSON.stringify(document, null, 2).split('\n')
}
