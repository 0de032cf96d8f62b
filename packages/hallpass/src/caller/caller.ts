import type { Credentials } from '../base/index.ts'
import { createStsClient, type SessionCredentials, type StsClient } from '../query/index.ts'
import { serviceEndpoint, type Endpoint, type Partition } from '../settings/index.ts'
import { callerCredentials } from './caller-credentials.ts'
import type { CallerOptions } from './caller-options.ts'
import { resolvePlace, type Place } from './connection.ts'
import type { CallerCredentials, CredentialSource } from './credentials/credentials.ts'

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
  /** For calls of other services in the caller's name. Secret; `undefined` for a caller without keys. */
  readonly signing: Signing | undefined
}

/** What it takes to call another service as the caller. */
export interface Signing {
  readonly credentials: Credentials
  readonly place: Place
}

/** Finds region, STS endpoint and credentials for calls in a partition. */
export async function resolveCaller(options: CallerOptions, partition: Partition): Promise<Caller> {
  const place = resolvePlace(options, partition)
  const credentials = await callerCredentials(options, place)
  const { source, longTerm, expiration, accessKeyId } = credentials
  return {
    source,
    longTerm,
    expiration,
    accessKeyId,
    signing: { credentials, place },
    ...stsAt(options, place, partition, credentials),
  }
}

/** A caller without keys, whose calls carry a web identity token instead of a signature. */
export function webIdentityCaller(options: CallerOptions, partition: Partition, description: string): Caller {
  return {
    source: {
      kind: 'web-identity',
      profile: undefined,
      sso: false,
      description,
    },
    longTerm: false,
    expiration: undefined,
    accessKeyId: undefined,
    signing: undefined,
    ...stsAt(options, resolvePlace(options, partition), partition, undefined),
  }
}

/** Whoever has a session that a caller made: what it makes in turn is chained, unless it is the user's own session. */
export function sessionCaller(
  options: CallerOptions,
  { source, signing }: Caller,
  partition: Partition,
  session: {
    readonly credentials: SessionCredentials
    readonly kind: CredentialSource['kind']
    readonly description: string
  },
): Caller {
  const { kind, description, credentials } = session
  const of = { ...credentials, longTerm: false, source: { ...source, kind, description } }
  const place = signing?.place ?? resolvePlace(options, partition)
  return {
    source: of.source,
    longTerm: false,
    expiration: credentials.expiration,
    accessKeyId: credentials.accessKeyId,
    signing: { credentials: of, place },
    ...stsAt(options, place, partition, of),
  }
}

function stsAt(
  options: CallerOptions,
  { settings, region, wire }: Place,
  partition: Partition,
  credentials: CallerCredentials | undefined,
): Pick<Caller, 'region' | 'endpoint' | 'sts'> {
  const endpoint: Endpoint =
    options.endpointUrl === undefined
      ? serviceEndpoint('sts', settings, { partition, region })
      : { url: new URL(options.endpointUrl), configuredBy: 'endpointUrl', scope: 'this service' }
  const sts = createStsClient({ ...wire, endpoint: endpoint.url, region, credentials, now: options.now })
  return { region, endpoint, sts }
}
