import { AwsError, type RawRequest } from '../base/index.ts'
import type { RestAction } from '../protocol/index.ts'
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from './bucket-policy.ts'
import { bucketSettings } from './bucket-settings.ts'
import { deleteBucket, getBucketLocation, headBucket } from './bucket.ts'
import { copyObject } from './copy-object.ts'
import { createBucket } from './create-bucket.ts'
import { deleteObject, deleteObjects } from './delete-object.ts'
import { getObjectTagging } from './get-object-tagging.ts'
import { getObject, headObject } from './get-object.ts'
import { listBuckets } from './list-buckets.ts'
import { listObjectVersions } from './list-object-versions.ts'
import { listObjectsV1, listObjectsV2 } from './list-objects.ts'
import { missingOperation } from './missing-operation.ts'
import type { S3Operation, S3Target } from './operation.ts'
import { putObject } from './put-object.ts'
import { s3Target, splitTarget } from './target.ts'

/** Where a request goes. */
export interface S3Route extends S3Target {
  readonly action: RestAction
  /** Decoded query parameters. */
  readonly params: ReadonlyMap<string, string>
}

/**
 * Finds the S3 operation of a request, in path style (`/bucket/key`) or virtual-host style
 * (`bucket.localhost`, `bucket.s3.amazonaws.com`).
 *
 * @param headers by lower-case name
 * An operation that S3 has and the local AWS has not refuses with `NotImplemented` when it is asked for its
 * needs, so that the log names it.
 *
 * @throws AwsError `InvalidURI`, `KeyTooLongError`, `MethodNotAllowed`
 */
export function routeS3(
  request: Pick<RawRequest, 'method' | 'target'>,
  headers: ReadonlyMap<string, string>,
): S3Route {
  const { path, params } = splitTarget(request.target)
  const target = s3Target(path, headers.get('host') ?? '')
  const operation = operationFor(request.method, target, params, headers)
  const action: RestAction = {
    name: operation.name,
    needs: (call) => operation.needs(call, target),
    run: (call) => operation.run(call, target),
  }
  return { action, params, ...target }
}

const objectOperations: ReadonlyMap<string, S3Operation> = new Map([
  ['GET', getObject],
  ['HEAD', headObject],
  ['PUT', putObject],
  ['DELETE', deleteObject],
])

const bucketOperations: ReadonlyMap<string, S3Operation> = new Map([
  ['GET', listObjectsV1],
  ['HEAD', headBucket],
  ['PUT', createBucket],
  ['DELETE', deleteBucket],
])

/** By method and the query parameter that names a part of the bucket. */
const bucketPartOperations: ReadonlyMap<string, S3Operation> = new Map([
  ['GET location', getBucketLocation],
  ['GET policy', getBucketPolicy],
  ['PUT policy', putBucketPolicy],
  ['DELETE policy', deleteBucketPolicy],
  ['POST delete', deleteObjects],
  ['GET versions', listObjectVersions],
  ...[...bucketSettings].map(([part, operation]) => [`GET ${part}`, operation] as const),
])

/** The names of every S3 operation the local AWS has. */
export const s3OperationNames: ReadonlySet<string> = new Set(
  [
    listBuckets,
    listObjectsV2,
    copyObject,
    getObjectTagging,
    ...objectOperations.values(),
    ...bucketOperations.values(),
    ...bucketPartOperations.values(),
  ].map(({ name }) => name),
)

function operationFor(
  method: string,
  { bucket, key }: S3Target,
  params: ReadonlyMap<string, string>,
  headers: ReadonlyMap<string, string>,
): S3Operation {
  let operation: S3Operation | undefined
  if (bucket === '') operation = method === 'GET' ? listBuckets : undefined
  else if (key === '') operation = bucketOperation(method, params)
  else {
    if (method === 'GET' && params.has('tagging')) return getObjectTagging
    const missing = missingOperation(method, 'object', params)
    if (missing !== undefined) return notImplemented(missing)
    const copies = method === 'PUT' && headers.has('x-amz-copy-source')
    operation = copies ? copyObject : objectOperations.get(method)
  }
  if (operation) return operation
  throw new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    details: { Method: method },
  })
}

function bucketOperation(method: string, params: ReadonlyMap<string, string>): S3Operation | undefined {
  for (const part of params.keys()) {
    const operation = bucketPartOperations.get(`${method} ${part}`)
    if (operation) return operation
  }
  const missing = missingOperation(method, 'bucket', params)
  if (missing !== undefined) return notImplemented(missing)
  if (method === 'GET' && params.get('list-type') === '2') return listObjectsV2
  return bucketOperations.get(method)
}

function notImplemented(name: string): S3Operation {
  const refuse = (): never => {
    throw new AwsError('NotImplemented', 501, `The local AWS does not have the action s3:${name}.`)
  }
  return { name, needs: refuse, run: refuse }
}
