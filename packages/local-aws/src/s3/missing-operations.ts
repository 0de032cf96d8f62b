import type { S3Shape } from './wire/index.ts'

const on =
  (place: S3Shape['on']) =>
  (method: S3Shape['method'], part: string, name: string): S3Shape => ({ name, method, on: place, part })
const bucket = on('bucket')
const object = on('object')

/** What S3 has and the local AWS has not: refused by name. */
export const missingOperations: readonly S3Shape[] = [
  bucket('POST', 'metadataConfiguration', 'CreateBucketMetadataConfiguration'),
  bucket('POST', 'metadataTable', 'CreateBucketMetadataTableConfiguration'),
  bucket('GET', 'session', 'CreateSession'),
  bucket('DELETE', 'analytics', 'DeleteBucketAnalyticsConfiguration'),
  bucket('DELETE', 'intelligent-tiering', 'DeleteBucketIntelligentTieringConfiguration'),
  bucket('DELETE', 'inventory', 'DeleteBucketInventoryConfiguration'),
  bucket('DELETE', 'metadataConfiguration', 'DeleteBucketMetadataConfiguration'),
  bucket('DELETE', 'metadataTable', 'DeleteBucketMetadataTableConfiguration'),
  bucket('DELETE', 'metrics', 'DeleteBucketMetricsConfiguration'),
  bucket('DELETE', 'replication', 'DeleteBucketReplication'),
  bucket('GET', 'abac', 'GetBucketAbac'),
  bucket('GET', 'metadataConfiguration', 'GetBucketMetadataConfiguration'),
  bucket('GET', 'metadataTable', 'GetBucketMetadataTableConfiguration'),
  bucket('GET', 'notification', 'GetBucketNotificationConfiguration'),
  bucket('PUT', 'abac', 'PutBucketAbac'),
  bucket('PUT', 'analytics', 'PutBucketAnalyticsConfiguration'),
  bucket('PUT', 'intelligent-tiering', 'PutBucketIntelligentTieringConfiguration'),
  bucket('PUT', 'inventory', 'PutBucketInventoryConfiguration'),
  bucket('PUT', 'logging', 'PutBucketLogging'),
  bucket('PUT', 'metrics', 'PutBucketMetricsConfiguration'),
  bucket('PUT', 'notification', 'PutBucketNotificationConfiguration'),
  bucket('PUT', 'replication', 'PutBucketReplication'),
  bucket('PUT', 'metadataAnnotationTable', 'UpdateBucketMetadataAnnotationTableConfiguration'),
  bucket('PUT', 'metadataInventoryTable', 'UpdateBucketMetadataInventoryTableConfiguration'),
  bucket('PUT', 'metadataJournalTable', 'UpdateBucketMetadataJournalTableConfiguration'),
  object('DELETE', 'annotation', 'DeleteObjectAnnotation'),
  object('GET', 'annotation&annotationName', 'GetObjectAnnotation'),
  object('GET', 'torrent', 'GetObjectTorrent'),
  object('GET', 'annotation', 'ListObjectAnnotations'),
  object('POST', 'restore', 'RestoreObject'),
  object('POST', 'select&select-type=2', 'SelectObjectContent'),
  object('PUT', 'annotation', 'PutObjectAnnotation'),
  object('PUT', 'renameObject', 'RenameObject'),
  object('PUT', 'encryption', 'UpdateObjectEncryption'),
]
