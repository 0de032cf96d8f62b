import type { CommandContext } from './context.ts'
import { heedVerbose, type VerboseFlag } from './verbose.ts'

/** A command's work: a plain function of what it is given. */
export type RunCommand<Flags, Args extends readonly unknown[] = []> = (
  context: CommandContext,
  flags: Flags,
  ...args: Args
) => Promise<void>

/**
 * Makes stricli load a command's work only when the command is called. What it throws says its next steps about the
 * same identity, where flags named one; `isAdministrator`: it may do with IAM what it says.
 */
export function lazyCommand<Flags, Args extends readonly unknown[] = []>(
  load: () => Promise<RunCommand<Flags, Args>>,
  whose: { readonly isAdministrator?: boolean } = {},
) {
  return async () => {
    const run = await load()
    return function call(this: CommandContext, flags: Flags & VerboseFlag, ...args: Args): Promise<void> {
      heedVerbose(this, flags)
      return saidOfOwn(flags, whose, () => run(this, flags, ...args))
    }
  }
}

/** Does a command's work; what it throws says its next steps about the identity that the flags name. */
export async function saidOfOwn(
  flags: unknown,
  whose: { readonly isAdministrator?: boolean },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const { failureOfOwn } = await import('./own-profile.ts')
    throw failureOfOwn(error, sourceProfileOf(flags), whose)
  }
}

function sourceProfileOf(flags: unknown): string | undefined {
  const has = typeof flags === 'object' && flags !== null && 'sourceProfile' in flags
  return has && typeof flags.sourceProfile === 'string' ? flags.sourceProfile : undefined
}
