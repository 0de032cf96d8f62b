import { AwsError, type IncomingRequest } from '../base/index.ts'
import type { Trace } from './trace.ts'

/** The longest request target, and all header names and values together. */
const maxTargetLength = 32 * 1024
const maxHeadersLength = 64 * 1024

const methods = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'])

/** Refuses what no service has to look at. @throws AwsError */
export function checkForm(request: IncomingRequest, trace: Trace): void {
  if (!methods.has(request.method)) {
    trace.action = 's3:Unknown'
    throw new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.')
  }
  let length = 0
  for (const text of request.rawHeaders) length += text.length
  if (request.target.length > maxTargetLength) {
    throw new AwsError('RequestUriTooLong', 414, 'The request is too long.')
  }
  if (length > maxHeadersLength) {
    throw new AwsError('RequestHeaderSectionTooLarge', 400, 'The headers are too long.')
  }
}
