import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../base/index.ts'

/**
 * Where sessions are kept between commands: `hallpass/sessions` in the user's cache folder (`XDG_CACHE_HOME` or
 * `~/.cache`, `~/Library/Caches` on macOS, `LOCALAPPDATA` on Windows).
 */
export function sessionCacheFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(userCacheFolder(env, platform), 'hallpass', 'sessions')
}

function userCacheFolder(env: Environment, platform: NodeJS.Platform): string {
  const home = env['HOME'] || homedir()
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local')
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  // A relative path in it is to be ignored: XDG Base Directory Specification.
  return env['XDG_CACHE_HOME']?.startsWith('/') ? env['XDG_CACHE_HOME'] : join(home, '.cache')
}
