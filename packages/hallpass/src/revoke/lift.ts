import type { Denial } from './denial.ts'
import type { RolePolicies } from './role-policies.ts'
import { maxAttempts, pause, tooBusy, type Writing } from './writing.ts'

/** What lifting denials came to. */
export interface Lifted {
  /** The userids that were denied by name. */
  readonly lifted: ReadonlySet<string>
  /** What is denied still. */
  readonly left: readonly Denial[]
}

/**
 * Takes every denial of these userids out of a role's policies. What denies everyone stays. A revocation at the
 * same moment may copy what it read before, and then the name is denied still: of the two, denying wins.
 *
 * @throws HallpassError `PolicyNotOwned`; `AwsUnavailable` when too many are at work on the role; what IAM refuses
 */
export async function lift(
  role: RolePolicies,
  userIds: ReadonlySet<string>,
  writing: Writing,
): Promise<Lifted> {
  const found = new Set<string>()
  const isLifted = ({ userId }: Denial): boolean => userId !== undefined && userIds.has(userId)
  // Twice in a row, once anything was changed: what is read may be older than what was written.
  let clean = 0
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const { pages } = await role.read()
    const holding = pages.filter(({ denials }) => denials.some(isLifted))
    for (const { userId = '' } of pages.flatMap(({ denials }) => denials.filter(isLifted))) found.add(userId)
    if (holding.length === 0 && (found.size === 0 || ++clean === 2)) {
      return { lifted: found, left: pages.flatMap(({ denials }) => denials) }
    }
    if (holding.length > 0) clean = 0
    for (const page of holding) {
      const denials = page.denials.filter((denial) => !isLifted(denial))
      if (denials.length === 0) await role.remove(page.name)
      else await role.put(page.name, { ...page, denials })
    }
    if (attempt > 1) await pause(Math.min(attempt, 3), writing)
  }
  throw tooBusy(role, 'they may be denied still: run it again')
}
