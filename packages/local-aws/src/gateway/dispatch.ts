import { checkSessionLimits, refusalOf, type RequestFacts } from '../authorize/index.ts'
import { AwsError, type RawResponse } from '../base/index.ts'
import type { DigestAlgorithm } from '../content/index.ts'
import type { State } from '../model/index.ts'
import {
  type AuthorizationNeed,
  type Call,
  type Caller,
  checkNotReplaced,
  checkParameters,
  type JsonActions,
  jsonResponse,
  type JsonService,
  jsonServices,
  type QueryAction,
  queryResponse,
  type QueryService,
  queryServices,
  readJsonBody,
  type Service,
  targetedAction,
  type UnsignedAction,
  type UnsignedCall,
} from '../protocol/index.ts'
import { routeS3, s3Target, serveWebsite, splitTarget } from '../s3/index.ts'
import type { ReceivedBody } from './receive.ts'
import type { Weather } from './weather.ts'

export interface DispatchOptions {
  readonly state: State
  /** The state for those who may change it: what they do is noted, where it is kept. */
  readonly changingState: State
  readonly actions: Readonly<Record<QueryService, ReadonlyMap<string, QueryAction>>>
  readonly jsonActions: Readonly<Record<JsonService, JsonActions>>
  /** Actions of STS that take no signature. */
  readonly unsignedActions: ReadonlyMap<string, UnsignedAction>
  readonly weather: Weather
  readonly secureTransport: boolean
  readonly randomBytes: (size: number) => Uint8Array
}

/** A request whose signature is verified, or that came without one: then the caller is anonymous. */
export type Incoming = Pick<Call, 'request' | 'headers' | 'caller' | 'region' | 'now' | 'requestId'>

/** Takes in the body of a request, with those checksums. */
export type Receive = (algorithms: ReadonlySet<DigestAlgorithm>) => Promise<ReceivedBody>

/** Says what the log and the trail should know. */
export type Note = (known: {
  readonly action?: string
  readonly caller?: Caller
  readonly needs?: readonly AuthorizationNeed[]
  readonly parameters?: ReadonlyMap<string, string> | object
  readonly put?: Uint8Array
  readonly result?: unknown
}) => void

/**
 * Runs an action of the query protocol: evaluates the policies for everything it needs, then lets it do its work.
 *
 * @throws AwsError what refuses it
 */
export async function dispatchQuery(
  service: QueryService,
  params: ReadonlyMap<string, string>,
  incoming: Incoming,
  options: DispatchOptions,
  note: Note,
): Promise<RawResponse> {
  note({ parameters: params })
  const name = checkedName(service, params)
  const { requestId, caller } = incoming
  const unsigned = service === 'sts' ? options.unsignedActions.get(name) : undefined
  if (unsigned !== undefined) {
    // Whoever signed it anyway gains and loses nothing by it.
    checkWeather(service, undefined, incoming, options)
    checkParameters(`${service}:${name}`, params, unsigned.parameters)
    const call = startCall(service, name, params, incoming, options)
    const prepared = await unsigned.prepare(call)
    checkNotReplaced(call)
    note({ caller: prepared.caller })
    authorize(completeCall(call, prepared.caller, options), prepared.needs, note)
    const result = prepared.run()
    note({ result })
    return queryResponse(service, name, result, requestId)
  }
  const action = options.actions[service].get(name)
  if (action === undefined) throw notImplemented(`${service}:${name}`)
  checkSessionLimits(service, name, caller.session)
  checkWeather(service, caller, incoming, options)
  checkParameters(`${service}:${name}`, params, action.parameters)
  const call = completeCall(startCall(service, name, params, incoming, options), caller, options)
  authorize(call, action.needs(call), note)
  const result = await action.run(call)
  note({ result })
  return queryResponse(service, name, result, requestId)
}

/**
 * Runs an action of a service of the JSON protocol likewise.
 *
 * @throws AwsError what refuses it
 */
export async function dispatchJson(
  service: JsonService,
  incoming: Incoming,
  options: DispatchOptions,
  note: Note,
): Promise<RawResponse> {
  const { request, headers, requestId, caller } = incoming
  const name = targetedAction(headers)
  const { actions, missing } = options.jsonActions[service]
  const isMeant =
    request.method === 'POST' && headers.get('x-amz-target') === `${jsonServices[service].target}.${name}`
  if (!isMeant || name === undefined) throw new AwsError('UnknownOperationException', 400, '')
  const action = actions.get(name)
  if (action === undefined) {
    if (missing.has(name)) throw notImplemented(`${service}:${name}`)
    throw new AwsError('UnknownOperationException', 400, '')
  }
  checkWeather(service, caller, incoming, options)
  const body = readJsonBody(request.body)
  note({ parameters: body })
  const { needs, run } = action.read(body)
  const call = completeCall(startCall(service, name, new Map(), incoming, options), caller, options)
  authorize(call, needs(call), note)
  const result = await run(call)
  note({ result })
  return jsonResponse(jsonServices[service], result, requestId)
}

/**
 * Runs an S3 operation likewise.
 *
 * @param receive takes in the body of what is put, once it is known to be allowed. Default: it is there already
 * @throws AwsError what refuses it
 */
export async function dispatchS3(
  incoming: Incoming,
  options: DispatchOptions,
  note: Note,
  receive?: Receive,
): Promise<RawResponse> {
  const { action, params, headers } = routeS3(incoming.request, incoming.headers)
  note({ action: `s3:${action.name}`, put: incoming.request.body })
  checkWeather('s3', incoming.caller, incoming, options)
  const call = completeCall(
    startCall('s3', action.name, params, { ...incoming, headers }, options),
    incoming.caller,
    options,
  )
  authorize(call, action.needs(call), note)
  if (receive === undefined || action.receives === undefined) return action.run(call)
  return settled(await receive(action.receives(call)), (received) => {
    checkNotReplaced(call)
    return action.run({ ...call, headers: new Map([...received.trailers, ...headers]), received })
  })
}

/** What is done for a form, once its fields are read. */
export interface FormUpload {
  readonly needs: (call: Call) => readonly AuthorizationNeed[]
  readonly receives: (call: Call) => ReadonlySet<DigestAlgorithm>
  readonly receive: Receive
  readonly note: Note
  readonly run: (call: Call & Required<Pick<Call, 'received'>>) => Promise<RawResponse>
}

/**
 * Runs PostObject likewise.
 *
 * @throws AwsError what refuses it
 */
export async function dispatchForm(
  incoming: Incoming,
  params: ReadonlyMap<string, string>,
  options: DispatchOptions,
  { needs, receives, receive, run, note }: FormUpload,
): Promise<RawResponse> {
  checkWeather('s3', incoming.caller, incoming, options)
  const call = completeCall(
    startCall('s3', 'PostObject', params, incoming, options),
    incoming.caller,
    options,
  )
  authorize(call, needs(call), note)
  const withoutParams = { ...call, params: new Map<string, string>() }
  const body = await receive(receives(withoutParams))
  return settled(body, (received) => {
    checkNotReplaced(call)
    return run({ ...withoutParams, received })
  })
}

/** Runs what a body was taken in for; if it fails, nothing of the body is kept. */
async function settled(
  body: ReceivedBody,
  run: (received: ReceivedBody) => RawResponse | Promise<RawResponse>,
): Promise<RawResponse> {
  let wanted = false
  try {
    const response = await run(body)
    wanted = true
    return response
  } finally {
    body.settle(wanted)
  }
}

/**
 * Answers a visitor of a bucket's website, who is nobody in particular.
 *
 * @throws AwsError what no page of the bucket's says
 */
export function dispatchWebsite(bucket: string, incoming: Incoming, options: DispatchOptions): RawResponse {
  checkWeather('s3', incoming.caller, incoming, options)
  const call = completeCall(
    startCall('s3', 'GetObject', new Map(), incoming, options),
    incoming.caller,
    options,
  )
  // The query is the page's own business.
  const { path } = splitTarget(incoming.request.target.replace(/\?.*$/s, ''))
  return serveWebsite(call, s3Target(`/${bucket}${path}`, ''))
}

/** The refusal for what the local AWS does not have. */
export function notImplemented(action: string): AwsError {
  return new AwsError('NotImplemented', 501, `The local AWS does not have the action ${action}.`)
}

/** The name of the action that is asked for, once its version is known to be there. */
function checkedName(service: QueryService, params: ReadonlyMap<string, string>): string {
  const name = params.get('Action')
  if (name === undefined) {
    throw new AwsError('MissingAction', 400, 'The request must contain the parameter Action.')
  }
  const version = params.get('Version') ?? ''
  if (version !== queryServices[service].version) {
    throw new AwsError('InvalidAction', 400, `Could not find operation ${name} for version ${version}`)
  }
  return name
}

/** Throws what today's weather has for a request. */
function checkWeather(
  service: Service,
  caller: Caller | undefined,
  { region, now }: Incoming,
  { weather }: DispatchOptions,
): void {
  const refusal = weather.refusalOf({ service, account: caller?.account, region, now })
  if (refusal !== undefined) throw refusal
}

function startCall(
  service: Service,
  action: string,
  params: ReadonlyMap<string, string>,
  { request, headers, region, now, requestId }: Incoming,
  { state, changingState, randomBytes, secureTransport }: DispatchOptions,
): UnsignedCall {
  const onlyReads = service === 's3' && (request.method === 'GET' || request.method === 'HEAD')
  return {
    request,
    headers,
    service,
    action,
    params,
    state: onlyReads ? state : changingState,
    loads: state.loads,
    region,
    now,
    requestId,
    secureTransport,
    randomBytes,
  }
}

function completeCall(call: UnsignedCall, caller: Caller, { state }: DispatchOptions): Call {
  const { service } = call
  const account = call.state.accounts.get(caller.account)
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
function authorize(call: Call, needs: readonly AuthorizationNeed[], note: Note): void {
  note({ needs })
  for (const need of needs) {
    const refusal = call.refusalOf(need)
    if (refusal !== undefined) throw refusal
  }
}
