import { asHeader } from './as-header.ts'

/** What signs a presigned URL, and is no header in its place. */
const signing =
  /^x-amz-(?:algorithm|content-sha256|credential|date|expires|signature|signedheaders|security-token)$/

/**
 * The headers of a request, with those that a presigned URL carries in its query: SDKs move every `x-amz-`
 * header there, and S3 heeds it as if it were sent. The request's own come first.
 *
 * @param params decoded query parameters, as they were signed
 * @throws AwsError `InvalidArgument` for what no header can hold
 */
export function withQueryHeaders(
  headers: ReadonlyMap<string, string>,
  params: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (!params.has('X-Amz-Signature') && !params.has('Signature')) return headers
  const moved = [...params]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-') && !signing.test(name))
    .map(([name, value]) => asHeader(name, value))
  return moved.length === 0 ? headers : new Map([...moved, ...headers])
}
