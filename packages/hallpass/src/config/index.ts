export type { LoadedConfig, RoleConfig, SetupConfig } from './config.ts'
export { checkGivenConfig, configFileName, readConfig } from './read-config.ts'
export { configSchema } from './schema.ts'
