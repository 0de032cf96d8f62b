import { jsonText } from '../../base/index.ts'
import { createSessionCache, sessionCacheFolder } from '../../session-cache/index.ts'
import { formatDuration } from '../../issue/index.ts'
import { cleanProfiles, listOwnedProfiles, removeProfile, type OwnedProfile } from '../../profile/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { table } from '../terminal/table.ts'
import { splitWarning } from './warn-of-split.ts'

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
  if (flags.json) {
    const list = profiles.map(({ profile, expiresAt, expired, renewal }) => ({
      profile,
      expiresAt: expiresAt?.toISOString() ?? null,
      expired,
      renewal: renewal ?? null,
    }))
    output.result(jsonText(list))
    return
  }
  if (profiles.length === 0) {
    output.note('there is no profile that hallpass wrote')
    return
  }
  output.result(table(profiles.map((profile) => [profile.profile, left(profile, now())])))
  const expired = profiles.filter((profile) => profile.expired)
  if (expired.length === 0) return
  output.aside('remove the expired: hallpass profile clean')
  const renewals = expired.flatMap(({ renewal }) => renewal ?? [])
  for (const renewal of renewals.slice(0, mostNamed)) output.aside(`renew it, as the issuer: ${renewal}`)
}

/** `hallpass profile remove` */
export async function runProfileRemove(context: CommandContext, names: readonly string[]): Promise<void> {
  const warnOfSplit = splitWarning(context)
  for (const profile of names) {
    await removeProfile({ profile, env: context.env, signal: context.signal })
    context.output.note(`removed profile ${profile}`)
    warnOfSplit()
  }
}

const mostNamed = 10

/** `hallpass profile clean` */
export async function runProfileClean(context: CommandContext, flags: ProfileCleanFlags): Promise<void> {
  const { env, now, output, signal } = context
  const warnOfSplit = splitWarning(context)
  const removed = await cleanProfiles({ all: flags.all, env, now, signal })
  const kept = createSessionCache({ folder: sessionCacheFolder(env), now }).clean({ all: flags.all })
  if (kept > 0) output.note(`removed ${kept === 1 ? 'a session' : `${kept} sessions`} from the cache`)
  warnOfSplit()
  if (removed.length > 0) {
    const named = removed.slice(0, mostNamed).join(', ')
    const others = removed.length > mostNamed ? ` and ${removed.length - mostNamed} more` : ''
    output.note(
      `removed ${removed.length === 1 ? 'profile' : `${removed.length} profiles:`} ${named}${others}`,
    )
    return
  }
  const good = listOwnedProfiles({ env, now })
  output.note(
    good.length === 0
      ? 'there is no profile that hallpass wrote'
      : `nothing has expired; to remove the ${good.length} that are still good too: hallpass profile clean --all`,
  )
}

function left({ expiresAt, expired }: OwnedProfile, now: Date): string {
  if (!expiresAt) return 'nobody knows until when'
  if (expired) return `expired ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const leftSeconds = (expiresAt.getTime() - now.getTime()) / 1000
  return `${formatDuration(leftSeconds)} left`
}
