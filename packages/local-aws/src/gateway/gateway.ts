import {
  AwsError,
  headerValues,
  type LogEntry,
  type RawRequest,
  type RawResponse,
  requestId,
} from '../base/index.ts'
import { entityName, type State } from '../model/index.ts'
import { MalformedPolicyError } from '../policy/index.ts'
import { type Caller, queryErrorResponse } from '../protocol/index.ts'
import { bucketOfHost, s3ErrorResponse, websiteErrorResponse, websiteOfHost } from '../s3/index.ts'
import { type Authenticate, type CallerKey, keyProblem } from '../sessions/index.ts'
import type { SignIn } from '../signin/index.ts'
import { type SigningKeys, type Verified, verifySignature } from '../sigv4/index.ts'
import {
  type DispatchOptions,
  dispatchQuery,
  dispatchS3,
  dispatchWebsite,
  type Incoming,
  type Note,
  notImplemented,
} from './dispatch.ts'
import { askedPreflight, crossOrigin } from './cross-origin.ts'
import { refuseForeignPage } from './foreign-page.ts'
import { guessedService, isSigned, queryFields, scopedService, type Service } from './service-of.ts'

export interface GatewayOptions extends DispatchOptions {
  readonly authenticate: Authenticate
  readonly signIn: SignIn
  readonly signingKeys: SigningKeys
  readonly defaultAccountId: string
  readonly defaultRegion: string
  readonly now: () => Date
  readonly log: (entry: LogEntry) => void
}

/** The longest body that is taken, 16 MiB. */
export const maxBodyBytes = 16 * 1024 * 1024
/** The longest request target, and all header names and values together. */
const maxTargetLength = 32 * 1024
const maxHeadersLength = 64 * 1024

/** What becomes known about a request on its way, for the log and for the shape of a refusal. */
interface Trace {
  readonly requestId: string
  readonly now: Date
  readonly headers: ReadonlyMap<string, string>
  service: Service
  action: string
  who: string | undefined
  reason: string | undefined
  errorCode: string | undefined
  /** The bucket whose website was asked for. */
  website: string | undefined
  /** What lets a page of another origin read the answer. */
  crossOrigin: RawResponse['headers'] | undefined
}

/**
 * The one endpoint: verify the signature, find the caller, evaluate the policies, run the action. Always
 * answers; what a request holds never makes it throw.
 */
export function createGateway(options: GatewayOptions): (request: RawRequest) => Promise<RawResponse> {
  return async (request) => {
    const trace: Trace = {
      requestId: requestId(options.randomBytes),
      now: options.now(),
      headers: headerValues(request.rawHeaders),
      service: 's3',
      action: request.method,
      who: undefined,
      reason: undefined,
      errorCode: undefined,
      website: undefined,
      crossOrigin: undefined,
    }
    let response: RawResponse
    try {
      response = await answer(request, trace, options)
    } catch (error) {
      const refusal = asAwsError(error)
      trace.reason = refusal.reason ?? trace.reason
      trace.errorCode = refusal.code
      response = renderError(refusal, request, trace)
    }
    const { now: at, action, who, reason, errorCode } = trace
    options.log({ at, status: response.status, action, who, requestId: trace.requestId, errorCode, reason })
    // SDKs learn from it how far their clock is off.
    return {
      ...response,
      headers: [...response.headers, ...(trace.crossOrigin ?? []), ['Date', at.toUTCString()]],
    }
  }
}

function answer(
  request: RawRequest,
  trace: Trace,
  options: GatewayOptions,
): RawResponse | Promise<RawResponse> {
  const { headers } = trace
  checkForm(request, trace)
  trace.website = websiteOfHost(headers.get('host') ?? '')
  if (request.method === 'OPTIONS' && headers.has('origin')) {
    trace.action = 's3:Preflight'
    refuseForeignPage(request, headers, true)
    const asked = askedPreflight(request, headers, options.state)
    if (asked !== undefined) return asked
  }
  trace.crossOrigin = crossOrigin(request, headers, options.state)
  if (trace.website !== undefined) return answerWebsite(trace.website, request, trace, options)
  if (!isSigned(request, headers)) return answerUnsigned(request, trace, options)

  const service = scopedService(request, headers)
  const known = service === 'sts' || service === 'iam' || service === 's3'
  const fields = service === 's3' ? undefined : queryFields(request, headers)
  trace.service = known ? service : guessedService(request, headers, fields ?? new Map())
  trace.action = `${service ?? trace.service}:${actionName(fields) ?? request.method}`
  const verified = verifySignature(request, {
    lookup: (id, sessionToken) => {
      const key = options.authenticate(id, sessionToken)
      if (typeof key !== 'object') trace.reason = keyProblem(options.state, id, key)
      return key
    },
    now: trace.now,
    signingKeys: options.signingKeys,
    ...(service === 's3' ? { bucketOfHost, region: options.defaultRegion } : {}),
    // Verified for what it is dispatched to: a header could name two scopes.
    service: service ?? trace.service,
  })
  if (!verified.verified) {
    throw new AwsError(verified.code, verified.status, verified.message, { details: verified.details })
  }
  const { caller } = verified.key
  trace.who = 'arn' in caller.principal ? caller.principal.arn : undefined
  rememberUse(verified, options.state, trace.now)
  if (!known) throw notImplemented(trace.action)
  const incoming: Incoming = {
    request: { ...request, body: verified.body },
    headers: verified.headers,
    region: verified.scope.region,
    caller,
    now: trace.now,
    requestId: trace.requestId,
  }
  if (service === 's3') return dispatchS3(incoming, options, noteIn(trace))
  return dispatchQuery(service, fields ?? new Map(), incoming, options, noteIn(trace))
}

function answerWebsite(
  bucket: string,
  request: RawRequest,
  trace: Trace,
  options: GatewayOptions,
): RawResponse {
  const { headers, now, requestId: id } = trace
  trace.action = 's3:Website'
  refuseForeignPage(request, headers, trace.crossOrigin !== undefined)
  const region = options.defaultRegion
  const incoming = { request, headers, region, caller: anonymous(options), now, requestId: id }
  return dispatchWebsite(bucket, incoming, options)
}

function answerUnsigned(
  request: RawRequest,
  trace: Trace,
  options: GatewayOptions,
): RawResponse | Promise<RawResponse> {
  const { headers } = trace
  refuseForeignPage(request, headers, trace.crossOrigin !== undefined)
  // A bucket's rules open the bucket to other pages, not what else is at the same address.
  const signIn = trace.crossOrigin === undefined ? options.signIn(request) : undefined
  if (signIn !== undefined) {
    trace.action = signIn.action
    trace.who = signIn.who
    trace.reason = signIn.reason
    return signIn.response
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
  const incoming: Incoming = {
    request,
    headers,
    region: options.defaultRegion,
    caller: anonymous(options),
    now: trace.now,
    requestId: trace.requestId,
  }
  if (trace.service === 'sts' && options.unsignedActions.has(fields.get('Action') ?? '')) {
    return dispatchQuery('sts', fields, incoming, options, noteIn(trace))
  }
  if (trace.service !== 's3') {
    throw new AwsError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')
  }
  return dispatchS3(incoming, options, noteIn(trace))
}

function anonymous({ defaultAccountId: account }: GatewayOptions): Caller {
  return { principal: { type: 'anonymous' }, account, accessKeyId: '', session: undefined }
}

/** Lets the dispatch say what it finds out on the way. */
function noteIn(trace: Trace): Note {
  return ({ action, who }) => {
    trace.action = action ?? trace.action
    trace.who = who ?? trace.who
  }
}

/** What IAM shows as an access key's and a role's last use. */
function rememberUse(verified: Verified<CallerKey>, state: State, at: Date): void {
  const { service, region } = verified.scope
  const { caller } = verified.key
  const key = state.accessKeys.get(verified.accessKeyId)
  if (key !== undefined) key.lastUsed = { at, service, region }
  if (caller.principal.type !== 'assumed-role') return
  const roles = state.accounts.get(caller.account)?.roles
  const role = roles?.get(entityName(caller.principal.roleArn).toLowerCase())
  if (role !== undefined) role.lastUsedAt = at
}

const methods = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'])

/** Refuses what no service has to look at. */
function checkForm(request: RawRequest, trace: Trace): void {
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
  if (request.body.length <= maxBodyBytes) return
  trace.service = guessedService(request, trace.headers, new Map())
  throw trace.service === 's3'
    ? new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed object size.')
    : new AwsError('RequestEntityTooLarge', 413, 'The request body is too large.')
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error
  if (error instanceof MalformedPolicyError) return new AwsError(error.code, 400, error.message)
  // Where it happened, but not the message: that may quote what was sent.
  const stack = error instanceof Error ? (error.stack ?? '').split('\n') : []
  const reason = ['unexpected error', ...stack.filter((line) => line.startsWith('    at ')).slice(0, 5)].join(
    '\n',
  )
  return new AwsError('InternalFailure', 500, 'The local AWS met an error of its own.', { reason })
}

function renderError(error: AwsError, request: RawRequest, trace: Trace): RawResponse {
  if (trace.website !== undefined) return websiteErrorResponse(error, request, trace.requestId)
  if (trace.service === 's3') return s3ErrorResponse(error, request, trace.requestId)
  return queryErrorResponse(trace.service, error, trace.requestId)
}

function actionName(fields: ReadonlyMap<string, string> | undefined): string | undefined {
  const name = fields?.get('Action')
  return name !== undefined && /^\w{1,128}$/.test(name) ? name : undefined
}
