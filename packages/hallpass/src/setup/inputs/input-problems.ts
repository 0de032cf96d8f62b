import { HallpassError } from '../../base/index.ts'
import type { LoadedConfig, RoleConfig } from '../../config/index.ts'
import { resolveInputs } from './resolve-inputs.ts'

/**
 * All that `resolveInputs` would refuse of a configuration file: each role, and each policy file of it, is tried by
 * itself, since what is refused first hides the rest.
 */
export function inputProblems(loaded: LoadedConfig): readonly HallpassError[] {
  const found = new Map<string, HallpassError>()
  const { setup } = loaded.config
  const tryWith = (roles: readonly RoleConfig[] | undefined): void => {
    try {
      resolveInputs({}, { ...loaded, config: { setup: { ...setup, ...(roles && { roles }) } } })
    } catch (error) {
      if (!(error instanceof HallpassError)) throw error
      found.set(error.message, error)
    }
  }
  for (const role of setup?.roles ?? []) {
    for (const policy of role.policies ?? []) tryWith([{ ...role, policies: [policy] }])
    tryWith([role])
  }
  tryWith(setup?.roles)
  return [...found.values()]
}
