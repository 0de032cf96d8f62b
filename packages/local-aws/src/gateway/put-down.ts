import { AwsError, type IncomingRequest, type RawResponse } from '../base/index.ts'
import { routeS3 } from '../s3/index.ts'
import type { Trail } from '../trail/index.ts'
import type { Trace } from './trace.ts'

/**
 * Puts an answered request down in the trail. What was asked for is done by then: it is answered as it was, also when
 * that fails, and the log says so.
 */
export function putDown(
  request: IncomingRequest,
  response: RawResponse,
  trace: Trace,
  options: { readonly trail: Trail; readonly defaultRegion: string },
): void {
  try {
    record(request, response, trace, options)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    trace.reason = `${trace.reason === undefined ? '' : `${trace.reason}; `}it is in no trail: ${why}`
  }
}

function record(
  request: IncomingRequest,
  response: RawResponse,
  trace: Trace,
  { trail, defaultRegion }: { readonly trail: Trail; readonly defaultRegion: string },
): void {
  // Looking at what happened, and at the console page, is nothing that happened.
  const { action, refusal } = trace
  if (trace.isLocal && refusal === undefined && (request.method === 'GET' || request.method === 'HEAD'))
    return
  trail.record({
    at: trace.now,
    requestId: trace.requestId,
    action: refusal === undefined ? action : namedAction(request, trace),
    caller: trace.caller,
    region: trace.region ?? defaultRegion,
    request,
    headers: trace.headers,
    bodyBytes: trace.bodyBytes,
    website: trace.website,
    parameters: trace.parameters,
    put: trace.put,
    result: trace.result,
    needs: trace.needs,
    response,
    refusal: refusal ?? signInRefusal(action, response),
    reason: trace.reason,
  })
}

/** What S3 was asked for, also where the signature was refused before that was looked at. */
function namedAction(request: IncomingRequest, { action, headers, website }: Trace): string {
  if (website !== undefined || action !== `s3:${request.method}`) return action
  try {
    return `s3:${routeS3(request, headers).action.name}`
  } catch {
    return action
  }
}

/** As CloudTrail words a sign-in that failed. */
function signInRefusal(action: string, { status }: RawResponse): AwsError | undefined {
  return action.startsWith('signin:') && status >= 400
    ? new AwsError('FailedAuthentication', status, 'Failed authentication')
    : undefined
}
