const rule = 'LifecycleConfiguration/Rule'

const inside = (path: string, ...names: readonly string[]): string[] => [
  path,
  ...names.map((name) => `${path}/${name}`),
]
const filter = (path: string): string[] => [
  ...inside(path, 'Prefix', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'),
  ...inside(`${path}/Tag`, 'Key', 'Value'),
]

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const lifecycleElements = [
  'LifecycleConfiguration',
  ...inside(rule, 'ID', 'Prefix', 'Status'),
  ...filter(`${rule}/Filter`),
  ...filter(`${rule}/Filter/And`),
  ...inside(`${rule}/Expiration`, 'Date', 'Days', 'ExpiredObjectDeleteMarker'),
  ...inside(`${rule}/Transition`, 'Date', 'Days', 'StorageClass'),
  ...inside(`${rule}/NoncurrentVersionExpiration`, 'NoncurrentDays', 'NewerNoncurrentVersions'),
  ...inside(
    `${rule}/NoncurrentVersionTransition`,
    'NoncurrentDays',
    'NewerNoncurrentVersions',
    'StorageClass',
  ),
  ...inside(`${rule}/AbortIncompleteMultipartUpload`, 'DaysAfterInitiation'),
] as const
