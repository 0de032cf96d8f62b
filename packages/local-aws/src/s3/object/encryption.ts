import { createHash } from 'node:crypto'
import { AwsError } from '../../base/index.ts'
import type { Bucket, BucketSetting, ObjectEncryption } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import {
  child,
  headerNotImplemented,
  invalidArgument,
  managedKeyArn,
  namesManagedKey,
} from '../wire/index.ts'

const algorithmHeader = 'x-amz-server-side-encryption'
const keyHeader = `${algorithmHeader}-aws-kms-key-id`
const bucketKeyHeader = `${algorithmHeader}-bucket-key-enabled`

/** The headers that say how what a request writes is encrypted. */
export const encryptionHeaderNames: readonly string[] = [algorithmHeader, keyHeader, bucketKeyHeader]

/**
 * The key that what a request writes is encrypted with: the one it names, or the bucket's default; `undefined`
 * for S3's own (`AES256`). Nothing is encrypted here, so that what counts of a key is who may use it.
 *
 * @throws AwsError `InvalidArgument`; `AccessDenied` where the bucket's default is the key of another account; `NotImplemented` for any key but the one that AWS keeps for S3 (`aws/s3`)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function encryptionOf(call: Call, bucket: Bucket): ObjectEncryption | undefined {
  const algorithm = call.headers.get(algorithmHeader)
  const key = call.headers.get(keyHeader)
  const bucketKey = call.headers.get(bucketKeyHeader)?.toLowerCase()
  if (algorithm !== undefined && !/^(?:AES256|aws:kms|aws:kms:dsse|aws:fsx)$/.test(algorithm)) {
    throw invalidArgument('The encryption method specified is not supported', algorithmHeader, algorithm)
  }
  if (algorithm !== undefined && algorithm !== 'AES256' && algorithm !== 'aws:kms') {
    throw headerNotImplemented(algorithmHeader)
  }
  if (key !== undefined && algorithm !== 'aws:kms') {
    throw invalidArgument(
      `Server Side Encryption with AWS KMS managed key requires HTTP header ${algorithmHeader} : aws:kms`,
      algorithmHeader,
      algorithm ?? 'null',
    )
  }
  const standard = defaultOf(bucket)
  if (algorithm === 'AES256' || (algorithm === undefined && !standard.isKms)) {
    // Without keys of KMS there is nothing that a bucket key could save.
    if (bucketKey === 'true') throw headerNotImplemented(bucketKeyHeader)
    return undefined
  }
  checkSignedForKms(call)
  const { account } = call.caller
  if (key !== undefined && !namesManagedKey(key, bucket.region, account))
    throw headerNotImplemented(keyHeader)
  // An alias or none is the caller's own key; an arn says whose it is.
  if (algorithm === undefined && standard.key.startsWith('arn:')) {
    const [, , , , owner = ''] = standard.key.split(':')
    if (owner !== account) throw foreignKey(standard.key, owner)
  }
  return {
    keyArn: managedKeyArn(bucket.region, account),
    bucketKey: bucketKey === undefined ? standard.bucketKey : bucketKey === 'true',
  }
}

function defaultOf(bucket: Bucket): {
  readonly isKms: boolean
  /** As the bucket names it; empty for none. */
  readonly key: string
  readonly bucketKey: boolean
} {
  const rule = bucket.settings.get('encryption')?.children.at(0)
  const byDefault = rule === undefined ? undefined : child(rule, 'ApplyServerSideEncryptionByDefault')
  return {
    isKms: textIn(byDefault, 'SSEAlgorithm') === 'aws:kms',
    key: textIn(byDefault, 'KMSMasterKeyID') ?? '',
    bucketKey: textIn(rule, 'BucketKeyEnabled') === 'true',
  }
}

function textIn(element: BucketSetting | undefined, name: string): string | undefined {
  return element === undefined ? undefined : child(element, name)?.text.trim()
}

/**
 * Refuses whoever may not use the key that something is encrypted with, to read it or to write more of it. The key
 * that AWS keeps for S3 lets everybody of its account use it through S3, and nobody else, whatever the bucket's
 * policy says.
 *
 * @throws AwsError `AccessDenied`, `InvalidArgument`
 */
export function checkUsableKey(call: Call, encryption: ObjectEncryption | undefined): void {
  if (encryption === undefined) return
  checkSignedForKms(call)
  const [, , , , account = ''] = encryption.keyArn.split(':')
  if (account === call.caller.account) return
  throw foreignKey(encryption.keyArn, account)
}

function foreignKey(key: string, account: string): AwsError {
  return new AwsError('AccessDenied', 403, 'Access Denied', {
    reason: `what is asked for is encrypted with ${key}, which is for principals of ${account} alone`,
  })
}

function checkSignedForKms({ caller, headers, params }: Call): void {
  const versionTwo = headers.get('authorization')?.startsWith('AWS ') ?? params.has('AWSAccessKeyId')
  if (caller.principal.type !== 'anonymous' && !versionTwo) return
  throw invalidArgument(
    'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
    'Authorization',
    'null',
  )
}

/** How answers tell of it. */
export function encryptionHeaders({
  encryption,
}: {
  readonly encryption?: ObjectEncryption | undefined
}): ReadonlyArray<readonly [name: string, value: string]> {
  if (encryption === undefined) return [[algorithmHeader, 'AES256']]
  return [
    [algorithmHeader, 'aws:kms'],
    [keyHeader, encryption.keyArn],
    ...(encryption.bucketKey ? [[bucketKeyHeader, 'true'] as const] : []),
  ]
}

/** The entity tag of what is encrypted: with a key of KMS it is not the MD5 of its bytes. */
export function sealedTag(md5: string, encryption: ObjectEncryption | undefined): string {
  if (encryption === undefined) return md5
  return createHash('md5').update(`${encryption.keyArn} ${md5}`).digest('hex')
}
