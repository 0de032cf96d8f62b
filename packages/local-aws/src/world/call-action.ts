import type { RawRequest } from '../base/index.ts'
import { iamActions } from '../iam/index.ts'
import type { Account, State } from '../model/index.ts'
import type { Call, Caller } from '../protocol/index.ts'
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
  const action = iamActions.get(name)
  if (action === undefined) throw new TypeError(`no action ${name}`)
  const request: RawRequest = { method: 'POST', target: '/', rawHeaders: [], body: new Uint8Array() }
  atOnce(action.run(callOf(place, 'iam', name, request, new Map(Object.entries(params)), new Map())), name)
}

/**
 * Runs an operation of S3 likewise.
 *
 * @throws AwsError what AWS refuses
 */
export function callS3(
  place: Place,
  method: 'PUT',
  target: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  const request: RawRequest = { method, target, rawHeaders: [], body: Buffer.from(body) }
  const route = routeS3(request, new Map(Object.entries({ host: 'localhost', ...headers })))
  const { name } = route.action
  atOnce(route.action.run(callOf(place, 's3', name, request, route.params, route.headers)), name)
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
