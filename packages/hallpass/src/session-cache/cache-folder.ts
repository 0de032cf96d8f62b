import { join } from 'node:path'
import { type Environment, systemHome } from '../base/index.ts'

/**
 * Where sessions are kept between commands: `hallpass/sessions` in the user's cache folder (`XDG_CACHE_HOME` or
 * `~/.cache`, `~/Library/Caches` on macOS, `LOCALAPPDATA` on Windows).
 */
export function sessionCacheFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(userCacheFolder(env, platform), 'hallpass', 'sessions')
}

function userCacheFolder(env: Environment, platform: NodeJS.Platform): string {
  const home = env['HOME'] || systemHome()
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(systemHome(), 'AppData', 'Local')
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  // A relative path in it is to be ignored: XDG Base Directory Specification.
  return env['XDG_CACHE_HOME']?.startsWith('/') ? env['XDG_CACHE_HOME'] : join(home, '.cache')
}
