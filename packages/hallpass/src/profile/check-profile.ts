import { HallpassError, type Environment } from '../base/index.ts'
import { checkPlace } from '../safe-file/index.ts'
import {
  rivalKeys,
  parseStrictly,
  type Line,
  checkProfileName,
  readIfExists,
  readSharedConfig,
  type SharedConfig,
  namesCredentialsFile,
} from '../shared-config/index.ts'
import { findSection, isOwned } from './section-lines.ts'

export interface CheckProfileOptions {
  readonly profile: string
  /** As for `writeProfile`. Default: false. */
  readonly force?: boolean | undefined
  /** Environment variables. Default: `process.env`. */
  readonly env?: Environment | undefined
  /** The home folder. Default: `HOME`, `USERPROFILE`, or what the system says. */
  readonly homedir?: string | undefined
}

/** What writing a profile does to the file. `adopted`: it was somebody else's section, and `force` was set. */
export type WriteOutcome = 'added' | 'updated' | 'adopted'

/**
 * Whether `writeProfile` would accept this profile and this file, asked before a session is issued for it.
 * Changes nothing. `writeProfile` decides again, under its lock.
 *
 * @throws HallpassError `ProfileNameInvalid`, `ProfileNotOwned`, `ProfileFileMalformed`, `ProfileFileUnreadable`
 */
export function checkProfile(options: CheckProfileOptions): WriteOutcome {
  const { profile, force = false, env = process.env, homedir } = options
  checkProfileName(profile)
  const shared = readSharedConfig({ env, homedir })
  refuseRivals(profile, shared)
  const { credentialsPath: file } = shared
  checkPlace(file, namesCredentialsFile)
  return outcomeFor(profile, parseStrictly(readIfExists(file), file), file, force)
}

/**
 * {@link checkProfile} for many: what would become of each, or why it would be refused.
 *
 * @throws HallpassError `ProfileFileMalformed`, `ProfileFileUnreadable`
 */
export function checkProfiles(
  options: Omit<CheckProfileOptions, 'profile'> & { readonly profiles: readonly string[] },
): Map<string, WriteOutcome | HallpassError> {
  const { profiles, force = false, env = process.env, homedir } = options
  const shared = readSharedConfig({ env, homedir })
  const { credentialsPath: file } = shared
  checkPlace(file, namesCredentialsFile)
  return outcomesFor(profiles, { lines: parseStrictly(readIfExists(file), file), shared, force })
}

/** What would become of each of many profiles in a file of these lines. */
export function outcomesFor(
  profiles: readonly string[],
  { lines, shared, force }: { lines: readonly Line[]; shared: SharedConfig; force: boolean },
): Map<string, WriteOutcome | HallpassError> {
  const outcomeOf = (profile: string): WriteOutcome | HallpassError => {
    try {
      checkProfileName(profile)
      refuseRivals(profile, shared)
      return outcomeFor(profile, lines, shared.credentialsPath, force)
    } catch (error) {
      if (error instanceof HallpassError) return error
      throw error
    }
  }
  return new Map(profiles.map((profile) => [profile, outcomeOf(profile)]))
}

/** @throws HallpassError `ProfileNotOwned` for a section that hallpass did not write, without `force`. */
export function outcomeFor(
  profile: string,
  lines: readonly Line[],
  file: string,
  force: boolean,
): WriteOutcome {
  const section = findSection(lines, profile)
  if (section === undefined) return 'added'
  if (isOwned(section)) return 'updated'
  if (force) return 'adopted'
  throw new HallpassError('ProfileNotOwned', `profile ${profile} in ${file} was not written by hallpass`, {
    hint: 'choose another name for the profile, or replace its keys with --force',
    facts: { name: profile, file, line: section.header.number },
  })
}

/**
 * Keys that the SDKs would pass over are worse than none, so this is refused also with `force`.
 *
 * @throws HallpassError `ProfileNotOwned` for a profile that gets its credentials in another way.
 */
export function refuseRivals(profile: string, shared: SharedConfig): void {
  const { profiles, credentialsPath, configPath } = shared
  const rival = rivalKeys.find((key) => profiles.get(profile)?.settings.has(key))
  if (rival === undefined) return
  throw new HallpassError(
    'ProfileNotOwned',
    `profile ${profile} gets its credentials by ${rival}, which would win over keys`,
    {
      hint: `choose another name for the profile, or remove ${rival} from ${configPath} or ${credentialsPath}`,
      facts: { name: profile },
    },
  )
}
