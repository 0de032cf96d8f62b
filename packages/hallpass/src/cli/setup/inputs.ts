import { readConfig } from '../../config/index.ts'
import { type SetupInputs, resolveInputs } from '../../setup/index.ts'
import type { SetupFlags } from './flags.ts'

/**
 * What the flags and the configuration file say, put together and checked. Every `hallpass setup` command
 * begins with this; `createModel` makes the model of it.
 *
 * @throws HallpassError `InvalidInput`, `UsageError`, `SettingInvalid`
 */
export function setupInputs(flags: SetupFlags): SetupInputs {
  return resolveInputs(flags, readConfig({ path: flags.config }))
}
