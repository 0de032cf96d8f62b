import type { CommandContext } from '../terminal/context.ts'
import { saidOfOwn } from '../terminal/lazy-command.ts'
import { heedVerbose, type VerboseFlag } from '../terminal/verbose.ts'
import type { RequestFlags } from './with-request.ts'

/** The name of a request, behind the command. */
export const requestPositional = {
  kind: 'tuple',
  parameters: [
    { brief: 'a request of hallpass.config.json', parse: String, placeholder: 'REQUEST', optional: true },
  ],
} as const

/** A command that takes the name of a request: its work is loaded when it is called, and sees flags alone. */
export function lazyRequestCommand<Flags extends RequestFlags>(
  load: () => Promise<(context: CommandContext, flags: Flags) => Promise<void>>,
) {
  return async () => {
    const run = await load()
    return async function call(
      this: CommandContext,
      flags: Flags & VerboseFlag,
      request?: string,
    ): Promise<void> {
      heedVerbose(this, flags)
      const whole = request === undefined ? flags : await named(this, flags, request)
      return saidOfOwn(whole, {}, () => run(this, whole))
    }
  }
}

async function named<Flags extends RequestFlags>(
  context: CommandContext,
  flags: Flags,
  request: string,
): Promise<Flags> {
  const { withRequest } = await import('./with-request.ts')
  return withRequest(context, flags, request)
}
