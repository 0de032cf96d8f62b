import { join } from 'node:path'
import { type Environment, userConfigFolder } from '../base/index.ts'

/**
 * Where the leases are that this machine has joined: `hallpass/leases` in the user's configuration folder
 * (`XDG_CONFIG_HOME` or `~/.config`, `~/Library/Application Support` on macOS, `APPDATA` on Windows). Not the cache
 * folder: what is in a cache may be thrown away, and who somebody is in a workshop may not.
 */
export function joinedFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(userConfigFolder(env, platform), 'hallpass', 'leases')
}
