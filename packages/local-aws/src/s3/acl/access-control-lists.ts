import { AwsError, type RawResponse } from '../../base/index.ts'
import type { Bucket } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { existingTags, found } from '../object/index.ts'
import { versionHeader } from '../version/index.ts'
import {
  canonicalUserId,
  child,
  findBucket,
  plainResponse,
  readDocument,
  s3Need,
  type S3Operation,
  type S3Target,
  type S3Xml,
  type XmlElement,
  xmlResponse,
} from '../wire/index.ts'

const part = 'acl'
const grant = 'AccessControlPolicy/AccessControlList/Grant'
const elements = [
  'AccessControlPolicy',
  'AccessControlPolicy/Owner',
  'AccessControlPolicy/Owner/ID',
  'AccessControlPolicy/Owner/DisplayName',
  'AccessControlPolicy/AccessControlList',
  grant,
  `${grant}/Grantee`,
  `${grant}/Grantee/ID`,
  `${grant}/Grantee/DisplayName`,
  `${grant}/Grantee/EmailAddress`,
  `${grant}/Grantee/URI`,
  `${grant}/Permission`,
] as const
const grants = ['full-control', 'read', 'read-acp', 'write', 'write-acp'].map((name) => `x-amz-grant-${name}`)
const heeds = ['x-amz-acl', ...grants]

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl: S3Operation = {
  name: 'GetBucketAcl',
  method: 'GET',
  on: 'bucket',
  part,
  needs: (call, { bucket }) => [s3Need(call, 's3:GetBucketAcl', bucket)],
  run: (call, target) =>
    xmlResponse(call, 'AccessControlPolicy', ownersAlone(findBucket(call, target.bucket))),
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl: S3Operation = {
  name: 'PutBucketAcl',
  method: 'PUT',
  on: 'bucket',
  part,
  heeds,
  elements,
  differs: 'BucketOwnerEnforced alone: takes what the bucket has already',
  needs: (call, { bucket }) => [s3Need(call, 's3:PutBucketAcl', bucket)],
  run: (call, target) => putAcl(call, findBucket(call, target.bucket)),
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl: S3Operation = {
  name: 'GetObjectAcl',
  method: 'GET',
  on: 'object',
  part,
  heeds: ['?versionId'],
  needs: (call, target) => [aclNeed(call, target, 'Get')],
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    const version = versionHeader(bucket, object.versionId)
    return xmlResponse(call, 'AccessControlPolicy', ownersAlone(bucket), version)
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export const putObjectAcl: S3Operation = {
  name: 'PutObjectAcl',
  method: 'PUT',
  on: 'object',
  part,
  heeds: ['?versionId', ...heeds],
  elements,
  differs: 'as PutBucketAcl',
  needs: (call, target) => [aclNeed(call, target, 'Put')],
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    return putAcl(call, bucket, versionHeader(bucket, object.versionId))
  },
}

function aclNeed(call: Call, target: S3Target, verb: 'Get' | 'Put'): AuthorizationNeed {
  const version = call.params.get('versionId')
  const ofVersion = version === undefined ? '' : 'Version'
  return s3Need(call, `s3:${verb}Object${ofVersion}Acl`, `${target.bucket}/${target.key}`, [
    ...existingTags(call, target),
    ['s3:VersionId', version],
  ])
}

function ownersAlone({ account }: Bucket): S3Xml {
  const ID = canonicalUserId(account)
  return {
    Owner: { ID },
    AccessControlList: {
      Grant: {
        'Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"': { ID },
        Permission: 'FULL_CONTROL',
      },
    },
  }
}

/**
 * Takes the one list that there can be, the owner's full control.
 *
 * @throws AwsError `AccessControlListNotSupported` for any other, `MissingSecurityHeader` for none
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
function putAcl(
  call: Call,
  bucket: Bucket,
  headers: ReadonlyArray<readonly [string, string]> = [],
): RawResponse {
  const canned = call.headers.get('x-amz-acl')
  const granted = grants.filter((name) => call.headers.has(name))
  const document = call.request.body.length === 0 ? undefined : readDocument(call, elements)
  if (canned === undefined && granted.length === 0 && document === undefined) {
    throw new AwsError('MissingSecurityHeader', 400, 'Your request was missing a required header', {
      details: { MissingHeaderName: 'x-amz-acl' },
    })
  }
  const isOwners =
    granted.length === 0 &&
    (canned === undefined || canned === 'bucket-owner-full-control') &&
    (document === undefined || isOwnersAlone(document, canonicalUserId(bucket.account)))
  if (!isOwners) throw new AwsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
  return plainResponse(call, 200, headers)
}

function isOwnersAlone(document: XmlElement, owner: string): boolean {
  const listed = child(document, 'AccessControlList')?.children ?? []
  return (
    listed.length === 1 &&
    listed.every((one) => {
      const grantee = child(one, 'Grantee')
      const id = grantee === undefined ? undefined : child(grantee, 'ID')?.text.trim()
      return id === owner && child(one, 'Permission')?.text.trim() === 'FULL_CONTROL'
    })
  )
}
