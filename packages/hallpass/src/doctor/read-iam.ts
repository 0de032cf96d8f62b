import type { Caller } from '../caller/index.ts'
import { type CallIam, createIamClient } from '../iam/index.ts'
import { callQuery } from '../query/index.ts'
import type { Partition } from '../settings/index.ts'

/** Calls a reading action of IAM, as the caller, once. */
export type ReadIam = CallIam

/** IAM for the caller; `undefined` where it is not known how it is reached. */
export function readIam(
  { signing, endpoint }: Caller,
  partition: Partition,
  options: { readonly now: () => Date; readonly signal?: AbortSignal | undefined },
): ReadIam | undefined {
  // Where STS alone is called elsewhere, it is not known where IAM is.
  if (!signing || (endpoint.configuredBy !== undefined && endpoint.scope === 'this service')) return undefined
  const wire = { ...signing.place.wire, maxAttempts: 2, timeoutMs: 5000 }
  const client = createIamClient({ ...signing.place, wire }, partition, {
    credentials: signing.credentials,
    now: options.now,
  })
  return (action, parameters = {}) => callQuery(client, action, parameters, { signal: options.signal })
}
