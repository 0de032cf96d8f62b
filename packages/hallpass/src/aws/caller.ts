import { version } from '../version.ts'
import type { CallerCredentials, Credentials, CredentialSource } from './credentials/credentials.ts'
import { resolveCredentials } from './credentials/resolve.ts'
import { defaultTransport } from './default-transport.ts'
import { serviceEndpoint, type Endpoint } from './endpoint.ts'
import type { Partition } from './partitions.ts'
import { resolveRegion } from './region.ts'
import { loadSettings, type Environment } from './settings.ts'
import { createStsClient, type StsClient, type StsClientOptions } from './sts.ts'

/** Network, randomness and retry, for tests and for programs with a transport of their own. */
export type Wire = Pick<StsClientOptions, 'random' | 'sleep' | 'timeoutMs' | 'maxAttempts'> &
  Partial<Pick<StsClientOptions, 'transport'>>

/** Who calls AWS and how: shared by everything that does. All of it has a default. */
export interface CallerOptions {
  /**
   * The issuer's own keys. Default: found as the AWS tools find them (environment, profile, then the SDK's
   * provider chain). Keys with a `sessionToken` are taken as temporary.
   */
  readonly credentials?: Credentials | undefined
  /** The profile to take credentials and settings from. Default: `AWS_PROFILE`, else `default`. */
  readonly sourceProfile?: string | undefined
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's region, the partition's default. */
  readonly region?: string | undefined
  /** The STS endpoint. Default: as configured (`AWS_ENDPOINT_URL_STS`, …), else AWS's own. */
  readonly endpointUrl?: string | URL | undefined
  /** Stands in for `process.env`. */
  readonly env?: Environment | undefined
  /** Stands in for the clock. */
  readonly now?: (() => Date) | undefined
  /** Asked for the six digits of an MFA device when a `role_arn` profile has `mfa_serial`. Default: refused. */
  readonly mfaCode?: ((serialNumber: string) => Promise<string>) | undefined
  readonly signal?: AbortSignal | undefined
  readonly wire?: Wire | undefined
}

/** The caller, found, and the STS it calls. */
export interface Caller {
  readonly source: CredentialSource
  /** Whether the key is an IAM user's own. */
  readonly longTerm: boolean
  /** When the caller's own credentials end, where that is known. */
  readonly expiration: Date | undefined
  /** Not secret. `undefined` for a caller without keys: a web identity. */
  readonly accessKeyId: string | undefined
  readonly region: string
  readonly endpoint: Endpoint
  readonly sts: StsClient
}

/** Finds region, STS endpoint and credentials for calls in a partition. */
export async function resolveCaller(options: CallerOptions, partition: Partition): Promise<Caller> {
  const { settings, region, endpoint, wire } = resolvePlace(options, partition)
  const credentials = options.credentials
    ? given(options.credentials)
    : await resolveCredentials({
        settings,
        region: options.region,
        now: options.now ?? (() => new Date()),
        signal: options.signal,
        mfaCode: options.mfaCode,
        wire,
      })
  const { source, longTerm, expiration, accessKeyId } = credentials
  const sts = createStsClient({ ...wire, endpoint: endpoint.url, region, credentials, now: options.now })
  return { source, longTerm, expiration, accessKeyId, region, endpoint, sts }
}

/** A caller without keys, whose calls carry a web identity token instead of a signature. */
export function webIdentityCaller(options: CallerOptions, partition: Partition, tokenFile: string): Caller {
  const { region, endpoint, wire } = resolvePlace(options, partition)
  return {
    source: {
      kind: 'web-identity',
      profile: undefined,
      sso: false,
      description: `the web identity token in ${tokenFile}`,
    },
    longTerm: false,
    expiration: undefined,
    accessKeyId: undefined,
    region,
    endpoint,
    sts: createStsClient({ ...wire, endpoint: endpoint.url, region, now: options.now }),
  }
}

function resolvePlace(options: CallerOptions, partition: Partition) {
  const env = options.env ?? process.env
  const settings = loadSettings({ env, sourceProfile: options.sourceProfile })
  const region = resolveRegion(settings, partition, options.region)
  const endpoint: Endpoint =
    options.endpointUrl === undefined
      ? serviceEndpoint('sts', settings, { partition, region })
      : { url: new URL(options.endpointUrl), configuredBy: 'endpointUrl', scope: 'this service' }
  const wire = {
    userAgent: `hallpass/${version}`,
    ...options.wire,
    transport: options.wire?.transport ?? defaultTransport(env),
  }
  return { settings, region, endpoint, wire }
}

function given(credentials: Credentials): CallerCredentials {
  return {
    ...credentials,
    longTerm: credentials.sessionToken === undefined,
    source: {
      kind: 'given',
      profile: undefined,
      sso: false,
      description: 'the credentials that were passed in',
    },
  }
}
