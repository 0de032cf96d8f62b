import {
  AwsError,
  headerValues,
  type IncomingRequest,
  type LogEntry,
  type RawRequest,
  type RawResponse,
  requestId,
} from '../base/index.ts'
import {
  asJsonRefusal,
  isJsonService,
  jsonErrorResponse,
  jsonFormOf,
  queryErrorResponse,
  targetedAction,
  targetedService,
} from '../protocol/index.ts'
import { bucketOfHost, s3ErrorResponse, websiteErrorResponse, websiteOfHost } from '../s3/index.ts'
import { issuerDocument } from '../tokens/index.ts'
import type { Trail } from '../trail/index.ts'
import { type Payload, unsignedPayload, verifySignature, verifySignedHead } from '../sigv4/index.ts'
import {
  dispatchJson,
  type DispatchOptions,
  dispatchQuery,
  dispatchS3,
  dispatchWebsite,
  notImplemented,
  type Receive,
} from './dispatch.ts'
import { accepted, receiveBody } from './receive.ts'
import { asAwsError } from './as-aws-error.ts'
import { checkForm } from './check-form.ts'
import { isConsoleUpload, isUpload } from './is-upload.ts'
import { wholeBody } from './whole-body.ts'
import { askS3As } from './ask-s3.ts'
import { answerForm, isForm } from './answer-form.ts'
import { askedPreflight, crossOrigin } from './cross-origin.ts'
import { refuseForeignPage } from './foreign-page.ts'
import {
  answerLocal,
  isForLocal,
  localErrorResponse,
  type LocalDoorOptions,
  refuseFromAfar,
} from './local-door.ts'
import { guessedService, isQueryService, isSigned, queryFields, scopedService } from './service-of.ts'
import { sandboxOf } from './sandbox.ts'
import { newTrace, noteIn, type Trace } from './trace.ts'
import { putDown } from './put-down.ts'
import { anonymousIncoming, formIncoming, verifiedIncoming, verifyOptions } from './whose-request.ts'

export interface GatewayOptions extends DispatchOptions, LocalDoorOptions {
  readonly trail: Trail
  readonly now: () => Date
  readonly log: (entry: LogEntry) => void
  /** Called before each answer leaves: writes down what was changed, where it is kept. @throws AwsError */
  readonly commit: () => void
}

/**
 * The one endpoint: verify the signature, find the caller, evaluate the policies, run the action. Always
 * answers; what a request holds never makes it throw.
 */
export function createGateway(options: GatewayOptions): (request: IncomingRequest) => Promise<RawResponse> {
  return async (request) => {
    const trace = newTrace(request.method, {
      requestId: requestId(options.randomBytes),
      now: options.now(),
      headers: headerValues(request.rawHeaders),
    })
    let response: RawResponse
    try {
      try {
        response = await answer(request, trace, options)
      } finally {
        // What was refused may have changed something, too: a one-time code is taken.
        options.commit()
      }
    } catch (error) {
      const refusal = trace.json === undefined ? asAwsError(error) : asJsonRefusal(asAwsError(error))
      trace.reason = refusal.reason ?? trace.reason
      trace.refusal = refusal
      response = renderError(refusal, request, trace)
    }
    if (options.trail.isOn) putDown(request, response, trace, options)
    const { now: at, action, who, reason } = trace
    const errorCode = trace.refusal?.code
    options.log({ at, status: response.status, action, who, requestId: trace.requestId, errorCode, reason })
    return {
      ...response,
      headers: [
        ...response.headers,
        ...(trace.crossOrigin ?? []),
        ...(isOfS3(trace) ? sandboxOf(response, trace.headers) : []),
        // SDKs learn from it how far their clock is off.
        ['Date', at.toUTCString()],
      ],
    }
  }
}

function isOfS3({ action, website }: Trace): boolean {
  return website === undefined && action.startsWith('s3:')
}

async function answer(
  incomingRequest: IncomingRequest,
  trace: Trace,
  options: GatewayOptions,
): Promise<RawResponse> {
  const { headers } = trace
  checkForm(incomingRequest, trace)
  const head: RawRequest = { ...incomingRequest, body: noBody }
  trace.website = websiteOfHost(headers.get('host') ?? '')
  if (trace.website === undefined && isForLocal(head, headers)) {
    trace.isLocal = true
    trace.action = `local:${head.method}`
    refuseFromAfar(head, headers)
    return answerLocal({ ...head, body: await wholeBody(head, incomingRequest.body, trace) }, trace, options)
  }
  if (head.method === 'OPTIONS' && headers.has('origin')) {
    trace.action = 's3:Preflight'
    refuseForeignPage(head, headers, true)
    const asked = askedPreflight(head, headers, options.state)
    if (asked !== undefined) return asked
  }
  trace.crossOrigin = crossOrigin(head, headers, options.state)
  if (trace.website !== undefined) return answerWebsite(trace.website, head, trace, options)
  if (!isSigned(head, headers) && isForm(head, headers)) {
    trace.action = 's3:PostObject'
    return answerForm(head, incomingRequest.body, {
      headers,
      verify: verifyOptions('s3', trace, options),
      incomingOf: (form) => formIncoming(head, form, trace, options),
      note: noteIn(trace),
      options,
    })
  }
  if (isConsoleUpload(head, headers))
    return answerUnsigned({ ...head, body: incomingRequest.body }, trace, options)
  if (isUpload(head, headers)) return answerUpload(head, incomingRequest.body, trace, options)

  const request = { ...head, body: await wholeBody(head, incomingRequest.body, trace) }
  trace.bodyBytes = request.body.length
  if (!isSigned(request, headers)) return answerUnsigned(request, trace, options)

  const service = scopedService(request, headers)
  if (service !== undefined && service !== 's3') {
    trace.json = jsonFormOf(headers, service)
    if (trace.json !== undefined) return answerJson(service, request, trace, options)
  }
  const known = service === 's3' || isQueryService(service)
  const fields = service === 's3' ? undefined : queryFields(request, headers)
  trace.service = known ? service : guessedService(request, headers, fields ?? new Map())
  trace.action = `${service ?? trace.service}:${actionName(fields) ?? request.method}`
  // Verified for what it is dispatched to: a header could name two scopes.
  const verified = verifySignature(request, verifyOptions(service ?? trace.service, trace, options))
  const incoming = verifiedIncoming(request, verified, trace, options)
  if (!known) throw notImplemented(trace.action)
  if (service === 's3') return dispatchS3(incoming, options, noteIn(trace))
  return dispatchQuery(service, fields ?? new Map(), incoming, options, noteIn(trace))
}

/** Whatever service it is for: what speaks JSON is answered in JSON. */
function answerJson(
  service: string,
  request: RawRequest,
  trace: Trace,
  options: GatewayOptions,
): Promise<RawResponse> {
  const { headers } = trace
  trace.action = `${service}:${targetedAction(headers) ?? request.method}`
  const verified = verifySignature(request, verifyOptions(service, trace, options))
  const incoming = verifiedIncoming(request, verified, trace, options)
  if (!isJsonService(service)) throw notImplemented(trace.action)
  return dispatchJson(service, incoming, options, noteIn(trace))
}

/** Objects and parts are not read before it is known that they may be put. */
async function answerUpload(
  head: RawRequest,
  body: IncomingRequest['body'],
  trace: Trace,
  options: GatewayOptions,
): Promise<RawResponse> {
  const { headers } = trace
  const receive =
    (payload: Payload): Receive =>
    (algorithms) =>
      receiveBody(body, { headers, payload, algorithms, contents: options.state.contents })
  trace.action = `s3:${head.method}`
  if (isSigned(head, headers)) {
    const verified = verifySignedHead(head, verifyOptions('s3', trace, options))
    const incoming = verifiedIncoming(head, verified, trace, options)
    const payload: Payload = verified.verified ? verified.payload : { kind: 'unsigned' }
    return dispatchS3(incoming, options, noteIn(trace), receive(payload))
  }
  refuseForeignPage(head, headers, trace.crossOrigin !== undefined)
  const incoming = anonymousIncoming(head, trace, options)
  return dispatchS3(incoming, options, noteIn(trace), receive(accepted(unsignedPayload(headers))))
}

function answerWebsite(
  bucket: string,
  request: RawRequest,
  trace: Trace,
  options: GatewayOptions,
): RawResponse {
  trace.action = 's3:Website'
  refuseForeignPage(request, trace.headers, trace.crossOrigin !== undefined)
  return dispatchWebsite(bucket, anonymousIncoming(request, trace, options), options)
}

async function answerUnsigned(
  incomingRequest: IncomingRequest,
  trace: Trace,
  options: GatewayOptions,
): Promise<RawResponse> {
  const { body } = incomingRequest
  const request: RawRequest = { ...incomingRequest, body: body instanceof Uint8Array ? body : noBody }
  const { headers } = trace
  trace.json = jsonFormOf(headers, undefined)
  if (trace.json !== undefined) trace.crossOrigin = undefined
  refuseForeignPage(request, headers, trace.crossOrigin !== undefined)
  if (trace.json !== undefined) {
    trace.action = `${targetedService(headers)}:${targetedAction(headers) ?? request.method}`
    throw missingToken()
  }
  // A bucket's rules open the bucket to other pages, not what else is at the same address.
  const signIn =
    trace.crossOrigin === undefined
      ? await options.signIn.answer(incomingRequest, askS3As(request, trace, options))
      : undefined
  if (signIn !== undefined) {
    trace.action = signIn.action
    trace.who = signIn.who
    trace.reason = signIn.reason
    trace.caller = signIn.caller
    trace.parameters = signIn.parameters
    return signIn.response
  }
  if (bucketOfHost(headers.get('host') ?? '') === undefined) {
    const document = issuerDocument(request, headers.get('host'), options.state)
    if (document !== undefined) {
      trace.action = 'sts:IssuerDocument'
      return document
    }
  }
  if (request.method === 'GET' && request.target === '/' && headers.get('accept')?.includes('text/html')) {
    trace.action = 'signin:Home'
    return { status: 303, headers: [['Location', '/console']], body: '' }
  }
  const fields = queryFields(request, headers)
  trace.service = guessedService(request, headers, fields)
  trace.action = `${trace.service}:${actionName(fields) ?? request.method}`
  if (trace.service !== 's3' && trace.crossOrigin !== undefined) {
    trace.crossOrigin = undefined
    refuseForeignPage(request, headers)
  }
  const incoming = anonymousIncoming(request, trace, options)
  if (trace.service === 'sts' && options.unsignedActions.has(fields.get('Action') ?? '')) {
    return dispatchQuery('sts', fields, incoming, options, noteIn(trace))
  }
  if (trace.service !== 's3') throw missingToken()
  return dispatchS3(incoming, options, noteIn(trace))
}

function missingToken(): AwsError {
  return new AwsError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')
}

const noBody = new Uint8Array()

function renderError(error: AwsError, request: Pick<RawRequest, 'method'>, trace: Trace): RawResponse {
  if (trace.website !== undefined) return websiteErrorResponse(error, request, trace.requestId)
  if (trace.json !== undefined) return jsonErrorResponse(trace.json, error, trace.requestId)
  if (trace.isLocal) return localErrorResponse(error, trace.headers)
  if (trace.service === 's3') return s3ErrorResponse(error, request, trace.requestId)
  return queryErrorResponse(trace.service, error, trace.requestId)
}

function actionName(fields: ReadonlyMap<string, string> | undefined): string | undefined {
  const name = fields?.get('Action')
  return name !== undefined && /^\w{1,128}$/.test(name) ? name : undefined
}
