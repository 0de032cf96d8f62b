import type { Holder } from '../account/policies.ts'
import type { NewRole } from '../account/roles.ts'
import type { References, SetupRole } from '../model/model.ts'
import type { Change } from './change.ts'
import type { Difference } from './difference.ts'
import { otherDifferences } from './other-differences.ts'
import type { FoundRole } from './read-account.ts'
import { sameDocument } from './same-document.ts'
import { pathDifferences, tagDifferences } from './tag-difference.ts'

/** The role with everything that hangs on it, in the order in which it is made. */
export function roleDifferences(
  role: SetupRole,
  found: FoundRole | undefined,
  context: { readonly references: References; readonly setupName: string },
): readonly Difference[] {
  const { references, setupName } = context
  const wanted: NewRole = { ...role, trust: role.trust(references) }
  const holder: Holder = { kind: 'Role', name: role.name }
  const own: readonly Difference[] = found
    ? [
        ...tagDifferences(found, { holder, tags: role.tags, setupName }),
        ...pathDifferences(found, holder, role.path),
        ...settingDifferences(wanted, found),
        ...otherDifferences(found.others, holder),
      ]
    : [
        {
          words: `role ${role.name} does not exist`,
          repair: { kind: 'create-role', role: wanted },
        },
      ]
  return [...own, ...policyDifferences(role, found, references)]
}

function settingDifferences(wanted: NewRole, found: FoundRole): readonly Difference[] {
  const { name } = wanted
  const differences: Difference[] = []
  const note = (words: string, repair: Change): void => void differences.push({ words, repair })
  if (!sameDocument(found.trust, wanted.trust)) {
    note(`the trust policy of role ${name} says something else`, {
      kind: 'update-trust',
      roleName: name,
      trust: wanted.trust,
    })
  }
  const seconds = [found.maxSessionDurationSeconds, wanted.maxSessionDurationSeconds]
  if (seconds[0] !== seconds[1] || found.description !== wanted.description) {
    const words =
      seconds[0] === seconds[1]
        ? `role ${name} has another description`
        : `role ${name} allows sessions of ${seconds[0]} seconds, and the set-up says ${seconds[1]}`
    note(words, { kind: 'update-role', role: wanted })
  }
  if (found.permissionsBoundaryArn !== wanted.permissionsBoundaryArn) {
    differences.push(boundaryDifference(name, found.permissionsBoundaryArn, wanted.permissionsBoundaryArn))
  }
  return differences
}

function policyDifferences(
  role: SetupRole,
  found: FoundRole | undefined,
  references: References,
): readonly Difference[] {
  const holder: Holder = { kind: 'Role', name: role.name }
  const inline = role.inlinePolicies.flatMap(({ name, document: documentOf }): readonly Difference[] => {
    const document = documentOf(references)
    const there = found?.policies.get(name)
    if (there && sameDocument(there, document)) return []
    const repair = { kind: 'put-policy', holder, name, document } as const
    return [
      there
        ? { words: `policy ${name} of role ${role.name} says something else`, repair }
        : { words: `role ${role.name} has no policy ${name}`, repair },
    ]
  })
  const attached = role.managedPolicyArns
    .filter((arn) => !found?.attached.includes(arn))
    .map((policyArn): Difference => ({
      words: `role ${role.name} has no managed policy ${policyArn}`,
      repair: { kind: 'attach-policy', roleName: role.name, policyArn },
    }))
  return [...inline, ...attached]
}

/** A boundary that the model does not know was put there by somebody who meant to narrow: it stays. */
function boundaryDifference(
  roleName: string,
  found: string | undefined,
  boundaryArn: string | undefined,
): Difference {
  if (boundaryArn === undefined) {
    return {
      words: `role ${roleName} has a permissions boundary that is not the set-up's: ${found}`,
      repair: undefined,
      hint: `name it (--boundary ${found}), or take it away: aws iam delete-role-permissions-boundary --role-name ${roleName}`,
    }
  }
  return {
    words: `role ${roleName} ${found === undefined ? 'lacks its permissions boundary' : 'has another permissions boundary than'} ${boundaryArn}`,
    repair: { kind: 'set-boundary', roleName, boundaryArn },
  }
}
