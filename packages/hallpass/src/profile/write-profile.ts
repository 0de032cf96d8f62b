import {
  checkOption,
  checkOptionNames,
  type Environment,
  HallpassError,
  type OptionNames,
} from '../base/index.ts'
import { editFile, type EditFileOptions } from '../safe-file/index.ts'
import {
  checkAgreement,
  parseStrictly,
  fileLocations,
  namesCredentialsFile,
  type Line,
  checkProfileName,
  readSharedConfig,
} from '../shared-config/index.ts'
import { outcomeFor, outcomesFor, refuseRivals, type WriteOutcome } from './check-profile.ts'
import { contentNames, type ProfileContent, sectionEntries } from './profile-content.ts'
import { putSections } from './put-section.ts'

/** Where the credentials file is, and how it is changed. */
export interface ProfileFileOptions extends Omit<EditFileOptions, 'namedBy'> {
  /** Environment variables; default `process.env`. `AWS_SHARED_CREDENTIALS_FILE` and `HOME` count. */
  readonly env?: Environment | undefined
  /** The home folder. Default: `HOME`, `USERPROFILE`, or what the system says. */
  readonly homedir?: string | undefined
}

/** A profile to write, and how. */
export type WriteProfileOptions = ProfileFileOptions &
  ProfileContent & {
    /** Take over a section that hallpass did not write; its other keys stay. Default: false. */
    readonly force?: boolean | undefined
  }

const fileOptionNames = {
  env: true,
  homedir: true,
  fs: true,
  randomBytes: true,
  self: true,
  probe: true,
  lockTimeoutMs: true,
  random: true,
  sleep: true,
  signal: true,
  monotonicMs: true,
} as const satisfies OptionNames<ProfileFileOptions>

const optionNames = {
  ...fileOptionNames,
  ...contentNames,
  force: true,
} as const satisfies OptionNames<WriteProfileOptions>

export interface WrittenProfile {
  readonly profile: string
  /** The credentials file, absolute, as it was named (a symbolic link is not followed here). */
  readonly file: string
  readonly outcome: WriteOutcome
}

/**
 * Puts temporary credentials into the shared credentials file under a profile's name, so that every SDK and the
 * AWS CLI find them. Nothing else in the file changes, not by a byte (a missing final line feed is added). The
 * section carries `x_hallpass_owner` and `x_hallpass_expires_at`, which no SDK knows and other editors keep.
 * Safe with any number of processes at once, and at any moment to be killed.
 *
 * @throws HallpassError `ProfileNameInvalid`; `ProfileNotOwned` for a section that hallpass did not write
 * (without `force`), and for a profile that gets its credentials in another way; `ProfileFileMalformed` for a
 * file that does not parse; `ProfileFileUnreadable`; `ProfileFileLocked`.
 * @throws TypeError for values that are missing, of a wrong type, or that no credentials file can hold.
 */
export async function writeProfile(options: WriteProfileOptions): Promise<WrittenProfile> {
  checkOption('options', options, 'an object')
  checkOptionNames('writeProfile()', options, optionNames)
  const { profile, env = process.env, homedir, force = false } = options
  const put = new Map([[profile, sectionEntries(options)]])
  checkProfileName(profile)
  refuseRivals(profile, readSharedConfig({ env, homedir }))
  const { credentialsPath: file } = fileLocations(env, homedir)
  let outcome: WriteOutcome = 'added'
  await editFile(
    file,
    (bytes) => {
      const lines = parseStrictly(bytes, file)
      outcome = outcomeFor(profile, lines, file, force)
      return putAll(lines, put, file)
    },
    { ...options, namedBy: namesCredentialsFile },
  )
  return { profile, file, outcome }
}

export interface WriteProfilesOptions extends ProfileFileOptions {
  /** Each name once. */
  readonly profiles: readonly ProfileContent[]
  /** As for {@link writeProfile}. */
  readonly force?: boolean | undefined
}

/**
 * {@link writeProfile} for many profiles in one step: the file is read and written once. Those that are refused
 * do not hinder the others.
 *
 * @returns what became of each, by name: an error is `ProfileNameInvalid` or `ProfileNotOwned`
 * @throws HallpassError `ProfileFileMalformed`, `ProfileFileUnreadable`, `ProfileFileLocked`: nothing is written
 * @throws TypeError for values that are missing, of a wrong type, or that no credentials file can hold
 */
export async function writeProfiles(
  options: WriteProfilesOptions,
): Promise<Map<string, WriteOutcome | HallpassError>> {
  checkOption('options', options, 'an object')
  checkOptionNames('writeProfiles()', options, { ...fileOptionNames, profiles: true, force: true })
  for (const one of options.profiles) checkOptionNames('a profile', one, contentNames)
  const { env = process.env, homedir, force = false } = options
  const all = new Map(options.profiles.map((content) => [content.profile, sectionEntries(content)]))
  const { credentialsPath: file } = fileLocations(env, homedir)
  let outcomes = new Map<string, WriteOutcome | HallpassError>()
  await editFile(
    file,
    (bytes) => {
      const shared = readSharedConfig({ env, homedir })
      const lines = parseStrictly(bytes, file)
      outcomes = outcomesFor([...all.keys()], { lines, shared, force })
      const put = new Map([...all].filter(([name]) => !(outcomes.get(name) instanceof HallpassError)))
      return put.size === 0 ? bytes : putAll(lines, put, file)
    },
    { ...options, namedBy: namesCredentialsFile },
  )
  return outcomes
}

function putAll(
  lines: readonly Line[],
  put: ReadonlyMap<string, ReadonlyMap<string, string>>,
  file: string,
): Uint8Array {
  const text = putSections(lines, put, file)
  checkAgreement(lines, text, put, file)
  return new TextEncoder().encode(text)
}
