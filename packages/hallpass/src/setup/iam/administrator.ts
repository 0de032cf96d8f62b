import type { CallerOptions, Wire } from '../../aws/caller.ts'
import { explainCallerRefusal } from '../../aws/caller-refusal.ts'
import type { Credentials } from '../../aws/credentials/credentials.ts'
import { resolveCredentials } from '../../aws/credentials/resolve.ts'
import { defaultTransport } from '../../aws/default-transport.ts'
import { serviceEndpoint } from '../../aws/endpoint.ts'
import { partitionById } from '../../aws/partitions.ts'
import { callQuery, createQueryClient, type ClientOptions } from '../../aws/query.ts'
import type { QueryStructure } from '../../aws/query-parameters.ts'
import { resolveRegion } from '../../aws/region.ts'
import { loadSettings } from '../../aws/settings.ts'
import { createStsClient, type StsClient } from '../../aws/sts.ts'
import type { XmlElement } from '../../aws/xml.ts'
import { HallpassError } from '../../errors.ts'
import { version } from '../../version.ts'

/** Calls an action of IAM and returns its result element. */
export type CallIam = (
  action: string,
  parameters?: QueryStructure,
  options?: {
    /** Attempts, the first included. Default: the client's. */
    readonly maxAttempts?: number
  },
) => Promise<XmlElement>

/** Who prepares the account, and how IAM and STS are reached. */
export interface Administrator {
  /** The account that is prepared, 12 digits. */
  readonly account: string
  /** The administrator's own ARN. */
  readonly arn: string
  /** @throws what `callQuery` throws, with a hint for administrators where IAM denies */
  readonly iam: CallIam
  /** STS as another identity: for proving that a new key works. */
  readonly stsOf: (credentials: Credentials) => StsClient
  /** The endpoint of every service, where one is configured for all: whoever uses a new key needs it too. */
  readonly endpointForAll: string | undefined
  readonly wire: Pick<Wire, 'sleep' | 'random'>
  readonly now: () => Date
  readonly signal: AbortSignal | undefined
}

/** Where the administrator's credentials and endpoints come from. */
export type AdministratorOptions = Omit<CallerOptions, 'endpointUrl'>

/**
 * Finds the administrator's credentials as the AWS tools do, and asks STS which account they belong to: one
 * call, which also tells a key that works from one that does not before anything is changed.
 *
 * @throws HallpassError what {@link resolveCredentials} throws, and AWS's refusals of the credentials
 */
export async function resolveAdministrator(
  options: AdministratorOptions,
  partitionId: string,
): Promise<Administrator> {
  const partition = partitionById(partitionId)
  const env = options.env ?? process.env
  const { now = () => new Date(), signal } = options
  const settings = loadSettings({ env, sourceProfile: options.sourceProfile })
  const region = resolveRegion(settings, partition, options.region)
  const wire = {
    userAgent: `hallpass/${version}`,
    ...options.wire,
    transport: options.wire?.transport ?? defaultTransport(env),
  }
  const caller = options.credentials
    ? { ...options.credentials, ...given(options.credentials) }
    : await resolveCredentials({
        settings,
        region: options.region,
        now,
        signal,
        mfaCode: options.mfaCode,
        wire,
      })
  const stsEndpoint = serviceEndpoint('sts', settings, { partition, region })
  const stsOf = (credentials: Credentials): StsClient =>
    createStsClient({ ...wire, now, endpoint: stsEndpoint.url, region, credentials })
  const iam = iamCaller(
    {
      ...wire,
      now,
      endpoint: serviceEndpoint('iam', settings, { partition, region }).url,
      // IAM has one endpoint for a partition, which takes signatures for one region.
      region: partition.defaultRegion,
      credentials: caller,
    },
    signal,
  )
  const explained = (error: unknown): never => {
    throw explainCallerRefusal(error, caller)
  }
  const { account, arn } = await stsOf(caller).getCallerIdentity({ signal }).catch(explained)
  return {
    account,
    arn,
    iam: (action, parameters, call) => iam(action, parameters, call).catch(explained),
    stsOf,
    endpointForAll:
      stsEndpoint.configuredBy !== undefined && stsEndpoint.scope === 'all services'
        ? stsEndpoint.url.href
        : undefined,
    wire,
    now,
    signal,
  }
}

function iamCaller(options: ClientOptions, signal: AbortSignal | undefined): CallIam {
  const client = createQueryClient({ ...options, service: 'iam', version: '2010-05-08' })
  return async (action, parameters = {}, call = {}) => {
    try {
      return await callQuery(client, action, parameters, { ...call, signal })
    } catch (error) {
      if (!(error instanceof HallpassError) || error.code !== 'AccessDenied') throw error
      throw new HallpassError('AccessDenied', error.message, {
        hint: 'this is what an administrator needs: hallpass setup export admin-policy',
        cause: error,
        facts: error.facts,
      })
    }
  }
}

function given(credentials: Credentials) {
  return {
    longTerm: credentials.sessionToken === undefined,
    source: {
      kind: 'given',
      profile: undefined,
      sso: false,
      description: 'the credentials that were passed in',
    },
  } as const
}
