import { formatCredentials } from '../../format/index.ts'
import { cachedSession } from '../cached/cached-session.ts'
import type { CachedSessionFlags } from '../cached/flags.ts'
import type { LeaseFlag } from '../cached/lease-flag.ts'
import type { CommandContext } from '../terminal/context.ts'

/** `hallpass process`: what a profile's `credential_process` prints. */
export async function runProcess(
  context: CommandContext,
  { lease, ...flags }: CachedSessionFlags & LeaseFlag,
): Promise<void> {
  const { credentials, region, endpointUrl } =
    lease === undefined ? await cachedSession(context, flags) : await fromServer(context, lease, flags)
  context.output.result(formatCredentials('process', { credentials, region, endpointUrl }))
}

// The network is loaded for a lease alone: what is kept needs none.
async function fromServer(context: CommandContext, lease: string, flags: CachedSessionFlags) {
  const { keysOfLease } = await import('../cached/lease-keys.ts')
  return keysOfLease(context, lease, flags)
}
