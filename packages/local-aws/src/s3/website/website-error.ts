import { STATUS_CODES } from 'node:http'
import type { AwsError, RawRequest, RawResponse } from '../../base/index.ts'
import { escapeXml } from '../../protocol/index.ts'

/** A refusal as a website words it: a page. */
export function websiteErrorResponse(
  error: AwsError,
  request: Pick<RawRequest, 'method'>,
  requestId: string,
): RawResponse {
  const headers = [
    ['x-amz-request-id', requestId],
    ['Server', 'AmazonS3'],
    ...error.headers,
    ['x-amz-error-code', error.code],
    ['x-amz-error-message', error.message],
  ] as const
  if (error.status === 304) return { status: 304, headers, body: '' }
  const title = `${error.status} ${STATUS_CODES[error.status] ?? ''}`
  const facts = { Code: error.code, Message: error.message, ...error.details, RequestId: requestId }
  const items = Object.entries(facts).map(([name, value]) => `<li>${name}: ${escapeXml(value)}</li>\n`)
  const page = `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<ul>\n${items.join('')}</ul>\n<hr/>\n</body>\n</html>\n`
  return {
    status: error.status,
    headers: [...headers, ['Content-Type', 'text/html; charset=utf-8']],
    body: request.method === 'HEAD' ? '' : page,
  }
}
