import { HallpassError, nearestName } from '../base/index.ts'
import { editFile } from '../safe-file/index.ts'
import {
  expiresKey,
  sessionKey,
  setupKey,
  parseLeniently,
  parseStrictly,
  renewalCommand,
  fileLocations,
  namesCredentialsFile,
  type Line,
  readIfExists,
} from '../shared-config/index.ts'
import { dropSections } from './drop-sections.ts'
import { findSection, isOwned, sectionsOf, valueOf } from './section-lines.ts'
import type { ProfileFileOptions } from './write-profile.ts'

/** A section of the credentials file that hallpass wrote. */
export interface OwnedProfile {
  readonly profile: string
  /** When its keys end; `undefined` when somebody has changed the line that says so. */
  readonly expiresAt: Date | undefined
  /** False while `expiresAt` is not known. */
  readonly expired: boolean
  /** The session's ARN; `undefined` where the section does not name it. */
  readonly assumedRoleArn: string | undefined
  /** The command that renews its keys; `undefined` where the section does not tell. */
  readonly renewal: string | undefined
}

export interface ListProfilesOptions extends Pick<ProfileFileOptions, 'env' | 'homedir'> {
  /** What time it is. Default: the system's. */
  readonly now?: (() => Date) | undefined
}

export interface RemoveProfileOptions extends ProfileFileOptions {
  readonly profile: string
}

export interface CleanProfilesOptions extends ProfileFileOptions {
  /** Also those whose keys have not ended yet. Default: false. */
  readonly all?: boolean | undefined
  /** What time it is. Default: the system's. */
  readonly now?: (() => Date) | undefined
}

/**
 * The profiles that hallpass wrote, in the order of the file. Reads without a lock: a write puts a whole file in
 * the place of another. A missing file has none.
 *
 * @throws HallpassError `ProfileFileUnreadable`
 */
export function listOwnedProfiles(options: ListProfilesOptions = {}): OwnedProfile[] {
  const file = credentialsPath(options)
  return ownedIn(parseLeniently(readIfExists(file)), options.now?.() ?? new Date())
}

/**
 * Takes a profile that hallpass wrote out of the credentials file, one with a set-up's key too: it was named. Comments inside it stay, and so do its name
 * and other keys where somebody has added some.
 *
 * @throws HallpassError `ProfileNotFound` (with the nearest name), `ProfileNotOwned`, `ProfileFileMalformed`,
 * `ProfileFileUnreadable`, `ProfileFileLocked`
 */
export async function removeProfile(options: RemoveProfileOptions): Promise<void> {
  const { profile } = options
  const file = credentialsPath(options)
  // Before the lock, which would make the folder.
  if (readIfExists(file).length === 0) throw notFound(profile, [], file)
  await editFile(
    file,
    (bytes) => {
      const lines = parseStrictly(bytes, file)
      const section = findSection(lines, profile)
      if (section === undefined) throw notFound(profile, lines, file)
      if (!isOwned(section) && valueOf(section, setupKey) === undefined) {
        throw new HallpassError(
          'ProfileNotOwned',
          `profile ${profile} in ${file} was not written by hallpass`,
          {
            hint: 'remove it with an editor if it is to go',
            facts: { name: profile, file, line: section.header.number },
          },
        )
      }
      return new TextEncoder().encode(dropSections(lines, new Set([profile]), file))
    },
    { ...options, namedBy: namesCredentialsFile },
  )
}

/**
 * Takes the profiles that hallpass wrote and whose keys have ended out of the credentials file, or with `all`
 * every one that hallpass wrote; nothing else.
 *
 * @returns the names of those removed, in the order of the file
 * @throws HallpassError `ProfileFileMalformed`, `ProfileFileUnreadable`, `ProfileFileLocked`
 */
export async function cleanProfiles(options: CleanProfilesOptions = {}): Promise<string[]> {
  const { all = false, now = () => new Date() } = options
  const file = credentialsPath(options)
  const due = (lines: readonly Line[]): string[] =>
    ownedIn(lines, now())
      .filter(({ expired }) => all || expired)
      .map(({ profile }) => profile)
  if (due(parseLeniently(readIfExists(file))).length === 0) return []
  let removed: string[] = []
  await editFile(
    file,
    (bytes) => {
      const lines = parseStrictly(bytes, file)
      removed = due(lines)
      return removed.length === 0
        ? bytes
        : new TextEncoder().encode(dropSections(lines, new Set(removed), file))
    },
    { ...options, namedBy: namesCredentialsFile },
  )
  return removed
}

function ownedIn(lines: readonly Line[], now: Date): OwnedProfile[] {
  return sectionsOf(lines)
    .filter(isOwned)
    .map((section) => {
      const ends = Date.parse(valueOf(section, expiresKey) ?? '')
      const expiresAt = Number.isNaN(ends) ? undefined : new Date(ends)
      return {
        profile: section.header.name,
        expiresAt,
        expired: expiresAt !== undefined && expiresAt.getTime() <= now.getTime(),
        assumedRoleArn: valueOf(section, sessionKey),
        renewal: renewalCommand(section.header.name, (key) => valueOf(section, key)),
      }
    })
}

function credentialsPath({ env, homedir }: Pick<ProfileFileOptions, 'env' | 'homedir'>): string {
  return fileLocations(env ?? process.env, homedir).credentialsPath
}

function notFound(profile: string, lines: readonly Line[], file: string): HallpassError {
  const owned = sectionsOf(lines).filter(isOwned)
  const nearest = nearestName(
    profile,
    owned.map(({ header }) => header.name),
  )
  return new HallpassError('ProfileNotFound', `there is no profile ${profile} in ${file}`, {
    hint: nearest === undefined ? 'see what there is: hallpass profile list' : `did you mean ${nearest}?`,
    facts: { name: profile, file },
  })
}
