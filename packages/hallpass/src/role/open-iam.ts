import { callerCredentials, type CallerOptions, explainCallerRefusal, resolvePlace } from '../caller/index.ts'
import { type CallIam, callIamAs } from '../iam/index.ts'
import type { Partition } from '../settings/index.ts'

/** Who reads, and where IAM is. All of it has a default, as for issuing. */
export interface ReadRoleCaller extends Omit<CallerOptions, 'endpointUrl'> {
  /** The IAM endpoint. Default: as configured (`AWS_ENDPOINT_URL_IAM`, `AWS_ENDPOINT_URL`, …), else AWS's own. */
  readonly endpointUrl?: string | URL | undefined
}

/** IAM in a partition, called as whoever is configured. */
export async function openIam(options: ReadRoleCaller, partition: Partition): Promise<CallIam> {
  const { now = () => new Date(), signal, endpointUrl } = options
  const place = resolvePlace(options, partition)
  const caller = await callerCredentials(options, place)
  const explain = (error: unknown): unknown => explainCallerRefusal(error, caller)
  return callIamAs(place, partition, { credentials: caller, endpointUrl, now, signal, explain })
}
