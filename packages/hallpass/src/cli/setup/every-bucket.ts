import type { SetupInputs } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/** Says of each role that nobody limited to some buckets that it is let into all of them. */
export function warnEveryBucket({ output }: CommandContext, { roles }: SetupInputs): void {
  for (const { name, opensEveryBucket } of roles) {
    if (!opensEveryBucket) continue
    output.warning(
      `role ${name} is let into every bucket of the account, state files and backups among them`,
      "--bucket 'lab-*' limits it to buckets of such names",
    )
  }
}
