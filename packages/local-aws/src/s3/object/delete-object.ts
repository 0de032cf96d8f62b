import { AwsError } from '../../base/index.ts'
import type { StoredObject } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
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
import { checkVersion } from './get-object.ts'
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
  heeds: ['if-match', '?versionId'],
  differs: 'no versions',
  needs: (call, { bucket, key }) => [
    deleteNeed(call, bucket, { key, version: call.params.get('versionId') }),
  ],
  run: (call, target) => {
    const { objects } = findBucket(call, target.bucket)
    checkVersion(call)
    checkDeletable(call.headers.get('if-match'), target.key, objects.get(target.key))
    objects.delete(target.key)
    return plainResponse(call, 204)
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
  differs: 'no versions',
  needs: () => [],
  run: (call, target) => {
    const { objects: asked, quiet } = readRequest(call)
    const refusals = asked.map((object) => call.refusalOf(deleteNeed(call, target.bucket, object)))
    // Whoever may delete nothing in a bucket does not learn whether it exists.
    const [first] = refusals
    if (first && !call.state.buckets.has(target.bucket)) throw first
    const { objects } = findBucket(call, target.bucket)
    const outcomes = asked.map((deletion, index) => {
      const refusal = refusals[index] ?? deletionRefusal(deletion, objects.get(deletion.key))
      if (refusal === undefined) objects.delete(deletion.key)
      return { ...deletion, refusal }
    })
    return xmlResponse(call, 'DeleteResult', {
      Deleted: outcomes.flatMap(({ key, version, refusal }) =>
        quiet || refusal ? [] : [{ Key: key, VersionId: version }],
      ),
      Error: outcomes.flatMap(({ key, version, refusal }) =>
        refusal ? [{ Key: key, VersionId: version, Code: refusal.code, Message: refusal.message }] : [],
      ),
    })
  },
}

interface Deletion {
  readonly key: string
  /** `null` is the only version there is, and naming it needs another permission. */
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

function deletionRefusal(deletion: Deletion, object: StoredObject | undefined): AwsError | undefined {
  try {
    checkDeletable(deletion.etag, deletion.key, object)
    return undefined
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

function deleteNeed(call: Call, bucket: string, { key, version }: Omit<Deletion, 'etag'>): AuthorizationNeed {
  const action = version !== undefined ? 's3:DeleteObjectVersion' : 's3:DeleteObject'
  return s3Need(call, action, `${bucket}/${key}`)
}

function readRequest(call: Call): { readonly objects: readonly Deletion[]; readonly quiet: boolean } {
  const { headers, request } = call
  const integrity = checkedChecksums(headers, request.body)
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
    if (key === undefined || key === '' || (version ?? 'null') !== 'null') throw malformedXml()
    return { key, version, etag: child(object, 'ETag')?.text }
  })
  return { objects: deletions, quiet: child(document, 'Quiet')?.text.trim().toLowerCase() === 'true' }
}
