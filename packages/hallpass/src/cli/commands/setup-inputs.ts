import { readConfig } from '../../config/read-config.ts'
import type { SetupInputs } from '../../setup/inputs/inputs.ts'
import { resolveInputs } from '../../setup/inputs/resolve-inputs.ts'
import type { SetupFlags } from './setup-flags.ts'

/**
 * What the flags and the configuration file say, put together and checked. Every `hallpass setup` command
 * begins with this; `createModel` makes the model of it.
 *
 * @throws HallpassError `InvalidInput`, `UsageError`, `SettingInvalid`
 */
export function setupInputs(flags: SetupFlags): SetupInputs {
  return resolveInputs(flags, readConfig({ path: flags.config }))
}
