import { callerCredentials, type CallerOptions, explainCallerRefusal, resolvePlace } from '../caller/index.ts'
import { type CallIam, createIamClient } from '../iam/index.ts'
import { callQuery } from '../query/index.ts'
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
  const client = createIamClient(place, partition, { credentials: caller, endpointUrl, now })
  return async (action, parameters = {}) => {
    try {
      return await callQuery(client, action, parameters, { signal })
    } catch (error) {
      throw explainCallerRefusal(error, caller)
    }
  }
}
