import { areStepsTold, onStep, tellStep } from '../../base/index.ts'
import { formatCredentials } from '../../format/index.ts'
import { loadSettings } from '../../settings/index.ts'
import { cachedSession } from '../cached/cached-session.ts'
import type { CachedSessionFlags } from '../cached/flags.ts'
import type { LeaseFlag } from '../cached/lease-flag.ts'
import type { CommandContext } from '../terminal/context.ts'

/** `hallpass process`: what a profile's `credential_process` prints. */
export async function runProcess(
  given: CommandContext,
  { lease, ...flags }: CachedSessionFlags & LeaseFlag,
): Promise<void> {
  const context = flags.sourceProfile === undefined ? withoutOwnProfile(given) : given
  if (flags.dryRun === true) {
    const { dryRunSession } = await import('../cached/dry-run.ts')
    return dryRunSession(context, { ...flags, lease })
  }
  const { credentials, region, endpointUrl } =
    lease === undefined ? await cachedSession(context, flags) : await fromServer(context, lease, flags)
  context.output.result(formatCredentials('process', { credentials, region, endpointUrl }))
}

// The network is loaded for a lease alone: what is kept needs none.
async function fromServer(context: CommandContext, lease: string, flags: CachedSessionFlags) {
  const { keysOfLease } = await import('../cached/lease-keys.ts')
  return keysOfLease(context, lease, flags)
}

/**
 * Whoever set `AWS_PROFILE` to a profile whose keys come from this very command does not mean its keys for it: that
 * would go round in a circle.
 */
function withoutOwnProfile(context: CommandContext): CommandContext {
  const { env } = context
  if (!env['AWS_PROFILE'] && !env['AWS_DEFAULT_PROFILE']) return context
  const line = loadSettings({ env }).profile()?.settings.get('credential_process')
  const own = process.argv.slice(2).join(' ')
  if (line === undefined || !line.replaceAll(/["']/g, '').endsWith(own)) return context
  const other = { ...env, AWS_PROFILE: undefined, AWS_DEFAULT_PROFILE: undefined }
  if (areStepsTold(env)) onStep(other, (step) => tellStep(env, step))
  return { ...context, env: other }
}
