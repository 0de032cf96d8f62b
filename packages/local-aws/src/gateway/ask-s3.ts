import { type AwsError, type IncomingRequest, type RawRequest, requestId } from '../base/index.ts'
import { s3ErrorResponse } from '../s3/index.ts'
import type { AskS3 } from '../signin/index.ts'
import { asAwsError } from './as-aws-error.ts'
import { dispatchS3, type DispatchOptions } from './dispatch.ts'
import { putDown } from './put-down.ts'
import { receiveBody } from './receive.ts'
import { newTrace, noteIn, type Trace } from './trace.ts'
import type { Trail } from '../trail/index.ts'

export interface AskS3Options extends DispatchOptions {
  readonly trail: Trail
  readonly defaultRegion: string
}

/**
 * Lets the console page ask S3 as whoever is signed in: decided by the same policies, answered in the same words and
 * put down in the trail as any other request of theirs.
 *
 * @param page the request for the page
 */
export function askS3As(
  page: Omit<RawRequest, 'body'>,
  { now, headers: sent }: Trace,
  options: AskS3Options,
): AskS3 {
  return async (caller, { method, target, headers: more = [], body = noBody }) => {
    // By path, whatever the page's own host is.
    const headers = new Map<string, string>([['host', 'localhost'], ...more])
    const userAgent = sent.get('user-agent')
    if (userAgent !== undefined) headers.set('user-agent', userAgent)
    const trace = newTrace(method, { requestId: requestId(options.randomBytes), now, headers })
    noteIn(trace)({ caller })
    const rawHeaders = [...headers].flat()
    const remote = page.remoteAddress === undefined ? {} : { remoteAddress: page.remoteAddress }
    const request: IncomingRequest = { method, target, rawHeaders, body, ...remote }
    const known = { caller, headers, now, region: options.defaultRegion, requestId: trace.requestId }
    let response
    try {
      response = await dispatchS3(
        { request: { ...request, body: noBody }, ...known },
        options,
        noteIn(trace),
        (algorithms) =>
          receiveBody(body, {
            headers,
            payload: { kind: 'unsigned' },
            algorithms,
            contents: options.state.contents,
          }),
      )
    } catch (error) {
      const refusal: AwsError = asAwsError(error)
      trace.refusal = refusal
      trace.reason = refusal.reason
      response = s3ErrorResponse(refusal, request, trace.requestId)
    }
    if (options.trail.isOn) putDown(request, response, trace, options)
    return { response, refusal: trace.refusal?.message }
  }
}

const noBody = new Uint8Array()
