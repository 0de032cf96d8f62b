import { readConfig } from '../../config/index.ts'
import { type SetupInputs, resolveInputs } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { SetupFlags } from './flags.ts'

/**
 * What the flags, the configuration file and (for the region) the environment say, put together and checked. Every
 * `hallpass setup` command begins with this; `createModel` makes the model of it.
 *
 * @throws HallpassError `InvalidInput`, `UsageError`, `SettingInvalid`
 */
export function setupInputs({ env }: Pick<CommandContext, 'env'>, flags: SetupFlags): SetupInputs {
  return resolveInputs(flags, readConfig({ path: flags.config }), { env })
}
