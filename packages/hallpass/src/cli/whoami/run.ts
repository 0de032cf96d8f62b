import { jsonText } from '../../base/index.ts'
import { formatDuration } from '../../issue/index.ts'
import { loadSettings, type Settings } from '../../settings/index.ts'
import { whoami, type Identity } from '../../whoami/index.ts'
import { withSource } from '../issue/source.ts'
import { secondFactor } from '../issue/second-factor.ts'
import type { CommandContext } from '../terminal/context.ts'
import { checkMfaFlags } from '../terminal/mfa-code.ts'
import { table } from '../terminal/table.ts'
import type { VerboseFlag } from '../terminal/verbose.ts'
import { warnOfComments } from '../terminal/warn-of-comments.ts'

export interface WhoamiFlags extends VerboseFlag {
  readonly sourceProfile?: string
  readonly region?: string
  readonly mfaToken?: string
  readonly mfaProcess?: string
  readonly json?: boolean
}

/** `hallpass whoami`: the caller's own identity, and what can be issued with it. */
export async function runWhoami(context: CommandContext, given: WhoamiFlags): Promise<void> {
  checkMfaFlags(context, given)
  return withSource(context, given, (flags) => tellIdentity(context, flags))
}

async function tellIdentity(context: CommandContext, flags: WhoamiFlags): Promise<void> {
  const factor = secondFactor(context, flags)
  const identity = await whoami({
    sourceProfile: flags.sourceProfile,
    region: flags.region,
    env: context.env,
    now: context.now,
    signal: context.signal,
    mfaCode: factor.mfaCode,
    mfaSession: factor.mfaSession,
  })
  const { profile } = identity.source
  if (profile !== undefined) {
    const trail = profileTrail(
      loadSettings({ env: context.env, sourceProfile: flags.sourceProfile }),
      profile,
    )
    warnOfComments(context, (found) => trail.has(found.profile))
  }
  context.output.result(flags.json ? jsonWords(identity) : words(identity, context.now()))
}

/** A profile, and those that it gets its keys from. */
function profileTrail(settings: Settings, first: string): ReadonlySet<string> {
  const trail = new Set<string>()
  for (let name: string | undefined = first; name !== undefined && !trail.has(name);) {
    trail.add(name)
    name = settings.files().profiles.get(name)?.settings.get('source_profile')
  }
  return trail
}

function jsonWords(identity: Identity): string {
  const { source, expiresAt, maxDurationSeconds, ...rest } = identity
  return jsonText({
    ...rest,
    source: source.description,
    profile: source.profile ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    maxDurationSeconds: maxDurationSeconds ?? null,
  })
}

function words(identity: Identity, now: Date): string {
  return table([
    ['arn', identity.arn],
    ['account', identity.account],
    ['credentials', `${credentials(identity)}${timeLeft(identity.expiresAt, now)}`],
    ['from', identity.source.description],
    ['region', identity.region],
    ['can issue', sessions(identity)],
    ['console', consoleSessions(identity)],
  ])
}

function credentials({ longTerm, kind, accessKeyId }: Identity): string {
  const key = accessKeyId === undefined ? '' : `${accessKeyId}, `
  if (kind === 'root') return `${key}the root user's`
  return longTerm ? `${key}long-term: an IAM user's own key` : `${key}temporary`
}

function timeLeft(expiresAt: Date | undefined, now: Date): string {
  if (!expiresAt) return ''
  const leftSeconds = (expiresAt.getTime() - now.getTime()) / 1000
  return leftSeconds <= 0 ? ', expired' : `, ${formatDuration(leftSeconds)} left`
}

function sessions({ kind, maxDurationSeconds, source }: Identity): string {
  if (kind === 'root') return 'nothing: AWS does not let the root user assume roles'
  if (maxDurationSeconds === undefined) return 'nothing: AWS does not let a federated user assume roles'
  if (source.renewal !== undefined) return 'nothing, most likely: hallpass issued these keys, for use'
  if (kind === 'assumed-role') {
    return "sessions of up to 1h, of roles that trust this session: AWS allows no more to a role's session"
  }
  return `sessions of up to ${formatDuration(maxDurationSeconds)}, and the role's own maximum, of roles that trust it`
}

function consoleSessions({ maxDurationSeconds, consoleDuration }: Identity): string {
  if (maxDurationSeconds === undefined) return 'none'
  return consoleDuration ? 'up to 12h, whatever the keys last' : 'as long as the keys'
}
