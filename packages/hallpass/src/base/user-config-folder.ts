import { join } from 'node:path'
import type { Environment } from './environment.ts'
import { systemHome } from './system-home.ts'

/**
 * A person's folder for configuration: `XDG_CONFIG_HOME` or `~/.config`, `~/Library/Application Support` on macOS,
 * `APPDATA` on Windows.
 */
export function userConfigFolder(env: Environment, platform: NodeJS.Platform): string {
  const home = env['HOME'] || systemHome()
  if (platform === 'win32') return env['APPDATA'] || join(systemHome(), 'AppData', 'Roaming')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  // A relative path in it is to be ignored: XDG Base Directory Specification.
  return env['XDG_CONFIG_HOME']?.startsWith('/') ? env['XDG_CONFIG_HOME'] : join(home, '.config')
}
