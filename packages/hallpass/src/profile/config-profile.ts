import { HallpassError } from '../base/index.ts'
import { checkPlace, editFile } from '../safe-file/index.ts'
import {
  checkAgreement,
  checkProfileName,
  fileLocations,
  namesConfigFile,
  type Line,
  ownerKey,
  ownerValue,
  parseLeniently,
  parseStrictly,
  readIfExists,
  readSharedConfig,
  settingsKey,
} from '../shared-config/index.ts'
import { dropSections } from './drop-sections.ts'
import { putSections } from './put-section.ts'
import { findSection, isOwned, sectionsOf, valueOf } from './section-lines.ts'
import type { ProfileFileOptions } from './write-profile.ts'

/** A profile of the config file that gets its keys from a command, and so has fresh ones whenever it is used. */
export interface ConfigProfile {
  readonly profile: string
  /** The command line that prints keys, as `credential_process` has it. Never with a secret in it. */
  readonly credentialProcess: string
  readonly region?: string | undefined
  /** For keys that belong to a local AWS. */
  readonly endpointUrl?: string | undefined
}

type FileOptions = Pick<ProfileFileOptions, 'env' | 'homedir'>

/**
 * Whether {@link writeConfigProfile} would accept this name. Changes nothing.
 *
 * @throws HallpassError `ProfileNameInvalid`; `ProfileNotOwned` for a profile of this name that hallpass did not write,
 * in either file; `ProfileFileMalformed`, `ProfileFileUnreadable`
 */
export function checkConfigProfile(profile: string, options: FileOptions = {}): 'added' | 'updated' {
  checkProfileName(profile)
  const { env = process.env, homedir } = options
  const shared = readSharedConfig({ env, homedir })
  const { configPath, credentialsPath } = shared
  checkPlace(configPath, namesConfigFile)
  if (findSection(parseLeniently(readIfExists(credentialsPath)), profile) !== undefined) {
    // Keys in the credentials file win over a command in the config file.
    throw notOwned(profile, credentialsPath, undefined)
  }
  const outcome = outcomeIn(
    parseStrictly(readIfExists(configPath, namesConfigFile), configPath),
    profile,
    configPath,
  )
  // Written in a way that ours is not, with quotes for one.
  if (outcome === 'added' && shared.profiles.has(profile)) throw notOwned(profile, configPath, undefined)
  return outcome
}

/**
 * Puts a profile with a `credential_process` into the config file. Nothing else in the file changes, not by a byte (a
 * missing final line feed is added). Safe with any number of processes at once, and at any moment to be killed. A
 * profile of that name that hallpass did not write is never touched.
 *
 * @returns the config file, absolute
 * @throws HallpassError as {@link checkConfigProfile}; `ProfileFileLocked`
 * @throws TypeError for a command that no file can hold
 */
export async function writeConfigProfile(
  content: ConfigProfile,
  options: ProfileFileOptions = {},
): Promise<string> {
  const { profile } = content
  checkConfigProfile(profile, options)
  const put = new Map([[titleOf(profile), entriesOf(content)]])
  const file = configPathOf(options)
  await editFile(
    file,
    (bytes) => {
      const lines = parseStrictly(bytes, file)
      outcomeIn(lines, profile, file)
      const text = putSections(lines, put, file)
      checkAgreement(lines, text, put, file)
      return new TextEncoder().encode(text)
    },
    { ...options, namedBy: namesConfigFile },
  )
  return file
}

/** The profiles of the config file that hallpass wrote, in the order of the file. */
export function listConfigProfiles(
  options: FileOptions = {},
): Pick<ConfigProfile, 'profile' | 'credentialProcess'>[] {
  return ownedIn(parseLeniently(readIfExists(configPathOf(options), namesConfigFile)))
}

/**
 * Takes profiles that hallpass wrote out of the config file. Comments stay, and so do a section's name and other keys
 * where somebody has added some. Names that are not there, or not ours, are passed over.
 *
 * @returns the names of those removed
 * @throws HallpassError `ProfileFileMalformed`, `ProfileFileUnreadable`, `ProfileFileLocked`
 */
export async function removeConfigProfiles(
  profiles: readonly string[],
  options: ProfileFileOptions = {},
): Promise<string[]> {
  const file = configPathOf(options)
  const due = (lines: readonly Line[]): string[] =>
    ownedIn(lines)
      .map(({ profile }) => profile)
      .filter((profile) => profiles.includes(profile))
  // Before the lock, which would make the folder.
  if (due(parseLeniently(readIfExists(file, namesConfigFile))).length === 0) return []
  let removed: string[] = []
  await editFile(
    file,
    (bytes) => {
      const lines = parseStrictly(bytes, file)
      removed = due(lines)
      return removed.length === 0
        ? bytes
        : new TextEncoder().encode(dropSections(lines, new Set(removed.map(titleOf)), file))
    },
    { ...options, namedBy: namesConfigFile },
  )
  return removed
}

function titleOf(profile: string): string {
  return profile === 'default' ? 'default' : `profile ${profile}`
}

function ownedIn(lines: readonly Line[]): Pick<ConfigProfile, 'profile' | 'credentialProcess'>[] {
  return sectionsOf(lines)
    .filter(isOwned)
    .flatMap((section) => {
      const credentialProcess = valueOf(section, 'credential_process')
      const profile = section.header.name.replace(/^profile /, '')
      return credentialProcess === undefined ? [] : [{ profile, credentialProcess }]
    })
}

function outcomeIn(lines: readonly Line[], profile: string, file: string): 'added' | 'updated' {
  const section = findSection(lines, titleOf(profile))
  if (section === undefined) return 'added'
  if (isOwned(section)) return 'updated'
  throw notOwned(profile, file, section.header.number)
}

function notOwned(profile: string, file: string, line: number | undefined): HallpassError {
  return new HallpassError('ProfileNotOwned', `there is a profile ${profile} in ${file} already`, {
    hint: 'choose another name for the profile; what is there is left as it is',
    facts: { name: profile, file, ...(line === undefined ? {} : { line }) },
  })
}

function entriesOf({ credentialProcess, region, endpointUrl }: ConfigProfile): Map<string, string> {
  const settings = new Map([['credential_process', credentialProcess]])
  if (region !== undefined) settings.set('region', region)
  if (endpointUrl !== undefined) settings.set('endpoint_url', endpointUrl)
  for (const [key, value] of settings) {
    // A comment to some readers, and a line's end to all.
    if (value === '' || value !== value.trim() || /\s[;#]|\p{Cc}/u.test(value)) {
      throw new TypeError(`the value for ${key} cannot be written to a file`)
    }
  }
  return new Map([...settings, [ownerKey, ownerValue], [settingsKey, [...settings.keys()].join(' ')]])
}

function configPathOf({ env, homedir }: FileOptions): string {
  return fileLocations(env ?? process.env, homedir).configPath
}
