import type { Credentials } from '../base/index.ts'
import type { Place } from '../caller/index.ts'
import { createQueryClient, type ClientOptions, type QueryClient } from '../query/index.ts'
import { serviceEndpoint, type Partition } from '../settings/index.ts'

/** A client for IAM in a partition, at the configured endpoint unless one is given. */
export function createIamClient(
  place: Place,
  partition: Partition,
  options: Pick<ClientOptions, 'now'> & {
    readonly credentials: Credentials
    readonly endpointUrl?: string | URL | undefined
  },
): QueryClient {
  const { settings, region, wire } = place
  const { endpointUrl, credentials, now } = options
  return createQueryClient({
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
}
