import { HallpassError, nearestName } from '../../base/index.ts'
import {
  createJoinedLeases,
  joinedFolder,
  type JoinedLease,
  type LeaseKeys,
  leaseKeys,
} from '../../joined/index.ts'
import { defaultTransport } from '../../wire/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { CachedSessionFlags } from './flags.ts'

/**
 * Finds a lease that this machine has joined.
 *
 * @throws HallpassError `ProfileNotFound`; `UsageError` where something else is asked for beside it
 */
export function joinedLease(
  { env }: CommandContext,
  profile: string,
  others: CachedSessionFlags = {},
): JoinedLease {
  const [other] = Object.entries(others).flatMap(([name, value]) =>
    value === undefined || name === 'verbose' ? [] : [name],
  )
  if (other !== undefined) {
    const flag = other.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    throw new HallpassError('UsageError', `--${flag} does not go with --lease`, {
      hint: 'the server decides what a lease may do',
      facts: { name: other },
    })
  }
  const leases = createJoinedLeases(joinedFolder(env))
  const joined = leases.read(profile)
  if (joined !== undefined) return joined
  const nearest = nearestName(
    profile,
    leases.list().map((one) => one.profile),
  )
  throw new HallpassError('ProfileNotFound', `this machine has joined nothing under the profile ${profile}`, {
    hint: nearest === undefined ? 'join first: hallpass join CODE' : `did you mean ${nearest}?`,
    facts: { name: profile },
  })
}

/** The keys of a lease that was joined, from its server. */
export function keysOfLease(
  context: CommandContext,
  profile: string,
  others: CachedSessionFlags,
): Promise<LeaseKeys> {
  return leaseKeys(joinedLease(context, profile, others), defaultTransport(context.env), context.signal)
}
