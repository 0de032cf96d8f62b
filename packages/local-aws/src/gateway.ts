import type { AuthorizationNeed, Call, Caller, QueryAction, UnsignedAction, UnsignedCall } from './action.ts'
import { type Authenticate, type CallerKey, keyProblem } from './authenticate.ts'
import { refusalOf } from './decide.ts'
import { AwsError } from './aws-error.ts'
import type { RawRequest, RawResponse } from './http.ts'
import type { LogEntry } from './log-entry.ts'
import { MalformedPolicyError } from './policy/index.ts'
import { queryErrorResponse, queryResponse, queryServices } from './query/respond.ts'
import { entityName, type RequestFacts } from './request-context.ts'
import { requestId } from './request-id.ts'
import { routeS3, s3ErrorResponse } from './s3/index.ts'
import { checkSessionLimits } from './session-limits.ts'
import { guessedService, isSigned, queryFields, scopedService, type Service } from './service-of.ts'
import { headerValues } from './sigv4/header-values.ts'
import { type SigningKeys, type Verified, verifySignature } from './sigv4/index.ts'
import type { SignIn } from './signin/index.ts'
import type { State } from './state.ts'
import type { Weather } from './weather.ts'

export interface GatewayOptions {
  readonly state: State
  readonly authenticate: Authenticate
  readonly signIn: SignIn
  readonly actions: Readonly<Record<'sts' | 'iam', ReadonlyMap<string, QueryAction>>>
  /** Actions of STS that take no signature. */
  readonly unsignedActions: ReadonlyMap<string, UnsignedAction>
  readonly weather: Weather
  readonly signingKeys: SigningKeys
  readonly defaultAccountId: string
  readonly defaultRegion: string
  readonly secureTransport: boolean
  readonly now: () => Date
  readonly randomBytes: (size: number) => Uint8Array
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
  readonly at: Date
  readonly headers: ReadonlyMap<string, string>
  service: Service
  action: string
  who: string | undefined
  reason: string | undefined
  errorCode: string | undefined
}

/**
 * The one endpoint: verify the signature, find the caller, evaluate the policies, run the action. Always
 * answers; what a request holds never makes it throw.
 */
export function createGateway(options: GatewayOptions): (request: RawRequest) => Promise<RawResponse> {
  return async (request) => {
    const trace: Trace = {
      requestId: requestId(options.randomBytes),
      at: options.now(),
      headers: headerValues(request.rawHeaders),
      service: 's3',
      action: request.method,
      who: undefined,
      reason: undefined,
      errorCode: undefined,
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
    const { at, action, who, reason, errorCode } = trace
    options.log({ at, status: response.status, action, who, requestId: trace.requestId, errorCode, reason })
    // SDKs learn from it how far their clock is off.
    return { ...response, headers: [...response.headers, ['Date', at.toUTCString()]] }
  }
}

function answer(
  request: RawRequest,
  trace: Trace,
  options: GatewayOptions,
): RawResponse | Promise<RawResponse> {
  const { headers } = trace
  checkForm(request, trace)
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
    now: trace.at,
    signingKeys: options.signingKeys,
    // Verified for what it is dispatched to: a header could name two scopes.
    service: service ?? trace.service,
  })
  if (!verified.verified) {
    throw new AwsError(verified.code, verified.status, verified.message, { details: verified.details })
  }
  const { caller } = verified.key
  trace.who = 'arn' in caller.principal ? caller.principal.arn : undefined
  rememberUse(verified, options.state, trace.at)
  if (!known) throw notImplemented(trace.action)
  const call = { request: { ...request, body: verified.body }, headers: verified.headers, caller }
  if (service === 's3') return runS3(call, verified.scope.region, trace, options)
  return runQuery(service, call, fields ?? new Map(), verified.scope.region, trace, options)
}

function answerUnsigned(
  request: RawRequest,
  trace: Trace,
  options: GatewayOptions,
): RawResponse | Promise<RawResponse> {
  const { headers } = trace
  const signIn = options.signIn(request)
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
  const unsigned =
    trace.service === 'sts' ? options.unsignedActions.get(fields.get('Action') ?? '') : undefined
  if (unsigned !== undefined) return runUnsigned(unsigned, request, fields, trace, options)
  if (trace.service !== 's3') {
    throw new AwsError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')
  }
  const caller: Caller = {
    principal: { type: 'anonymous' },
    account: options.defaultAccountId,
    accessKeyId: '',
    session: undefined,
  }
  return runS3({ request, headers, caller }, options.defaultRegion, trace, options)
}

type SignedCall = Pick<Call, 'request' | 'headers' | 'caller'>

async function runQuery(
  service: 'sts' | 'iam',
  signed: SignedCall,
  params: ReadonlyMap<string, string>,
  region: string,
  trace: Trace,
  options: GatewayOptions,
): Promise<RawResponse> {
  const name = checkVersion(service, params)
  const unsigned = service === 'sts' ? options.unsignedActions.get(name) : undefined
  if (unsigned !== undefined) return runUnsigned(unsigned, signed.request, params, trace, options)
  const action = options.actions[service].get(name)
  if (action === undefined) throw notImplemented(`${service}:${name}`)
  const { caller } = signed
  checkSessionLimits(service, name, caller.session)
  const call = completeCall(startCall(service, name, params, signed, region, trace, options), caller)
  authorize(call, action.needs(call))
  return queryResponse(service, name, await action.run(call), trace.requestId)
}

/** Runs an action that takes no signature; whoever signed it anyway gains and loses nothing by it. */
async function runUnsigned(
  action: UnsignedAction,
  request: RawRequest,
  params: ReadonlyMap<string, string>,
  trace: Trace,
  options: GatewayOptions,
): Promise<RawResponse> {
  checkVersion('sts', params)
  const from = { request, headers: trace.headers, caller: undefined }
  const call = startCall('sts', action.name, params, from, options.defaultRegion, trace, options)
  const { caller, needs, run } = await action.prepare(call)
  trace.who = 'arn' in caller.principal ? caller.principal.arn : undefined
  authorize(completeCall(call, caller), needs)
  return queryResponse('sts', action.name, run(), trace.requestId)
}

/** The name of the action that is asked for, once its version is known to be there. */
function checkVersion(service: 'sts' | 'iam', params: ReadonlyMap<string, string>): string {
  const name = params.get('Action')
  if (name === undefined)
    throw new AwsError('MissingAction', 400, 'The request must contain the parameter Action.')
  const version = params.get('Version') ?? ''
  if (version !== queryServices[service].version) {
    throw new AwsError('InvalidAction', 400, `Could not find operation ${name} for version ${version}`)
  }
  return name
}

async function runS3(
  signed: SignedCall,
  region: string,
  trace: Trace,
  options: GatewayOptions,
): Promise<RawResponse> {
  const { action, params } = routeS3(signed.request, signed.headers)
  trace.action = `s3:${action.name}`
  const call = completeCall(
    startCall('s3', action.name, params, signed, region, trace, options),
    signed.caller,
  )
  authorize(call, action.needs(call))
  return action.run(call)
}

/** What is known of a request before its caller counts; throws what today's weather has for it. */
function startCall(
  service: Service,
  action: string,
  params: ReadonlyMap<string, string>,
  from: Pick<Call, 'request' | 'headers'> & { readonly caller: Caller | undefined },
  region: string,
  trace: Trace,
  options: GatewayOptions,
): UnsignedCall {
  const { state, randomBytes, secureTransport } = options
  const account = from.caller?.account
  const refusal = options.weather.refusalOf({ service, account, region, now: trace.at })
  if (refusal !== undefined) throw refusal
  return {
    request: from.request,
    headers: from.headers,
    service,
    action,
    params,
    state,
    region,
    now: trace.at,
    requestId: trace.requestId,
    secureTransport,
    randomBytes,
  }
}

function completeCall(call: UnsignedCall, caller: Caller): Call {
  const { state, service } = call
  const account = state.accounts.get(caller.account)
  if (account === undefined) throw new AwsError('AccessDenied', 403, 'Access Denied')
  const facts: RequestFacts = {
    caller,
    state,
    // IAM is one service for all regions, and says it is in us-east-1.
    region: service === 'iam' ? 'us-east-1' : call.region,
    now: call.now,
    remoteAddress: call.request.remoteAddress,
    userAgent: call.headers.get('user-agent'),
    secureTransport: call.secureTransport ?? true,
  }
  return { ...call, caller, account, refusalOf: (need) => refusalOf(facts, service, need) }
}

/** Every need in turn: the first that is not allowed refuses. */
function authorize(call: Call, needs: readonly AuthorizationNeed[]): void {
  for (const need of needs) {
    const refusal = call.refusalOf(need)
    if (refusal !== undefined) throw refusal
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
  if (trace.service === 's3') return s3ErrorResponse(error, request, trace.requestId)
  return queryErrorResponse(trace.service, error, trace.requestId)
}

function notImplemented(action: string): AwsError {
  return new AwsError('NotImplemented', 501, `The local AWS does not have the action ${action}.`)
}

function actionName(fields: ReadonlyMap<string, string> | undefined): string | undefined {
  const name = fields?.get('Action')
  return name !== undefined && /^\w{1,128}$/.test(name) ? name : undefined
}
