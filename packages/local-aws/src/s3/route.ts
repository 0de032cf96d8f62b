import { AwsError, type RawRequest } from '../base/index.ts'
import { receivedBytes } from '../content/index.ts'
import type { Call, RestAction } from '../protocol/index.ts'
import { missingOperations } from './missing-operations.ts'
import { s3Operations } from './operations.ts'
import {
  announcedChecksums,
  checkedChecksums,
  type ChecksumAlgorithm,
  partNames,
  refuseUnheeded,
  type S3Operation,
  type S3Shape,
  s3Target,
  sentChecksum,
  type S3Target,
  splitTarget,
  withQueryHeaders,
} from './wire/index.ts'

/** An S3 operation on what a request is about. */
export interface S3Action extends RestAction {
  /**
   * Takes its body as it comes in; see `S3Operation`.
   *
   * @returns the checksums that have to be made of it
   */
  readonly receives?: (call: Call) => ReadonlySet<ChecksumAlgorithm>
}

/** Where a request goes. */
export interface S3Route extends S3Target {
  readonly action: S3Action
  /** Decoded query parameters. */
  readonly params: ReadonlyMap<string, string>
  /** By lower-case name: those of the request, and those that a presigned URL carries in its query. */
  readonly headers: ReadonlyMap<string, string>
}

/**
 * Finds the S3 operation of a request, in path style (`/bucket/key`) or virtual-host style
 * (`bucket.localhost`, `bucket.s3.amazonaws.com`).
 *
 * An operation that S3 has and the local AWS has not refuses with `NotImplemented` when it is asked for its
 * needs, so that the log names it.
 *
 * @param sentHeaders by lower-case name
 * @throws AwsError `InvalidURI`, `KeyTooLongError`, `MethodNotAllowed`
 */
export function routeS3(
  request: Pick<RawRequest, 'method' | 'target'>,
  sentHeaders: ReadonlyMap<string, string>,
): S3Route {
  const { path, params } = splitTarget(request.target)
  const headers = withQueryHeaders(sentHeaders, params)
  const target = s3Target(path, headers.get('host') ?? '')
  const operation = operationFor(request.method, placeOf(target), params, headers)
  if (operation === undefined) {
    throw new AwsError(
      'MethodNotAllowed',
      405,
      'The specified method is not allowed against this resource.',
      { details: { Method: request.method } },
    )
  }
  return {
    action: 'run' in operation ? actionOf(operation, target) : missingAction(operation.name),
    params,
    headers,
    ...target,
  }
}

function placeOf({ bucket, key }: S3Target): S3Shape['on'] {
  if (bucket === '') return 'account'
  return key === '' ? 'bucket' : 'object'
}

function actionOf(operation: S3Operation, target: S3Target): S3Action {
  return {
    name: operation.name,
    needs: (call) => operation.needs(call, target),
    ...(operation.receives === undefined
      ? {}
      : {
          receives: (call) => {
            refuseUnheeded(call, operation)
            return new Set([
              'MD5',
              ...announcedChecksums(call.headers),
              ...(operation.receives?.(call, target) ?? []),
            ])
          },
        }),
    run: (call) => {
      refuseUnheeded(call, operation)
      const received = call.received ?? receivedBytes(call.request.body)
      if (operation.checksumsOf === 'object') sentChecksum(call.headers)
      else checkedChecksums(call.headers, received)
      return operation.run(operation.receives === undefined ? call : { ...call, received }, target)
    },
  }
}

function missingAction(name: string): S3Action {
  const refuse = (): never => {
    throw new AwsError('NotImplemented', 501, `The local AWS does not have the action s3:${name}.`)
  }
  return { name, needs: refuse, run: refuse }
}

type Candidate = S3Operation | S3Shape

/** By method and place, the ones that ask for most first. */
const candidates = new Map<string, Candidate[]>()
/** The parameters that name a part of a bucket or an object, by place. */
const parts = new Map<string, Set<string>>()
for (const operation of [...s3Operations, ...missingOperations]) {
  const { method, on } = operation
  const key = `${method} ${on}`
  candidates.set(
    key,
    [...(candidates.get(key) ?? []), operation].toSorted((a, b) => demands(b) - demands(a)),
  )
  const [part = ''] = partNames(operation)
  parts.set(on, (parts.get(on) ?? new Set()).add(part))
}

function demands({ part, header }: Candidate): number {
  return (part === undefined ? 0 : part.split('&').length * 2) + (header === undefined ? 0 : 1)
}

function operationFor(
  method: string,
  place: S3Shape['on'],
  params: ReadonlyMap<string, string>,
  headers: ReadonlyMap<string, string>,
): Candidate | undefined {
  const found = candidates
    .get(`${method} ${place}`)
    ?.find(
      ({ part, header }) =>
        (header === undefined || headers.has(header)) &&
        (part === undefined || part.split('&').every((condition) => holds(condition, params))),
    )
  // `PUT /bucket?location` is no CreateBucket.
  if (found?.part === undefined && [...params.keys()].some((name) => parts.get(place)?.has(name)))
    return undefined
  return found
}

function holds(condition: string, params: ReadonlyMap<string, string>): boolean {
  const [name = '', value] = condition.split('=')
  return value === undefined ? params.has(name) : params.get(name) === value
}
