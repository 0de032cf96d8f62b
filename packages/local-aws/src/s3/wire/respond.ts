import { createHash } from 'node:crypto'
import type { AwsError, RawRequest, RawResponse } from '../../base/index.ts'
import { bytesOf, type Content } from '../../content/index.ts'
import type { Call } from '../../protocol/index.ts'
import { s3Document, s3ErrorDocument, type S3Xml } from './xml.ts'

type Header = readonly [name: string, value: string]

/** A 200 with an XML document. */
export function xmlResponse(
  call: Call,
  root: string,
  content: S3Xml | string,
  headers: readonly Header[] = [],
): RawResponse {
  return {
    status: 200,
    headers: [...standardHeaders(call.requestId), ['Content-Type', 'application/xml'], ...headers],
    body: s3Document(root, content),
  }
}

/** An answer without a document. */
export function plainResponse(
  call: Call,
  status: number,
  headers: readonly Header[] = [],
  body: Uint8Array | string = '',
): RawResponse {
  return { status, headers: [...standardHeaders(call.requestId), ...headers], body }
}

/** An answer with an object's bytes. */
export function contentResponse(
  call: Call,
  status: number,
  headers: readonly Header[],
  content: Content,
): RawResponse {
  const bytes = bytesOf(content)
  return bytes === undefined
    ? { ...plainResponse(call, status, headers), stream: call.state.contents.read(content) }
    : plainResponse(call, status, headers, bytes)
}

/** The same answer without its body, as for HEAD. */
export function withoutBody({ status, headers }: RawResponse): RawResponse {
  return { status, headers, body: '' }
}

/**
 * A refusal as S3 words it: a bare `<Error>`. The answer to HEAD, and 304, carry no document, so a client
 * sees the status alone.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function s3ErrorResponse(
  error: AwsError,
  request: Pick<RawRequest, 'method'>,
  requestId: string,
): RawResponse {
  const headers = [...standardHeaders(requestId), ...error.headers]
  if (request.method === 'HEAD' || error.status === 304) return { status: error.status, headers, body: '' }
  const document = s3ErrorDocument({
    Code: error.code,
    Message: error.message,
    ...error.details,
    RequestId: requestId,
    HostId: hostId(requestId),
  })
  return { status: error.status, headers: [...headers, ['Content-Type', 'application/xml']], body: document }
}

function standardHeaders(requestId: string): readonly Header[] {
  return [
    ['x-amz-request-id', requestId],
    ['x-amz-id-2', hostId(requestId)],
    ['Server', 'AmazonS3'],
  ]
}

/** AWS's second request id means nothing outside AWS: one made from the first. */
function hostId(requestId: string): string {
  return createHash('sha256').update(requestId).digest('base64')
}
