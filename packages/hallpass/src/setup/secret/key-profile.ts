import { HallpassError, type Environment } from '../../base/index.ts'
import { refuseRivals, putSections, sectionsOf, valueOf } from '../../profile/index.ts'
import { editFile } from '../../safe-file/index.ts'
import {
  checkAgreement,
  parseLeniently,
  parseStrictly,
  setupAccountKey,
  setupKey,
  fileLocations,
  namesCredentialsFile,
  type Line,
  checkProfileName,
  readIfExists,
  readSharedConfig,
} from '../../shared-config/index.ts'
import type { NewAccessKey } from '../account/access-keys.ts'

export interface KeyProfile {
  readonly profile: string
  /** The set-up whose key it is, and the account that it is in, 12 digits. */
  readonly setupName: string
  readonly account: string
  /** Written as `region`. */
  readonly region: string
  /** Written as `endpoint_url`, for an endpoint that was configured for every service. */
  readonly endpointUrl?: string | undefined
  readonly env: Environment
}

/**
 * Whether {@link writeKeyProfile} would accept this profile. Changes nothing; asked before a key is made for it.
 *
 * @throws HallpassError `ProfileNameInvalid`; `ProfileNotOwned` for a section with other keys than this set-up's;
 * `ProfileFileMalformed`; `ProfileFileUnreadable`
 */
export function checkKeyProfile(where: KeyProfile): void {
  const { credentialsPath: file } = fileLocations(where.env)
  checkSection(parseStrictly(readIfExists(file), file), where, file)
}

/**
 * Puts a user's long-term key into the credentials file, where every SDK and the AWS CLI find it. Nothing else in
 * the file changes.
 *
 * @returns the credentials file
 * @throws HallpassError as {@link checkKeyProfile}, and `ProfileFileLocked`
 */
export async function writeKeyProfile(key: NewAccessKey, where: KeyProfile): Promise<string> {
  const { credentialsPath: file } = fileLocations(where.env)
  const entries = new Map([
    ['aws_access_key_id', key.accessKeyId],
    ['aws_secret_access_key', key.secretAccessKey],
    ['region', where.region],
    ...(where.endpointUrl === undefined ? [] : [['endpoint_url', where.endpointUrl] as const]),
    [setupKey, where.setupName],
    [setupAccountKey, where.account],
    // Says that region and endpoint_url came from us, so that a later write may take them away.
    ['x_hallpass_settings', where.endpointUrl === undefined ? 'region' : 'region endpoint_url'],
  ])
  const put = new Map([[where.profile, entries]])
  await editFile(
    file,
    (bytes) => {
      const lines = parseStrictly(bytes, file)
      checkSection(lines, where, file)
      const text = putSections(lines, put, file)
      checkAgreement(lines, text, put, file)
      return new TextEncoder().encode(text)
    },
    { namedBy: namesCredentialsFile },
  )
  return file
}

/** The profiles that hold a key of this set-up, and the file they are in. Changes nothing. */
export function keyProfilesOf(where: Pick<KeyProfile, 'setupName' | 'account' | 'env'>): {
  readonly file: string
  readonly profiles: readonly string[]
} {
  const { credentialsPath: file } = fileLocations(where.env)
  const profiles = sectionsOf(parseLeniently(readIfExists(file)))
    .filter((section) => isOf(section, where))
    .map(({ header }) => header.name)
  return { file, profiles }
}

/** The id of the key that a profile holds. Changes nothing. */
export function keyIdInProfile({ profile, env }: Pick<KeyProfile, 'profile' | 'env'>): string | undefined {
  const { credentialsPath: file } = fileLocations(env)
  const section = sectionsOf(parseLeniently(readIfExists(file))).find(({ header }) => header.name === profile)
  return section && valueOf(section, 'aws_access_key_id')
}

function checkSection(lines: readonly Line[], where: KeyProfile, file: string): void {
  const { profile, env } = where
  checkProfileName(profile)
  refuseRivals(profile, readSharedConfig({ env }))
  const section = sectionsOf(lines).find(({ header }) => header.name === profile)
  if (!section || isOf(section, where)) return
  throw new HallpassError('ProfileNotOwned', `profile ${profile} in ${file} holds something else`, {
    hint: 'choose another name with --profile, or take the section out with an editor',
    facts: { name: profile, file, line: section.header.number },
  })
}

type Section = ReturnType<typeof sectionsOf>[number]

/** A key from before accounts were noted is taken for this account's. */
function isOf(section: Section, { setupName, account }: Pick<KeyProfile, 'setupName' | 'account'>): boolean {
  return (
    valueOf(section, setupKey) === setupName && (valueOf(section, setupAccountKey) ?? account) === account
  )
}
