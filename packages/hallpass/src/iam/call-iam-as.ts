import type { Credentials } from '../base/index.ts'
import type { Caller, Place } from '../caller/index.ts'
import { callQuery, type ClientOptions, createQueryClient } from '../query/index.ts'
import { serviceEndpoint, type Partition } from '../settings/index.ts'
import type { CallIam } from './call-iam.ts'

/** Who calls IAM, and what becomes of its refusals. */
export interface CallIamAsOptions extends Pick<ClientOptions, 'now'> {
  readonly credentials: Credentials
  /** Default: as configured, else AWS's own. */
  readonly endpointUrl?: string | URL | undefined
  readonly signal?: AbortSignal | undefined
  /** What is thrown in place of a failure. */
  readonly explain?: ((error: unknown) => unknown) | undefined
}

/** IAM in a partition, called as somebody: the one way in which it is. */
export function callIamAs(place: Place, partition: Partition, options: CallIamAsOptions): CallIam {
  const { settings, region, wire } = place
  const { endpointUrl, credentials, now, signal, explain = (error: unknown) => error } = options
  const client = createQueryClient({
    ...wire,
    now,
    credentials,
    service: 'iam',
    version: '2010-05-08',
    endpoint:
      endpointUrl === undefined
        ? serviceEndpoint('iam', settings, { partition, region }).url
        : new URL(endpointUrl),
    // IAM has one endpoint for a partition, which takes signatures for one region.
    region: partition.defaultRegion,
  })
  return async (action, parameters = {}, call = {}) => {
    try {
      return await callQuery(client, action, parameters, { ...call, signal })
    } catch (error) {
      throw explain(error)
    }
  }
}

/**
 * IAM, called as whoever STS was called as, and no longer waited for than is said; `undefined` for a caller without
 * keys, and where it is not known how IAM is reached.
 */
export function callIamOf(
  { signing, endpoint }: Pick<Caller, 'signing' | 'endpoint'>,
  partition: Partition,
  {
    maxAttempts,
    timeoutMs,
    ...options
  }: Pick<CallIamAsOptions, 'now' | 'signal'> & {
    readonly maxAttempts: number
    readonly timeoutMs: number
  },
): CallIam | undefined {
  // Where STS alone is called elsewhere, it is not known where IAM is.
  if (!signing || (endpoint.configuredBy !== undefined && endpoint.scope === 'this service')) return undefined
  const wire = { ...signing.place.wire, maxAttempts, timeoutMs }
  return callIamAs({ ...signing.place, wire }, partition, { ...options, credentials: signing.credentials })
}
