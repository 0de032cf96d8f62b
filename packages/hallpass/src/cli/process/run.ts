import { formatCredentials } from '../../format/index.ts'
import { cachedSession } from '../cached/cached-session.ts'
import type { CachedSessionFlags } from '../cached/flags.ts'
import type { CommandContext } from '../terminal/context.ts'

/** `hallpass process`: what a profile's `credential_process` prints. */
export async function runProcess(context: CommandContext, flags: CachedSessionFlags): Promise<void> {
  const { credentials, region, endpointUrl } = await cachedSession(context, flags)
  context.output.result(formatCredentials('process', { credentials, region, endpointUrl }))
}
