import { AwsError, type RawResponse } from '../../base/index.ts'
import type { Bucket } from '../../model/index.ts'
import { corsHeaders } from './cors-headers.ts'

/**
 * Answers the question that a browser asks before a page of another origin may send a request.
 *
 * @param headers by lower-case name
 * @throws AwsError `BadRequest` for no such question, `AccessForbidden` where no rule allows it
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors-troubleshooting.html
 */
export function preflight(bucket: Bucket | undefined, headers: ReadonlyMap<string, string>): RawResponse {
  const origin = headers.get('origin')
  const method = headers.get('access-control-request-method')
  if (origin === undefined) {
    throw new AwsError('BadRequest', 400, 'Insufficient information. Origin request header needed.')
  }
  if (method === undefined) {
    throw new AwsError('BadRequest', 400, 'Invalid Access-Control-Request-Method: null')
  }
  if (bucket === undefined) throw forbidden('Bucket not found', method, 'BUCKET')
  if (!bucket.settings.get('cors')?.children.length) {
    throw forbidden('CORS is not enabled for this bucket.', method, 'BUCKET')
  }
  const names = (headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
  const allowed = corsHeaders(bucket, { origin, method, headers: names })
  if (allowed === undefined) {
    throw forbidden(
      "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      method,
      'OBJECT',
    )
  }
  return { status: 200, headers: [['Server', 'AmazonS3'], ...allowed], body: '' }
}

function forbidden(why: string, Method: string, ResourceType: string): AwsError {
  return new AwsError('AccessForbidden', 403, `CORSResponse: ${why}`, { details: { Method, ResourceType } })
}
