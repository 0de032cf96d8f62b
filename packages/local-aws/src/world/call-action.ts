import { type RawRequest, requestId } from '../base/index.ts'
import { receivedAtOnce } from '../content/index.ts'
import { iamActions } from '../iam/index.ts'
import type { Account, State } from '../model/index.ts'
import type { Call, Caller, JsonActions, JsonService, QueryAction, QueryService } from '../protocol/index.ts'
import { routeS3 } from '../s3/index.ts'

/** Where and as whom something is made. */
export interface Place {
  readonly state: State
  readonly account: Account
  readonly region: string
  readonly now: Date
  readonly randomBytes: (size: number) => Uint8Array
}

/**
 * Runs an action of IAM as the account's root user, without asking its policies.
 *
 * @throws AwsError what AWS refuses
 */
export function callIam(place: Place, name: string, params: Readonly<Record<string, string>>): void {
  callQuery(place, 'iam', iamActions, name, params)
}

/**
 * Runs an action of a service of the Query protocol likewise.
 *
 * @throws AwsError what AWS refuses
 */
export function callQuery(
  place: Place,
  service: QueryService,
  actions: ReadonlyMap<string, QueryAction>,
  name: string,
  params: Readonly<Record<string, string>>,
): void {
  const action = actions.get(name)
  if (action === undefined) throw new TypeError(`no action ${name}`)
  const request: RawRequest = { method: 'POST', target: '/', rawHeaders: [], body: new Uint8Array() }
  const call = callOf(place, service, name, request, new Map(Object.entries(params)), new Map())
  // Whoever asks what a request needs also learns what is wrong with it.
  action.needs(call)
  atOnce(action.run(call), name)
}

/**
 * Runs an operation of S3 likewise. A body that is kept is taken piece by piece.
 *
 * @throws AwsError what AWS refuses
 */
export function callS3(
  place: Place,
  method: 'PUT',
  target: string,
  body: string | Uint8Array | Iterable<Uint8Array>,
  headers: Readonly<Record<string, string>> = {},
): void {
  const pieces = typeof body === 'string' || body instanceof Uint8Array ? [Buffer.from(body)] : body
  const head = { method, target, rawHeaders: [] }
  const route = routeS3(head, new Map(Object.entries({ host: 'localhost', ...headers })))
  const { name, receives, run } = route.action
  const call = (bytes: Uint8Array): Call =>
    callOf(place, 's3', name, { ...head, body: bytes }, route.params, route.headers)
  if (receives === undefined) return atOnce(run(call(Buffer.concat([...pieces]))), name)
  const empty = call(new Uint8Array())
  const received = receivedAtOnce(pieces, receives(empty), place.state.contents)
  atOnce(run({ ...empty, received }), name)
}

/**
 * Runs an action of a service of the JSON protocol likewise. A member that is `undefined` is not sent.
 *
 * @throws AwsError what AWS refuses
 */
export function callJson(
  place: Place,
  service: JsonService,
  { actions }: JsonActions,
  name: string,
  body: Readonly<Record<string, unknown>>,
): void {
  const action = actions.get(name)
  if (action === undefined) throw new TypeError(`no action ${name}`)
  const request: RawRequest = { method: 'POST', target: '/', rawHeaders: [], body: new Uint8Array() }
  // Each its own: what a service makes of it, as a secret's arn, is each time another.
  const call = {
    ...callOf(place, service, name, request, new Map(), new Map()),
    requestId: requestId(place.randomBytes),
  }
  const sent: object = JSON.parse(JSON.stringify(body))
  const { needs, run } = action.read(sent)
  needs(call)
  atOnce(run(call), name)
}

/** What is there from the start is there when it begins. */
function atOnce(result: unknown, name: string): void {
  if (result instanceof Promise) throw new TypeError(`${name} takes its time`)
}

function callOf(
  { state, account, region, now, randomBytes }: Place,
  service: Call['service'],
  action: string,
  request: RawRequest,
  params: ReadonlyMap<string, string>,
  headers: ReadonlyMap<string, string>,
): Call {
  const principal: Caller['principal'] = {
    type: 'root',
    arn: `arn:aws:iam::${account.id}:root`,
    account: account.id,
  }
  return {
    request,
    service,
    action,
    params,
    headers,
    caller: { principal, account: account.id, accessKeyId: '', session: undefined },
    account,
    state,
    loads: state.loads,
    region,
    now,
    requestId: 'seed',
    randomBytes,
    refusalOf: () => undefined,
  }
}
