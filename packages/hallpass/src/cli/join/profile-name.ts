import { HallpassError } from '../../base/index.ts'
import type { Joined } from '../../client/index.ts'
import type { JoinedLease } from '../../joined/index.ts'
import { checkConfigProfile } from '../../profile/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/**
 * The profile that a lease gets: the one that was asked for, the one it has from before, or one that is free, by the
 * workshop's name.
 *
 * @throws HallpassError as `checkConfigProfile()`
 */
export function profileFor(
  { env }: CommandContext,
  { workshop, lease }: Joined,
  asked: string | undefined,
  before: readonly JoinedLease[],
): string {
  const known = before.find(({ workshopId }) => workshopId === workshop.id)?.profile
  if (asked !== undefined || (known !== undefined && isFree(known, env))) {
    const profile = asked ?? known ?? ''
    checkConfigProfile(profile, { env })
    return profile
  }
  const name = profileName(workshop.name) || workshop.id
  const taken = new Set(before.map(({ profile }) => profile))
  const candidates = [name, ...Array.from({ length: 8 }, (_, index) => `${name}-${index + 2}`)]
  // A lease's id is in nobody else's name.
  return candidates.find((one) => !taken.has(one) && isFree(one, env)) ?? `${name}-${lease.id}`
}

/** What stands for a workshop in a profile's name: `storage-for-beginners`. Empty where nothing of it can. */
export function profileName(workshop: string): string {
  return workshop
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^0-9a-z]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')
}

function isFree(profile: string, env: CommandContext['env']): boolean {
  try {
    checkConfigProfile(profile, { env })
    return true
  } catch (error) {
    if (error instanceof HallpassError && ['ProfileNotOwned', 'ProfileNameInvalid'].includes(error.code)) {
      return false
    }
    throw error
  }
}
