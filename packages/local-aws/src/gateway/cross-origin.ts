import type { RawRequest, RawResponse } from '../base/index.ts'
import type { Bucket, State } from '../model/index.ts'
import { corsHeaders, preflight, s3Target, splitTarget, websiteOfHost } from '../s3/index.ts'

/**
 * The answer to a browser that asks on behalf of a page of another origin, before it sends the request itself;
 * `undefined` where the request is about no bucket.
 *
 * @throws AwsError `AccessForbidden` unless the bucket's rules allow it
 */
export function askedPreflight(
  request: RawRequest,
  headers: ReadonlyMap<string, string>,
  state: State,
): RawResponse | undefined {
  const name = bucketName(request, headers)
  return name === '' ? undefined : preflight(state.buckets.get(name), headers)
}

/** The headers that let a page of another origin read the answer; `undefined` where nothing lets it. */
export function crossOrigin(
  request: RawRequest,
  headers: ReadonlyMap<string, string>,
  state: State,
): RawResponse['headers'] | undefined {
  const origin = headers.get('origin')
  if (origin === undefined) return undefined
  return corsHeaders(bucketOf(request, headers, state), { origin, method: request.method, headers: [] })
}

function bucketOf(
  request: RawRequest,
  headers: ReadonlyMap<string, string>,
  { buckets }: State,
): Bucket | undefined {
  return buckets.get(bucketName(request, headers))
}

function bucketName(request: RawRequest, headers: ReadonlyMap<string, string>): string {
  const host = headers.get('host') ?? ''
  return websiteOfHost(host) ?? s3Target(splitTarget(request.target).path, host).bucket
}
