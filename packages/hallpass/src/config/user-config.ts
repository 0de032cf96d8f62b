import { join } from 'node:path'
import { type Environment, userConfigFolder } from '../base/index.ts'
import { configFileName } from './read-config.ts'

/** A person's own configuration file: `hallpass/hallpass.config.json` in their folder for configuration. */
export function userConfigPath(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(userConfigFolder(env, platform), 'hallpass', configFileName)
}
