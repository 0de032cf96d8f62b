import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../base/index.ts'
import { configFileName } from './read-config.ts'

/**
 * A person's own configuration file: `hallpass/hallpass.config.json` in `XDG_CONFIG_HOME` or `~/.config`, on Windows in
 * `APPDATA`, on macOS in `~/Library/Application Support`.
 */
export function userConfigPath(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(configFolder(env, platform), 'hallpass', configFileName)
}

function configFolder(env: Environment, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env['APPDATA'] || join(homedir(), 'AppData', 'Roaming')
  if (platform === 'darwin') return join(env['HOME'] || homedir(), 'Library', 'Application Support')
  // A relative path in it is to be ignored: XDG Base Directory Specification.
  if (env['XDG_CONFIG_HOME']?.startsWith('/')) return env['XDG_CONFIG_HOME']
  return join(env['HOME'] || homedir(), '.config')
}
