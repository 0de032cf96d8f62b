import type { Credentials } from './credentials/credentials.ts'
import { serviceEndpoint } from './endpoint.ts'
import type { Partition } from './partitions.ts'
import type { Place } from './place.ts'
import { createQueryClient, type ClientOptions, type QueryClient } from './query.ts'

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
