import { type Environment, isoSeconds } from '../../base/index.ts'
import type { CredentialsEndpoint } from '../../container-endpoint/index.ts'
import type { LeaseKeys } from '../../joined/index.ts'
import { readSharedConfig, rivalKeys } from '../../shared-config/index.ts'

/** Variables that would stand beside the keys and win over them, or lead to others. */
const otherSources: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_SECURITY_TOKEN',
])

/** Who works with the keys, and until when: for a prompt. */
export interface Holder {
  readonly name: string
  readonly until: Date | undefined
}

/** The environment of a command that has the keys themselves. */
export function environmentOfKeys(env: Environment, keys: LeaseKeys, holder: Holder): NodeJS.ProcessEnv {
  const { credentials } = keys
  return {
    ...common(env, keys, holder),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: isoSeconds(credentials.expiration),
  }
}

/**
 * The environment of a command that fetches its keys. Most SDKs ask the files before they ask an endpoint: a file
 * whose default profile has credentials is replaced by an empty one.
 */
export function environmentOfEndpoint(
  env: Environment,
  keys: LeaseKeys,
  holder: Holder,
  { url, tokenFile, emptyFile }: CredentialsEndpoint,
): NodeJS.ProcessEnv {
  const hides = (files: Environment): boolean => {
    const settings = readSharedConfig({ env: { ...env, ...files } }).profiles.get('default')?.settings
    return ['aws_access_key_id', ...rivalKeys].some((key) => settings?.has(key) === true)
  }
  return {
    ...common(env, keys, holder),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
    ...(hides({ AWS_CONFIG_FILE: emptyFile }) ? { AWS_SHARED_CREDENTIALS_FILE: emptyFile } : {}),
    ...(hides({ AWS_SHARED_CREDENTIALS_FILE: emptyFile }) ? { AWS_CONFIG_FILE: emptyFile } : {}),
  }
}

function common(
  env: Environment,
  { region, endpointUrl }: LeaseKeys,
  { name, until }: Holder,
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([variable]) => !otherSources.has(variable))
  return {
    ...Object.fromEntries(kept),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(endpointUrl === undefined ? {} : { AWS_ENDPOINT_URL: endpointUrl }),
    HALLPASS_NAME: name,
    ...(until === undefined ? {} : { HALLPASS_UNTIL: isoSeconds(until) }),
  }
}
