import { HallpassError } from '../../base/index.ts'
import { dryRun } from '../issue/dry-run.ts'
import { withName, withRole } from '../issue/role.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { CachedSessionFlags } from './flags.ts'

/**
 * `--dry-run` of a command that works with a kept session: the request for a new one.
 *
 * @throws HallpassError `UsageError` where the keys come from elsewhere
 */
export async function dryRunSession(
  context: CommandContext,
  flags: CachedSessionFlags & { readonly lease?: string; readonly profile?: string },
): Promise<void> {
  const { lease, profile, noCache: _, ...rest } = flags
  const other = lease !== undefined ? '--lease' : profile === undefined ? undefined : '--profile'
  if (other !== undefined) {
    throw new HallpassError('UsageError', `--dry-run does not go with ${other}: no role is assumed`, {
      hint: 'leave one of them out',
      facts: { name: '--dry-run' },
    })
  }
  const asked = { ...rest, output: 'process', force: false, link: false } as const
  await dryRun(context, await withName(context, await withRole(context, asked)))
}
