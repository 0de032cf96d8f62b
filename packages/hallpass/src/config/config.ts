import type { configSchema, Of } from './schema.ts'

/** `hallpass.config.json`, as `configSchema` says; every part may be left out. */
export type HallpassConfig = Of<typeof configSchema>

/** What `hallpass setup` makes. File names in it are from the configuration file's folder. */
export type SetupConfig = NonNullable<HallpassConfig['setup']>

/** A role that is handed out. */
export type RoleConfig = NonNullable<SetupConfig['roles']>[number]

/** A configuration and where it came from. */
export interface LoadedConfig {
  /** The file's full path; `undefined` when there is none. */
  readonly path: string | undefined
  readonly config: HallpassConfig
}
