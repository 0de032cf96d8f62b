import type * as ProviderChain from '@aws-sdk/credential-provider-node'
import { isMissingModule, HallpassError, shownReason } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import type { Settings } from '../../settings/index.ts'
import type { SharedProfile } from '../../shared-config/index.ts'
import { checkKeys } from './check-keys.ts'
import type { CallerCredentials } from './credentials.ts'
import { checkSdkFiles } from './sdk-files.ts'

const dependency = '@aws-sdk/credential-provider-node'

/**
 * Asks the AWS SDK's provider chain: SSO, web identity, containers, instance metadata, console log-in.
 * Loaded only when it is reached, since it is an optional dependency of several megabytes.
 *
 * @throws HallpassError `DependencyMissing`, `NoCredentials` (with where we looked), `CredentialSourceFailed`
 */
export async function sdkChainCredentials(
  settings: Settings,
  profile: SharedProfile | undefined,
): Promise<CallerCredentials> {
  const sso =
    profile !== undefined && (profile.settings.has('sso_session') || profile.settings.has('sso_start_url'))
  const wanted = profile && [...sdkKeys].find((key) => profile.settings.has(key))
  const chain = await loadChain()
  if (!chain) {
    if (!wanted) throw noCredentials(settings, profile)
    throw new HallpassError(
      'DependencyMissing',
      `profile ${profile?.name} uses ${wanted}, which the AWS SDK reads`,
      {
        hint: `install it beside hallpass: npm install ${dependency}`,
        facts: { name: dependency },
      },
    )
  }
  checkSdkFiles(profile)
  try {
    const found = await chain({
      profile: profile?.name ?? (settings.profileNamedBy === 'default' ? ownDefault() : settings.profileName),
      logger: silent,
    })()
    const { accessKeyId, secretAccessKey, sessionToken } = found
    return {
      ...checkKeys({ accessKeyId, secretAccessKey, sessionToken }, namesOfAnswer),
      expiration: found.expiration,
      longTerm: found.sessionToken === undefined,
      source: {
        kind: 'sdk',
        profile: profile?.name,
        sso,
        description: wanted ? `${wanted} of profile ${profile?.name}` : "the AWS SDK's provider chain",
      },
    }
  } catch (error) {
    if (error instanceof HallpassError) throw error
    if (!wanted) throw foundNothing(error) ? noCredentials(settings, profile) : foundFailing(error)
    throw new HallpassError(
      'CredentialSourceFailed',
      `profile ${profile?.name} gave no credentials: ${shownReason(error, 300)}`,
      {
        hint: sso
          ? `log in: aws sso login --profile ${posixWord(profile.name)}`
          : `check ${wanted} of profile ${profile?.name}`,
        cause: error,
      },
    )
  }
}

/** The chain reads this process's own variables: a profile there that the settings do not have is not meant. */
function ownDefault(): string | undefined {
  return process.env['AWS_PROFILE'] ? 'default' : undefined
}

const namesOfAnswer = {
  accessKeyId: "the access key ID from the AWS SDK's provider chain",
  secretAccessKey: "the secret access key from the AWS SDK's provider chain",
  sessionToken: "the session token from the AWS SDK's provider chain",
} as const

// Without a logger of ours the chain warns on stderr of what was asked for: a profile beside keys in the environment.
const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {}

const sdkKeys = new Set([
  'sso_session',
  'sso_start_url',
  'login_session',
  'web_identity_token_file',
  'credential_source',
])

type Chain = (typeof ProviderChain)['defaultProvider']

async function loadChain(): Promise<Chain | undefined> {
  try {
    return (await import('@aws-sdk/credential-provider-node')).defaultProvider
  } catch (error) {
    if (isMissingModule(error)) return undefined
    throw error
  }
}

// What the providers throw to let the next one try; the last one's comes out. Anything else is AWS's refusal, or
// the network's, of a source that is there: a web identity in the environment, a container's endpoint.
function foundNothing(error: unknown): boolean {
  return error instanceof Error && /^(?:CredentialsProvider|Provider|Timeout)Error$/.test(error.name)
}

function foundFailing(error: unknown): HallpassError {
  return new HallpassError(
    'CredentialSourceFailed',
    `the AWS SDK's provider chain found a source of credentials that failed: ${shownReason(error, 300)}`,
    {
      hint: 'check AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or AWS_CONTAINER_CREDENTIALS_…, whichever is set',
      cause: error,
    },
  )
}

function noCredentials(settings: Settings, profile: SharedProfile | undefined): HallpassError {
  const files = settings.files()
  const looked = [
    'the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set)',
    profile
      ? `profile ${profile.name} (no keys, no role_arn, no credential_process)`
      : `profile ${settings.profileName} in ${files.credentialsPath} and ${files.configPath} (not there)`,
    "the AWS SDK's provider chain (SSO, web identity, container, instance metadata)",
  ]
  const others = [...files.profiles.keys()].filter((name) => name !== profile?.name)
  const next =
    others.length > 0
      ? `name a profile: --source-profile ${others[0]}`
      : 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; to try hallpass without an AWS account: hallpass demo'
  return new HallpassError('NoCredentials', 'found no AWS credentials to call with', {
    hint: [...looked.map((place) => `looked in ${place}`), next].join('\n'),
  })
}
