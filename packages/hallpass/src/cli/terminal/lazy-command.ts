import type { CommandContext } from './context.ts'
import { heedVerbose, type VerboseFlag } from './verbose.ts'

/** A command's work: a plain function of what it is given. */
export type RunCommand<Flags> = (context: CommandContext, flags: Flags) => Promise<void>

/** Makes stricli load a command's work only when the command is called. */
export function lazyCommand<Flags>(load: () => Promise<RunCommand<Flags>>) {
  return async () => {
    const run = await load()
    return function call(this: CommandContext, flags: Flags & VerboseFlag): Promise<void> {
      heedVerbose(this, flags)
      return run(this, flags)
    }
  }
}
