/** What follows Get, Put or Delete in the names of S3's operations on a part of a bucket or an object. */
const bucketParts: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'BucketAnalyticsConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  metrics: 'BucketMetricsConfiguration',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
}

const objectParts: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  retention: 'ObjectRetention',
  tagging: 'ObjectTagging',
  torrent: 'ObjectTorrent',
}

/** Operations whose names follow no pattern, by method, kind and query parameter. */
const others: Readonly<Record<string, string>> = {
  'GET bucket versions': 'ListObjectVersions',
  'GET bucket uploads': 'ListMultipartUploads',
  'GET bucket session': 'CreateSession',
  'GET object uploadId': 'ListParts',
  'POST object uploads': 'CreateMultipartUpload',
  'POST object uploadId': 'CompleteMultipartUpload',
  'PUT object uploadId': 'UploadPart',
  'PUT object renameObject': 'RenameObject',
  'DELETE object uploadId': 'AbortMultipartUpload',
  'POST object restore': 'RestoreObject',
  'POST object select': 'SelectObjectContent',
}

const verbs = new Map([
  ['GET', 'Get'],
  ['PUT', 'Put'],
  ['DELETE', 'Delete'],
])

/**
 * The name of the operation that a query parameter asks for, e.g. `PutBucketVersioning` for `PUT ?versioning`,
 * so that a refusal can name it.
 *
 * @returns `undefined` when no parameter names a part: the request is for the bucket or the object itself
 */
export function missingOperation(
  method: string,
  kind: 'bucket' | 'object',
  params: ReadonlyMap<string, string>,
): string | undefined {
  const parts = kind === 'bucket' ? bucketParts : objectParts
  for (const param of params.keys()) {
    const other = others[`${method} ${kind} ${param}`]
    if (other !== undefined) return other
    const verb = verbs.get(method)
    if (verb !== undefined && Object.hasOwn(parts, param)) return `${verb}${parts[param] ?? ''}`
  }
  return undefined
}
