import { AwsError } from '../../base/index.ts'
import type { Bucket } from '../../model/index.ts'
import { findBucket, s3Need, type S3Operation, type S3Xml, xmlResponse } from '../wire/index.ts'

/** A setting that buckets here never have changed: what a new bucket answers. */
interface Setting {
  /** As `S3Shape.part` has it. */
  readonly subresource: string
  readonly operation: string
  readonly permission: `s3:${string}`
  readonly answer: readonly [root: string, content: (bucket: Bucket) => S3Xml] | AwsError
}

const absent = (code: string, message: string) => new AwsError(code, 404, message)

/** Those of which a bucket can have several, by id: a list, and one. */
const several = (subresource: string, named: string, root: string): readonly Setting[] => [
  {
    subresource,
    operation: `ListBucket${named}Configurations`,
    permission: `s3:Get${named}Configuration`,
    answer: [root, () => ({ IsTruncated: false })],
  },
  {
    subresource: `${subresource}&id`,
    operation: `GetBucket${named}Configuration`,
    permission: `s3:Get${named}Configuration`,
    answer: absent('NoSuchConfiguration', 'The specified configuration does not exist.'),
  },
]

const settings: readonly Setting[] = [
  ...several('analytics', 'Analytics', 'ListBucketAnalyticsConfigurationResult'),
  ...several('intelligent-tiering', 'IntelligentTiering', 'ListBucketIntelligentTieringConfigurationsOutput'),
  ...several('inventory', 'Inventory', 'ListInventoryConfigurationsResult'),
  ...several('metrics', 'Metrics', 'ListMetricsConfigurationsResult'),
  {
    subresource: 'logging',
    operation: 'GetBucketLogging',
    permission: 's3:GetBucketLogging',
    answer: ['BucketLoggingStatus', () => ({})],
  },
  {
    subresource: 'replication',
    operation: 'GetBucketReplication',
    permission: 's3:GetReplicationConfiguration',
    answer: absent('ReplicationConfigurationNotFoundError', 'The replication configuration was not found'),
  },
]

/**
 * Settings that can be asked for and not changed. They answer what
 * S3 answers for a new bucket, which is what Terraform reads back after it made one.
 */
export const bucketSettings: readonly S3Operation[] = settings.map(asOperation)

function asOperation({ subresource, operation, permission, answer }: Setting): S3Operation {
  return {
    name: operation,
    method: 'GET',
    on: 'bucket',
    part: subresource,
    differs: 'what a bucket answers on which it was never changed',
    needs: (call, { bucket }) => [s3Need(call, permission, bucket)],
    run: (call, target) => {
      const bucket = findBucket(call, target.bucket)
      if (answer instanceof AwsError) throw answer
      const [root, content] = answer
      return xmlResponse(call, root, content(bucket))
    },
  }
}
