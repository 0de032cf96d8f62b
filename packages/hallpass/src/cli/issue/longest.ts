import { HallpassError } from '../../base/index.ts'
import { chainingProfile } from '../../caller/index.ts'
import { formatDuration, type IssuedSession } from '../../issue/index.ts'
import { child, childText } from '../../query/index.ts'
import { openIam } from '../../role/index.ts'
import { longestOf, rememberLongest, sessionCacheFolder } from '../../session-cache/index.ts'
import { loadSettings, parseRoleArn, serviceEndpoint } from '../../settings/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { IssueFlags } from './flags.ts'
import type { WithName, WithRole } from './role.ts'

/** Flags whose duration is a number of seconds. */
export type WithDuration<Flags extends IssueFlags> = Omit<Flags, 'duration'> & {
  readonly duration?: number | undefined
}

/** AWS's most, and what administrators set most often: five calls at the very most. */
const tried = [43_200, 28_800, 14_400, 7200, 3600] as const

const hour = 3600

/**
 * Issues a session, with `--duration max` the longest that there is: an hour where roles are chained; else the role's
 * maximum as it is remembered from last time, as GetRole tells it, or as at most five attempts find it. What was found
 * is remembered for the role, and forgotten when AWS refuses it.
 */
export async function issueLongest(
  context: CommandContext,
  flags: WithName,
  { keep }: { readonly keep: boolean },
  issue: (flags: WithDuration<WithName>) => Promise<IssuedSession>,
): Promise<IssuedSession> {
  const { duration, roleArn } = flags
  if (duration !== 'max') return issue({ ...flags, duration })
  const { output } = context
  const folder = sessionCacheFolder(context.env)
  const issueFor = (seconds: number): Promise<IssuedSession> => issue({ ...flags, duration: seconds })
  const anHour = (): Promise<IssuedSession> => {
    output.note('the longest is 1h: AWS ends what a role makes of a role after an hour')
    output.aside("longer: assume the role in one step, with an IAM user's key or a web identity token")
    return issueFor(hour)
  }
  if (isChained(context, flags)) return anHour()
  const attempt = async (seconds: number): Promise<IssuedSession | undefined> => {
    try {
      const session = await issueFor(seconds)
      if (keep) await rememberLongest(folder, roleArn, seconds)
      return session
    } catch (error) {
      if (codeOf(error) === 'DurationOverChainedMaximum') return anHour()
      if (codeOf(error) === 'DurationOverRoleMaximum' && seconds > hour) return undefined
      throw error
    }
  }
  const remembered = longestOf(folder, roleArn)
  if (remembered !== undefined) {
    const session = await attempt(remembered)
    if (session) return session
    await rememberLongest(folder, roleArn, undefined)
  }
  const told = await toldByIam(context, flags)
  // A code is good for one call: without a session that is kept, there is one attempt.
  const attempts =
    told !== undefined ? [told, ...tried] : flags.mfaSerial !== undefined && !keep ? [hour] : tried
  for (const seconds of new Set(attempts)) {
    const session = await attempt(seconds)
    if (session === undefined) continue
    output.aside(`the longest that ${parseRoleArn(roleArn).roleName} gives is ${formatDuration(seconds)}`)
    return session
  }
  return issueFor(hour)
}

/**
 * The longest for many people: what IAM tells, or what is remembered.
 *
 * @throws HallpassError `UsageError` where neither is known: nobody is tried out
 */
export async function longestForMany(context: CommandContext, flags: WithRole): Promise<number | undefined> {
  if (flags.duration !== 'max') return flags.duration
  if (isChained(context, flags)) return hour
  const seconds =
    (await toldByIam(context, flags)) ?? longestOf(sessionCacheFolder(context.env), flags.roleArn)
  if (seconds !== undefined) return seconds
  throw new HallpassError('UsageError', 'how long the role gives keys for could not be read', {
    hint: 'give --duration a length of time: 1h always works; or allow yourself iam:GetRole',
    facts: { name: '--duration' },
  })
}

function isChained({ env }: CommandContext, flags: WithRole): boolean {
  if ((flags.via ?? []).length > 0) return true
  if (flags.webIdentityTokenFile !== undefined) return false
  return chainingProfile(loadSettings({ env, sourceProfile: flags.sourceProfile })) !== undefined
}

/** The role's MaxSessionDuration, where the caller may read it and it is this very role. */
async function toldByIam(context: CommandContext, flags: WithRole): Promise<number | undefined> {
  const { env, now, signal } = context
  const { sourceProfile, region } = flags
  if (flags.webIdentityTokenFile !== undefined) return undefined
  const role = parseRoleArn(flags.roleArn)
  const settings = loadSettings({ env, sourceProfile })
  const at = { partition: role.partition, region: role.partition.defaultRegion }
  // Where STS alone is called elsewhere, it is not known where IAM is.
  const [sts, iamEndpoint] = [serviceEndpoint('sts', settings, at), serviceEndpoint('iam', settings, at)]
  if (sts.configuredBy !== undefined && iamEndpoint.configuredBy === undefined) return undefined
  try {
    const wire = { maxAttempts: 1, timeoutMs: 5000 }
    const iam = await openIam({ sourceProfile, region, env, now, signal, wire }, role.partition)
    const found = child(await iam('GetRole', { RoleName: role.roleName }), 'Role')
    const seconds = Number(childText(found, 'MaxSessionDuration'))
    // One of the same name in the caller's own account is another role.
    const same = childText(found, 'Arn') === role.arn
    return same && Number.isInteger(seconds) && seconds >= hour ? seconds : undefined
  } catch (error) {
    if (error instanceof HallpassError && error.code !== 'Aborted') return undefined
    throw error
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof HallpassError ? error.code : undefined
}
