import { jsonText } from '../../base/index.ts'
import { createSessionCache, sessionCacheFolder } from '../../session-cache/index.ts'
import { formatDuration } from '../../issue/index.ts'
import { createJoinedLeases, joinedFolder } from '../../joined/index.ts'
import {
  cleanProfiles,
  listConfigProfiles,
  listOwnedProfiles,
  removeConfigProfiles,
  removeProfile,
  type OwnedProfile,
} from '../../profile/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { table } from '../terminal/table.ts'
import { warnOfComments } from '../terminal/warn-of-comments.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'

export interface ProfileListFlags {
  readonly json?: boolean
}

export interface ProfileCleanFlags {
  readonly all?: boolean
}

/** `hallpass profile list` */
export async function runProfileList(context: CommandContext, flags: ProfileListFlags): Promise<void> {
  const { env, now, output } = context
  const profiles = listOwnedProfiles({ env, now })
  const standing = standingProfiles(context)
  warnOfComments(context)
  if (flags.json) {
    const list = profiles.map(({ profile, expiresAt, expired, renewal }) => ({
      profile,
      expiresAt: expiresAt?.toISOString() ?? null,
      expired,
      renewal: renewal ?? null,
    }))
    const others = standing.map(({ profile, endsAt, over }) => ({
      profile,
      expiresAt: endsAt?.toISOString() ?? null,
      expired: over,
      renewal: null,
    }))
    output.result(jsonText([...list, ...others]))
    return
  }
  if (profiles.length + standing.length === 0) {
    output.note('there is no profile that hallpass wrote')
    return
  }
  output.result(
    table([
      ...profiles.map((profile) => [profile.profile, left(profile, now())]),
      ...standing.map((profile) => [profile.profile, standingText(profile)]),
    ]),
  )
  const expired = profiles.filter((profile) => profile.expired)
  if (expired.length === 0 && !standing.some(({ over }) => over)) return
  output.aside('remove the expired: hallpass profile clean')
  const renewals = expired.flatMap(({ renewal }) => renewal ?? [])
  for (const renewal of renewals.slice(0, mostNamed)) output.aside(`renew it, as the issuer: ${renewal}`)
}

/** `hallpass profile remove` */
export async function runProfileRemove(
  context: CommandContext,
  _flags: object,
  ...names: readonly string[]
): Promise<void> {
  const warnOfSplit = splitWarning(context)
  const { env, signal } = context
  for (const [at, profile] of names.entries()) {
    let standing = false
    const later = names.slice(at + 1)
    const goOn = async () => (await import('../join/return-token.ts')).removeCommand([profile, ...later])
    for await (const _ of removeStanding(context, [profile], { later, goOn })) standing = true
    // One of the same name in the credentials file is a profile of its own.
    if (!standing || listOwnedProfiles({ env }).some((owned) => owned.profile === profile)) {
      await removeProfile({ profile, env, signal })
    }
    context.output.note(`removed profile ${profile}`)
    warnOfSplit()
  }
}

const mostNamed = 10

/** `hallpass profile clean` */
export async function runProfileClean(context: CommandContext, flags: ProfileCleanFlags): Promise<void> {
  const { env, now, output, signal } = context
  const warnOfSplit = splitWarning(context)
  const due = standingProfiles(context).filter(({ over }) => over || flags.all === true)
  const removed = await cleanProfiles({ all: flags.all, env, now, signal })
  // Before a server is waited for: what is kept here goes also where that is called off.
  const kept = createSessionCache({ folder: sessionCacheFolder(env), now }).clean({ all: flags.all })
  if (kept > 0) output.note(`removed ${kept === 1 ? 'a session' : `${kept} sessions`} from the cache`)
  try {
    const names = due.map(({ profile }) => profile)
    const goOn = async () => `hallpass profile clean${flags.all === true ? ' --all' : ''}`
    for await (const profile of removeStanding(context, names, { goOn })) removed.push(profile)
  } catch (error) {
    // What is gone already is told also where the rest stays.
    warnOfSplit()
    if (removed.length > 0) output.note(removedText(removed))
    throw error
  }
  warnOfSplit()
  if (removed.length > 0) {
    output.note(removedText(removed))
    return
  }
  const good = [...listOwnedProfiles({ env, now }), ...standingProfiles(context)]
  output.note(
    good.length === 0
      ? 'there is no profile that hallpass wrote'
      : `nothing has expired; to remove the ${good.length} that are still good too: hallpass profile clean --all`,
  )
}

function removedText(removed: readonly string[]): string {
  const named = removed.slice(0, mostNamed).join(', ')
  const others = removed.length > mostNamed ? ` and ${removed.length - mostNamed} more` : ''
  return `removed ${removed.length === 1 ? 'profile' : `${removed.length} profiles:`} ${named}${others}`
}

/** A profile that gets fresh keys by itself, until it is over. */
interface StandingProfile {
  readonly profile: string
  /** When that ends, where it is known: of a lease that was joined. */
  readonly endsAt: Date | undefined
  readonly over: boolean
}

function standingProfiles({ env, now }: CommandContext): StandingProfile[] {
  const leases = createJoinedLeases(joinedFolder(env))
  return listConfigProfiles({ env }).map(({ profile }) => {
    const endsAt = leases.read(profile)?.endsAt
    return { profile, endsAt, over: endsAt !== undefined && endsAt <= now() }
  })
}

function standingText({ endsAt, over }: StandingProfile): string {
  if (endsAt === undefined) return 'fresh keys by itself'
  const moment = `${endsAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return over ? `over since ${moment}` : `fresh keys by itself, until ${moment}`
}

/**
 * Takes such profiles away, and the tokens that they got their keys with, here and at the server, one after another:
 * yields each that is gone. Called off, it leaves the others as they were, and says so of them and of `later`, those
 * that the caller would go on with, and what goes on.
 */
async function* removeStanding(
  context: CommandContext,
  names: readonly string[],
  { goOn, later = [] }: { readonly goOn: () => Promise<string>; readonly later?: readonly string[] },
): AsyncGenerator<string> {
  const { env, signal, now } = context
  const leases = createJoinedLeases(joinedFolder(env))
  const there = new Set(listConfigProfiles({ env }).map(({ profile }) => profile))
  const due = names.filter((name) => there.has(name))
  for (const [at, profile] of due.entries()) {
    const lease = leases.read(profile)
    // First the server: until it is told, the profile is what finds the token again.
    if (lease !== undefined && lease.endsAt > now()) {
      const { returnToken, staying } = await import('../join/return-token.ts')
      await returnToken(context, lease).catch(async (error: unknown) => {
        throw staying(error, [...due.slice(at), ...later], await goOn())
      })
    }
    const removed = await removeConfigProfiles([profile], { env, signal })
    leases.remove(profile)
    yield* removed
  }
}

function left({ expiresAt, expired }: OwnedProfile, now: Date): string {
  if (!expiresAt) return 'nobody knows until when'
  if (expired) return `expired ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const leftSeconds = (expiresAt.getTime() - now.getTime()) / 1000
  return `${formatDuration(leftSeconds)} left`
}
