import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../base/index.ts'

/**
 * Where the leases are that this machine has joined: `hallpass/leases` in the user's configuration folder
 * (`XDG_CONFIG_HOME` or `~/.config`, `~/Library/Application Support` on macOS, `APPDATA` on Windows). Not the cache
 * folder: what is in a cache may be thrown away, and who somebody is in a workshop may not.
 */
export function joinedFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(userConfigFolder(env, platform), 'hallpass', 'leases')
}

function userConfigFolder(env: Environment, platform: NodeJS.Platform): string {
  const home = env['HOME'] || homedir()
  if (platform === 'win32') return env['APPDATA'] || join(homedir(), 'AppData', 'Roaming')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  // A relative path in it is to be ignored: XDG Base Directory Specification.
  return env['XDG_CONFIG_HOME']?.startsWith('/') ? env['XDG_CONFIG_HOME'] : join(home, '.config')
}
