import { AwsError } from '../../base/index.ts'
import type { Bucket } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { noSuchBucket } from './errors.ts'
import { hasPublicAccessBlock, isPublicPolicy } from './public-policy.ts'

/** Request headers that S3 offers as condition keys, as `s3:<header>`. */
const conditionHeaders = [
  'x-amz-acl',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
  'x-amz-content-sha256',
] as const

/**
 * One thing an S3 operation needs, with the bucket's policy and owner.
 *
 * @param resource what comes after `arn:aws:s3:::`, e.g. `lab/notes.txt`; `*` for the account's buckets
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function s3Need(
  call: Call,
  action: `s3:${string}`,
  resource: string,
  more: Iterable<readonly [key: string, value: string | readonly string[] | undefined]> = [],
): AuthorizationNeed {
  const slash = resource.indexOf('/')
  const name = slash < 0 ? resource : resource.slice(0, slash)
  // Whoever makes a bucket asks for one of its own, even when there is one of that name already.
  const bucket = action === 's3:CreateBucket' ? undefined : call.state.buckets.get(name)
  const owner = bucket?.account ?? call.account.id
  const context = new Map<string, readonly string[]>([
    ...signatureKeys(call),
    ['s3:ResourceAccount', [owner]],
  ])
  for (const header of conditionHeaders) {
    const value = call.headers.get(header)
    if (value !== undefined) context.set(`s3:${header}`, [value])
  }
  for (const [key, value] of more) {
    if (value !== undefined) context.set(key, typeof value === 'string' ? [value] : value)
  }
  return {
    action,
    resource: `arn:aws:s3:::${resource}`,
    resourceAccount: owner,
    context,
    ...(bucket?.policy && !isRestricted(bucket, call)
      ? { resourcePolicy: { ...bucket.policy, kind: 'resource' as const } }
      : {}),
  }
}

/** Where public buckets are restricted, a policy that is public counts for the bucket's own account alone. */
function isRestricted(bucket: Bucket, { caller }: Call): boolean {
  const own = caller.account === bucket.account && caller.principal.type !== 'anonymous'
  if (own || bucket.policy === undefined) return false
  return hasPublicAccessBlock(bucket, 'RestrictPublicBuckets') && isPublicPolicy(bucket.policy.policy)
}

/** How the request is signed; an anonymous one is not. */
function signatureKeys({
  action,
  headers,
  params,
  caller,
}: Call): ReadonlyArray<readonly [string, readonly string[]]> {
  if (caller.principal.type === 'anonymous') return []
  const header = headers.get('authorization')
  if (action === 'PostObject') {
    return [
      ['s3:authType', ['POST']],
      ['s3:signatureversion', [params.has('AWSAccessKeyId') ? 'AWS' : 'AWS4-HMAC-SHA256']],
    ]
  }
  const versionTwo = header === undefined ? params.has('AWSAccessKeyId') : header.startsWith('AWS ')
  return [
    ['s3:authType', [header === undefined ? 'REST-QUERY-STRING' : 'REST-HEADER']],
    ['s3:signatureversion', [versionTwo ? 'AWS' : 'AWS4-HMAC-SHA256']],
  ]
}

/**
 * The bucket of a request.
 *
 * @param ownerHeader the header that may name its owner
 * @throws AwsError `NoSuchBucket`; `AccessDenied` when another account is expected to own it, and for those of
 * other accounts who do not say that they pay where requesters do
 */
export function findBucket(
  call: Call,
  name: string,
  ownerHeader:
    | 'x-amz-expected-bucket-owner'
    | 'x-amz-source-expected-bucket-owner' = 'x-amz-expected-bucket-owner',
): Bucket {
  const expectedOwner = call.headers.get(ownerHeader)
  const bucket = call.state.buckets.get(name)
  if (!bucket) throw noSuchBucket(name)
  if (expectedOwner !== undefined && expectedOwner !== bucket.account) {
    throw new AwsError('AccessDenied', 403, 'Access Denied', {
      reason: `${ownerHeader} is ${expectedOwner}, the owner is ${bucket.account}`,
    })
  }
  if (bucket.account !== call.caller.account) checkPays(call, bucket)
  return bucket
}

/** Where requesters pay, whoever is not of the bucket's account has to say that they do. */
function checkPays({ caller, headers }: Call, { settings }: Bucket): void {
  const payer = settings.get('requestPayment')?.children.at(0)?.text.trim()
  if (payer !== 'Requester') return
  if (caller.principal.type !== 'anonymous' && headers.get('x-amz-request-payer') === 'requester') return
  throw new AwsError('AccessDenied', 403, 'Access Denied', {
    reason: 'the bucket is paid for by requesters, and the request has no x-amz-request-payer: requester',
  })
}
