import type { Environment } from '../base/index.ts'
import { ourKeys, rivalKeys } from './credential-keys.ts'
import { parseLeniently } from './decode.ts'
import { fileLocations, namesConfigFile, namesCredentialsFile } from './file-locations.ts'
import { readIfExists } from './read-shared-config.ts'

/** A value with what its writer meant as a comment behind it. Never the value: it may be a secret. */
export interface CommentInValue {
  /** Absolute. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** The profile, as both files name it. */
  readonly profile: string
  /** In lower case. */
  readonly key: string
}

/** The keys that the AWS SDKs read; what others put into a section is no business of ours. */
const sdkKeys: ReadonlySet<string> = new Set([
  ...ourKeys,
  ...rivalKeys,
  'source_profile',
  'credential_source',
  'role_session_name',
  'external_id',
  'mfa_serial',
  'duration_seconds',
  'region',
  'endpoint_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
  'services',
  'ca_bundle',
])

/**
 * The values in the shared files that end in ` # …` or ` ; …`: the AWS CLI and boto3 take that for a part of the value,
 * which then names another key, role or region; the SDK for JavaScript, and we, end the value before it.
 *
 * {@link https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html}
 * @throws HallpassError `ProfileFileUnreadable`
 */
export function findCommentsInValues(options: {
  /** `AWS_SHARED_CREDENTIALS_FILE`, `AWS_CONFIG_FILE`, `HOME` and `USERPROFILE` count. */
  readonly env: Environment
  readonly homedir?: string | undefined
}): CommentInValue[] {
  const { credentialsPath, configPath } = fileLocations(options.env, options.homedir)
  const files = [
    [credentialsPath, namesCredentialsFile],
    [configPath, namesConfigFile],
  ] as const
  return files.flatMap(([file, namedBy]) => {
    let profile = ''
    return parseLeniently(readIfExists(file, namedBy)).flatMap((line) => {
      if (line.kind === 'header') profile = line.name.replace(/^profile\s+/, '')
      const found = line.kind === 'key' && sdkKeys.has(line.key) && /(?:^|\s)[;#]/.test(line.value)
      return found ? [{ file, line: line.number, profile, key: line.key }] : []
    })
  })
}
