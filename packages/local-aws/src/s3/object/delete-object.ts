import { AwsError } from '../../base/index.ts'
import { receivedBytes } from '../../content/index.ts'
import type { Bucket, StoredObject } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import {
  type DeletedVersion,
  deleteVersion,
  findVersion,
  hideObject,
  versionHeader,
} from '../version/index.ts'
import {
  checkedChecksums,
  child,
  findBucket,
  malformedXml,
  noSuchKey,
  plainResponse,
  readDocument,
  s3Need,
  type S3Operation,
  xmlResponse,
} from '../wire/index.ts'
import { bypassHeader, bypassNeeds, wantsBypass } from './object-lock.ts'
import { namesTag, preconditionFailed } from './preconditions.ts'

const mostKeys = 1000

/** Those for directory buckets, `LastModifiedTime` and `Size`, are not among them. */
const elements = [
  'Delete',
  'Delete/Object',
  'Delete/Object/Key',
  'Delete/Object/VersionId',
  'Delete/Object/ETag',
  'Delete/Quiet',
] as const

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: S3Operation = {
  name: 'DeleteObject',
  method: 'DELETE',
  on: 'object',
  heeds: ['if-match', bypassHeader, '?versionId'],
  needs: (call, { bucket, key }) => deleteNeeds(call, bucket, { key, version: call.params.get('versionId') }),
  run: (call, target) => {
    const bucket = findBucket(call, target.bucket)
    const deleted = remove(call, bucket, {
      key: target.key,
      version: call.params.get('versionId'),
      etag: call.headers.get('if-match'),
    })
    return plainResponse(call, 204, [
      ...(deleted.isMarker ? [['x-amz-delete-marker', 'true'] as const] : []),
      ...(deleted.versionId === undefined ? [] : versionHeader(bucket, deleted.versionId)),
    ])
  },
}

/**
 * Deletes up to a thousand objects. Each is allowed or refused by itself, and the answer says which.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export const deleteObjects: S3Operation = {
  name: 'DeleteObjects',
  elements,
  method: 'POST',
  on: 'bucket',
  part: 'delete',
  heeds: [bypassHeader],
  needs: () => [],
  run: (call, target) => {
    const { objects: asked, quiet } = readRequest(call)
    const refusals = asked.map((object) => refusalOfAll(call, deleteNeeds(call, target.bucket, object)))
    // Whoever may delete nothing in a bucket does not learn whether it exists.
    const [first] = refusals
    if (first && !call.state.buckets.has(target.bucket)) throw first
    const bucket = findBucket(call, target.bucket)
    const outcomes = asked.map((deletion, index) => refusals[index] ?? outcomeOf(call, bucket, deletion))
    return xmlResponse(call, 'DeleteResult', {
      Deleted: outcomes.flatMap((outcome, index) => {
        const { key, version } = asked[index] ?? {}
        if (quiet || outcome instanceof AwsError) return []
        const marker = outcome.isMarker
          ? { DeleteMarker: true, DeleteMarkerVersionId: outcome.versionId }
          : {}
        return [{ Key: key, VersionId: version, ...marker }]
      }),
      Error: outcomes.flatMap((outcome, index) => {
        const { key, version } = asked[index] ?? {}
        if (!(outcome instanceof AwsError)) return []
        return [{ Key: key, VersionId: version, Code: outcome.code, Message: outcome.message }]
      }),
    })
  },
}

interface Deletion {
  readonly key: string
  /** Naming one deletes it for good, and needs another permission. */
  readonly version: string | undefined
  /** Delete it only if this is its tag. */
  readonly etag: string | undefined
}

/** Refuses to delete what is not as the request takes it to be. */
function checkDeletable(etag: string | undefined, key: string, object: StoredObject | undefined): void {
  if (etag === undefined) return
  if (!object) throw noSuchKey(key)
  if (!namesTag(etag, object.etag)) throw preconditionFailed('If-Match')
}

function remove(call: Call, bucket: Bucket, { key, version, etag }: Deletion): DeletedVersion {
  const bypass = wantsBypass(call)
  const found = version === undefined ? bucket.objects.get(key) : findVersion(bucket, key, version)
  checkDeletable(etag, key, found?.content === undefined ? undefined : found)
  return version === undefined
    ? hideObject(call, bucket, key)
    : deleteVersion(call, bucket, key, version, bypass)
}

function outcomeOf(call: Call, bucket: Bucket, deletion: Deletion): DeletedVersion | AwsError {
  try {
    return remove(call, bucket, deletion)
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

/** Who deletes a version, and passes over that it is kept, needs to be allowed both. */
function deleteNeeds(
  call: Call,
  bucket: string,
  { key, version }: Omit<Deletion, 'etag'>,
): readonly AuthorizationNeed[] {
  const action = version !== undefined ? 's3:DeleteObjectVersion' : 's3:DeleteObject'
  return [
    s3Need(call, action, `${bucket}/${key}`, [['s3:VersionId', version]]),
    ...(version === undefined ? [] : bypassNeeds(call, { bucket, key }, version)),
  ]
}

function refusalOfAll(call: Call, needs: readonly AuthorizationNeed[]): AwsError | undefined {
  for (const need of needs) {
    const refused = call.refusalOf(need)
    if (refused !== undefined) return refused
  }
  return undefined
}

function readRequest(call: Call): { readonly objects: readonly Deletion[]; readonly quiet: boolean } {
  const { headers, request } = call
  const integrity = checkedChecksums(headers, receivedBytes(request.body))
  if (integrity.size === 0 && !headers.has('content-md5')) {
    throw new AwsError(
      'InvalidRequest',
      400,
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    )
  }
  const document = readDocument(call, elements)
  const objects = document.children.filter(({ name }) => name === 'Object')
  if (objects.length === 0 || objects.length > mostKeys) throw malformedXml()
  const deletions = objects.map((object) => {
    const key = child(object, 'Key')?.text
    const version = child(object, 'VersionId')?.text
    if (key === undefined || key === '' || version === '') throw malformedXml()
    return { key, version, etag: child(object, 'ETag')?.text }
  })
  return { objects: deletions, quiet: child(document, 'Quiet')?.text.trim().toLowerCase() === 'true' }
}
