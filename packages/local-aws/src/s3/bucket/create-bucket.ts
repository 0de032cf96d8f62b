import { AwsError } from '../../base/index.ts'
import type { Tags } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import {
  child,
  headerNotImplemented,
  plainResponse,
  readDocument,
  readTagSet,
  type S3Operation,
  s3Need,
} from '../wire/index.ts'
import { bucketArn } from './bucket-arn.ts'
import { checkBucketName } from './bucket-name.ts'
import { objectLockEnabled } from './object-lock-elements.ts'

const elements = [
  'CreateBucketConfiguration',
  'CreateBucketConfiguration/LocationConstraint',
  'CreateBucketConfiguration/Tags',
  'CreateBucketConfiguration/Tags/Tag',
  'CreateBucketConfiguration/Tags/Tag/Key',
  'CreateBucketConfiguration/Tags/Tag/Value',
] as const

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: S3Operation = {
  name: 'CreateBucket',
  elements,
  method: 'PUT',
  on: 'bucket',
  heeds: [
    'x-amz-acl',
    'x-amz-bucket-namespace',
    'x-amz-bucket-object-lock-enabled',
    'x-amz-grant-full-control',
    'x-amz-grant-read',
    'x-amz-grant-read-acp',
    'x-amz-grant-write',
    'x-amz-grant-write-acp',
    'x-amz-object-ownership',
  ],
  differs: 'no ACLs, no directory buckets',
  needs: (call, { bucket }) => {
    const { constraint, tags } = configurationOf(call)
    const create = s3Need(call, 's3:CreateBucket', bucket, [
      ['s3:LocationConstraint', constraint],
      ['s3:x-amz-object-ownership', call.headers.get('x-amz-object-ownership')],
      ...[...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value] as const),
    ])
    const more = [
      ...(tags.size === 0 ? [] : ['s3:TagResource']),
      ...(wantsObjectLock(call) ? ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning'] : []),
    ]
    return [create, ...more.map((action) => ({ ...create, action }))]
  },
  run: (call, { bucket: name }) => {
    checkBucketName(name)
    checkOwnership(call)
    const configuration = configurationOf(call)
    const region = regionOf(call, configuration.constraint)
    const existing = call.state.buckets.get(name)
    if (existing && existing.account !== call.account.id) {
      throw new AwsError(
        'BucketAlreadyExists',
        409,
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        { details: { BucketName: name } },
      )
    }
    // In us-east-1, and only there, making one's own bucket again succeeds: S3 has kept that for old clients.
    if (existing && call.region !== 'us-east-1') {
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        409,
        'Your previous request to create the named bucket succeeded and you already own it.',
        { details: { BucketName: name } },
      )
    }
    const lockable = wantsObjectLock(call)
    if (!existing) {
      call.state.buckets.set(name, {
        name,
        account: call.account.id,
        region,
        createdAt: call.now,
        policy: undefined,
        tags: configuration.tags,
        versioning: lockable ? 'Enabled' : undefined,
        versionsMade: 0,
        deletedNulls: new Map(),
        objects: new Map(),
        history: new Map(),
        settings: new Map(lockable ? [['object-lock', objectLockEnabled]] : []),
        uploads: new Map(),
      })
    }
    return plainResponse(call, 200, [
      // The region that needs no constraint answers with a path, every other one with an address.
      ['Location', region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/`],
      ['x-amz-bucket-arn', bucketArn(name)],
    ])
  },
}

/** What the request's document says. */
function configurationOf(call: Call): { readonly constraint: string | undefined; readonly tags: Tags } {
  if (call.request.body.length === 0) return { constraint: undefined, tags: new Map() }
  const configuration = readDocument(call, elements)
  const constraint = child(configuration, 'LocationConstraint')?.text.trim()
  return {
    constraint: constraint === '' ? undefined : constraint,
    tags: readTagSet(child(configuration, 'Tags'), 50),
  }
}

/** us-east-1 makes buckets anywhere; every other region only its own, and wants to be told so. */
function regionOf(call: Call, constraint: string | undefined): string {
  const wanted = constraint === 'EU' ? 'eu-west-1' : constraint
  if (wanted !== undefined && (wanted === 'us-east-1' || !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(wanted))) {
    throw new AwsError('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
      details: { LocationConstraint: wanted },
    })
  }
  if (call.region === 'us-east-1') return wanted ?? 'us-east-1'
  if (wanted === call.region) return wanted
  throw new AwsError(
    'IllegalLocationConstraintException',
    400,
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
}

/** Object lock needs versions, so that such a bucket has them from the start. */
function wantsObjectLock({ headers }: Call): boolean {
  return headers.get('x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true'
}

/** Buckets here belong to their owner alone, and so does what is in them. */
function checkOwnership({ headers }: Call): void {
  const grants = ['full-control', 'read', 'read-acp', 'write', 'write-acp'].some((name) =>
    headers.has(`x-amz-grant-${name}`),
  )
  if (grants || (headers.get('x-amz-acl') ?? 'private') !== 'private') {
    throw new AwsError(
      'InvalidBucketAclWithObjectOwnership',
      400,
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    )
  }
  const offered: ReadonlyArray<readonly [string, string]> = [
    ['x-amz-object-ownership', 'BucketOwnerEnforced'],
    ['x-amz-bucket-namespace', 'global'],
  ]
  for (const [name, value] of offered) {
    const sent = headers.get(name)
    if (sent !== undefined && sent.toLowerCase() !== value.toLowerCase()) throw headerNotImplemented(name)
  }
}
