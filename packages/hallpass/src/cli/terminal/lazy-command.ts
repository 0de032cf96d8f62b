import type { CommandContext } from './context.ts'

/** A command's work: a plain function of what it is given. */
export type RunCommand<Flags> = (context: CommandContext, flags: Flags) => Promise<void>

/** Makes stricli load a command's work only when the command is called. */
export function lazyCommand<Flags>(load: () => Promise<RunCommand<Flags>>) {
  return async () => {
    const run = await load()
    return function call(this: CommandContext, flags: Flags): Promise<void> {
      return run(this, flags)
    }
  }
}
