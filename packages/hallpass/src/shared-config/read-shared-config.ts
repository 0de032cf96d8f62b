import { errorCode } from '../base/index.ts'
import type { Environment } from '../base/index.ts'
import { fileError, readRegularFile } from '../safe-file/index.ts'
import { parseLeniently } from './decode.ts'
import { fileLocations, namesConfigFile, namesCredentialsFile } from './file-locations.ts'
import { type ReadSection, readSections } from './read-sections.ts'

export interface ReadSharedConfigOptions {
  /** Environment variables; `AWS_SHARED_CREDENTIALS_FILE`, `AWS_CONFIG_FILE`, `HOME` and `USERPROFILE` count. */
  readonly env: Environment
  /** The home folder. Default: `HOME`, `USERPROFILE`, or what the system says. */
  readonly homedir?: string | undefined
  /** How to read a file. Default: regular files alone, of 16 MiB at most. */
  readonly readFile?: ((path: string) => Uint8Array) | undefined
}

/** Keys in lower case, with their values. */
export type KeyValues = ReadonlyMap<string, string>

/** A profile as the SDKs see it: both files together; where both set a key, the credentials file counts. */
export interface SharedProfile {
  readonly name: string
  readonly settings: KeyValues
  /** The indented blocks, by the key they stand below: `s3 =`. */
  readonly nested: ReadonlyMap<string, KeyValues>
}

export interface SharedConfig {
  /** Absolute, whether or not the file exists. */
  readonly credentialsPath: string
  /** Absolute, whether or not the file exists. */
  readonly configPath: string
  /** By name: those of the credentials file first, in the order of the files. */
  readonly profiles: ReadonlyMap<string, SharedProfile>
  /** The config file's `[services NAME]` by name, then by service: `services.get('dev')?.get('sts')`. */
  readonly services: ReadonlyMap<string, ReadonlyMap<string, KeyValues>>
  /** The config file's `[sso-session NAME]`. */
  readonly ssoSessions: ReadonlyMap<string, KeyValues>
}

/**
 * Reads the shared credentials and config files as the SDKs do: a missing file is an empty one, lines that make
 * no sense are passed over, a section that comes twice is one section, of a key that comes twice the last
 * counts, and `value # comment` ends before the comment.
 *
 * {@link https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html}
 * @throws HallpassError `ProfileFileUnreadable` for a file that exists and cannot be read.
 */
export function readSharedConfig(options: ReadSharedConfigOptions): SharedConfig {
  const { credentialsPath, configPath } = fileLocations(options.env, options.homedir)
  const read = (path: string, namedBy: string): Map<string, ReadSection> =>
    readSections(parseLeniently(readIfExists(path, namedBy, options.readFile)))
  const credentials = read(credentialsPath, namesCredentialsFile)
  const config = sortConfigSections(read(configPath, namesConfigFile))
  const profiles = new Map<string, SharedProfile>()
  for (const name of [...credentials.keys(), ...config.profiles.keys()]) {
    profiles.set(name, { name, ...merged(config.profiles.get(name), credentials.get(name)) })
  }
  const { services, ssoSessions } = config
  return { credentialsPath, configPath, profiles, services, ssoSessions }
}

/**
 * The bytes of a file, none where it does not exist.
 *
 * @param namedBy - what names the file, for the hint where it cannot be one
 * @throws HallpassError `ProfileFileUnreadable`
 */
export function readIfExists(
  path: string,
  namedBy: string = namesCredentialsFile,
  readFile: (path: string) => Uint8Array = readRegularFile,
): Uint8Array {
  try {
    return readFile(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return new Uint8Array()
    throw fileError('read', path, error, namedBy)
  }
}

function merged(weak: ReadSection = emptySection, strong: ReadSection = emptySection): ReadSection {
  if (weak === emptySection) return strong
  if (strong === emptySection) return weak
  return {
    settings: new Map([...weak.settings, ...strong.settings]),
    nested: new Map([...weak.nested, ...strong.nested]),
  }
}

const emptySection: ReadSection = { settings: new Map(), nested: new Map() }

interface ConfigSections {
  readonly profiles: Map<string, ReadSection>
  readonly services: Map<string, ReadonlyMap<string, KeyValues>>
  readonly ssoSessions: Map<string, KeyValues>
}

function sortConfigSections(sections: ReadonlyMap<string, ReadSection>): ConfigSections {
  const sorted: ConfigSections = { profiles: new Map(), services: new Map(), ssoSessions: new Map() }
  for (const [title, section] of sections) {
    if (title === 'default') {
      // Where the file also has [profile default], that one counts.
      if (!sorted.profiles.has(title)) sorted.profiles.set(title, section)
      continue
    }
    const [, type, , name] = /^(\S+)\s+(["']?)(.+)\2$/.exec(title) ?? []
    if (name === undefined) continue
    if (type === 'profile') sorted.profiles.set(name, section)
    else if (type === 'services') sorted.services.set(name, section.nested)
    else if (type === 'sso-session') sorted.ssoSessions.set(name, section.settings)
  }
  return sorted
}
