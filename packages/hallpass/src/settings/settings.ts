import { nonEmpty, type Environment } from '../base/index.ts'
import { readSharedConfig, type SharedConfig, type SharedProfile } from '../shared-config/index.ts'

export interface SettingsOptions {
  /** Default: `process.env`. */
  readonly env?: Environment
  /** The profile to read credentials and settings from. Default: `AWS_PROFILE`, else `default`. */
  readonly sourceProfile?: string | undefined
}

/**
 * What the caller's environment and files say, read once. The files are read only when something asks for
 * them: with keys, region and endpoint in the environment nothing touches the disk.
 */
export interface Settings {
  readonly env: Environment
  /** The profile in effect, and whether the caller named it in this call. */
  readonly profileName: string
  readonly profileNamedBy: 'argument' | 'AWS_PROFILE' | 'default'
  /** The credentials and config files, merged. */
  readonly files: () => SharedConfig
  /** The profile in effect, where it exists. */
  readonly profile: () => SharedProfile | undefined
}

/** Collects where settings come from; reads nothing yet. */
export function loadSettings(options: SettingsOptions = {}): Settings {
  const env = options.env ?? process.env
  const fromEnv = nonEmpty(env['AWS_PROFILE']) ?? nonEmpty(env['AWS_DEFAULT_PROFILE'])
  const profileName = options.sourceProfile ?? fromEnv ?? 'default'
  let read: SharedConfig | undefined
  const files = (): SharedConfig => (read ??= readSharedConfig({ env }))
  return {
    env,
    profileName,
    profileNamedBy: options.sourceProfile ? 'argument' : fromEnv ? 'AWS_PROFILE' : 'default',
    files,
    profile: () => files().profiles.get(profileName),
  }
}
