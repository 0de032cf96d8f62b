import { AwsError } from '../base/index.ts'
import type { AuthorizationNeed, Call } from '../protocol/index.ts'
import { checkedChecksums } from './checksums.ts'
import { malformedXml } from './errors.ts'
import { checkVersion } from './get-object.ts'
import { findBucket, s3Need } from './need.ts'
import type { S3Operation } from './operation.ts'
import { child, readXml } from './read-xml.ts'
import { plainResponse, xmlResponse } from './respond.ts'

const mostKeys = 1000

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: S3Operation = {
  name: 'DeleteObject',
  needs: (call, { bucket, key }) => [
    deleteNeed(call, bucket, { key, version: call.params.get('versionId') }),
  ],
  run: (call, target) => {
    const { objects } = findBucket(call, target.bucket)
    checkVersion(call)
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
  needs: () => [],
  run: (call, target) => {
    const { objects: asked, quiet } = readRequest(call)
    const refusals = asked.map((object) => call.refusalOf(deleteNeed(call, target.bucket, object)))
    // Whoever may delete nothing in a bucket does not learn whether it exists.
    const [first] = refusals
    if (first && !call.state.buckets.has(target.bucket)) throw first
    const { objects } = findBucket(call, target.bucket)
    const allowed = asked.filter((_, index) => !refusals[index])
    for (const { key } of allowed) objects.delete(key)
    return xmlResponse(call, 'DeleteResult', {
      Deleted: quiet ? [] : allowed.map(({ key, version }) => ({ Key: key, VersionId: version })),
      Error: asked.flatMap(({ key, version }, index) => {
        const refusal = refusals[index]
        return refusal ? [{ Key: key, VersionId: version, Code: refusal.code, Message: refusal.message }] : []
      }),
    })
  },
}

interface Deletion {
  readonly key: string
  /** `null` is the only version there is, and naming it needs another permission. */
  readonly version: string | undefined
}

function deleteNeed(call: Call, bucket: string, { key, version }: Deletion): AuthorizationNeed {
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
  const document = readXml(request.body)
  const objects = document.children.filter(({ name }) => name === 'Object')
  if (document.name !== 'Delete' || objects.length === 0 || objects.length > mostKeys) throw malformedXml()
  const deletions = objects.map((object) => {
    const key = child(object, 'Key')?.text
    const version = child(object, 'VersionId')?.text
    if (key === undefined || key === '' || (version ?? 'null') !== 'null') throw malformedXml()
    return { key, version }
  })
  return { objects: deletions, quiet: child(document, 'Quiet')?.text.trim().toLowerCase() === 'true' }
}
