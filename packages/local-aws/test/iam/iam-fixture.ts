import { AwsError } from '../../src/base/aws-error.ts'
import { iamActions } from '../../src/iam/index.ts'
import { type Account, createState, type State } from '../../src/model/state.ts'
import type { AuthorizationNeed, Call, Caller, Xml } from '../../src/protocol/action.ts'

export const accountId = '111122223333'
export const otherAccountId = '444455556666'

type Params = Readonly<Record<string, string>>

/** IAM's actions without the gateway: nothing is signed, and what they need is only looked at. */
export interface Iam {
  readonly state: State
  readonly account: Account
  readonly clock: { now: Date }
  /** Runs an action as the root user, or as `caller`. */
  readonly run: (action: string, params?: Params, caller?: Caller) => Xml
  /** The code, status and message with which an action refuses. */
  readonly refusal: (action: string, params?: Params, caller?: Caller) => readonly [string, number, string]
  /** What an action must be allowed. */
  readonly needs: (action: string, params?: Params, caller?: Caller) => readonly AuthorizationNeed[]
}

export function createIam(): Iam {
  const state = createState([accountId, otherAccountId])
  const account = state.accounts.get(accountId)!
  const clock = { now: new Date('2026-11-22T12:00:00Z') }
  let counter = 0
  const callFor = (action: string, params: Params, caller: Caller): Call => ({
    request: { method: 'POST', target: '/', rawHeaders: [], body: new Uint8Array() },
    service: 'iam',
    action,
    params: new Map(Object.entries(params)),
    headers: new Map(),
    caller,
    account,
    state,
    loads: state.loads,
    region: 'us-east-1',
    now: clock.now,
    requestId: 'request-1',
    // Different every time, so that ids differ.
    randomBytes: (size) => Uint8Array.from({ length: size }, () => (counter += 7) & 0xff),
    refusalOf: () => undefined,
  })
  const run = (name: string, params: Params = {}, caller: Caller = rootCaller): Xml => {
    const action = actionNamed(name)
    const call = callFor(name, params, caller)
    action.needs(call)
    const result = action.run(call)
    if (result instanceof Promise) throw new TypeError(`${name} is not expected to be asynchronous`)
    return result ?? {}
  }
  return {
    state,
    account,
    clock,
    run,
    refusal: (name, params, caller) => {
      try {
        run(name, params, caller)
      } catch (error) {
        if (error instanceof AwsError) return [error.code, error.status, error.message]
        throw error
      }
      throw new Error(`${name} was not refused`)
    },
    needs: (name, params = {}, caller = rootCaller) => actionNamed(name).needs(callFor(name, params, caller)),
  }
}

function actionNamed(name: string) {
  const action = iamActions.get(name)
  if (!action) throw new Error(`no action ${name}`)
  return action
}

const rootCaller: Caller = {
  principal: { type: 'root', arn: `arn:aws:iam::${accountId}:root`, account: accountId },
  account: accountId,
  accessKeyId: 'AKIAROOT',
  session: undefined,
}

export function userCaller(name: string, userId: string): Caller {
  return {
    ...rootCaller,
    principal: { type: 'user', arn: `arn:aws:iam::${accountId}:user/${name}`, account: accountId, userId },
  }
}

export function sessionCaller(role: string): Caller {
  return {
    ...rootCaller,
    principal: {
      type: 'assumed-role',
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/someone`,
      account: accountId,
      roleArn: `arn:aws:iam::${accountId}:role/${role}`,
      userId: 'AROAXXXXXXXXXXXXXXXXX:someone',
    },
  }
}

/** One value deep in an answer, e.g. `at(answer, 'User', 'Arn')`. */
export function at(answer: unknown, ...path: ReadonlyArray<string | number>): unknown {
  let value = answer
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  }
  return value
}

/** A list deep in an answer, as the values of one element of its members. */
export function column(answer: unknown, list: string, element: string): readonly unknown[] {
  const members = at(answer, list)
  return Array.isArray(members) ? members.map((member) => at(member, element)) : []
}

/** A document that allows `actions` on everything. */
export function allow(...actions: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  })
}

/** A trust policy that lets `principal` assume the role. */
export function trust(principal: unknown, condition?: object): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', Condition: condition }],
  })
}

/** A document of exactly `size` characters without white space, and a little with. */
export function documentOfSize(size: number): string {
  const empty = allow('s3:')
  return `  ${allow(`s3:${'x'.repeat(size - empty.length)}`)}\n`
}
