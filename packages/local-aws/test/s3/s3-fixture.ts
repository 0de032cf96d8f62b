import { AwsError } from '../../src/base/aws-error.ts'
import type { RawResponse } from '../../src/base/http.ts'
import { createState, type State } from '../../src/model/state.ts'
import type { AuthorizationNeed, Call } from '../../src/protocol/action.ts'
import { routeS3 } from '../../src/s3/index.ts'

export const accountId = '111122223333'
export const otherAccountId = '444455556666'

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Default: the first of the two accounts. */
  readonly account?: string
  /** Default `eu-west-1`. */
  readonly region?: string
}

/** S3's operations without the gateway: nothing is signed, and what they need is only looked at. */
export interface S3 {
  readonly state: State
  readonly clock: { now: Date }
  readonly send: (request: string, sent?: Sent) => RawResponse
  /** The same for what may take its time. */
  readonly answer: (request: string, sent?: Sent) => Promise<RawResponse>
  /** Code and status of the refusal. */
  readonly refusal: (request: string, sent?: Sent) => readonly [string, number]
  readonly error: (request: string, sent?: Sent) => AwsError
  readonly needs: (request: string, sent?: Sent) => readonly AuthorizationNeed[]
  /** The headers and query parameters (`?name`) that operations have asked for by name. */
  readonly asked: Set<string>
}

/** Remembers what it is asked for. */
class RecordingMap extends Map<string, string> {
  readonly #record: (name: string) => void

  constructor(entries: Iterable<readonly [string, string]>, record: (name: string) => void) {
    super(entries)
    this.#record = record
  }

  override get(name: string): string | undefined {
    this.#record(name)
    return super.get(name)
  }

  override has(name: string): boolean {
    this.#record(name)
    return super.has(name)
  }
}

/** @param refusedKeys keys that DeleteObjects is told it may not delete */
export function createS3(refusedKeys: readonly string[] = []): S3 {
  const state = createState([accountId, otherAccountId])
  const asked = new Set<string>()
  let drawn = 0
  const clock = { now: new Date('2026-11-22T12:00:00.500Z') }

  const prepare = (request: string, { headers = {}, body = '', account = accountId, region }: Sent) => {
    const [method = '', target = ''] = request.split(' ')
    const lowerCase = new Map(Object.entries({ host: '127.0.0.1', ...headers }))
    const raw = { method, target, rawHeaders: [], body: Buffer.from(body) }
    const { action, params, headers: heeded } = routeS3(raw, lowerCase)
    const call: Call = {
      request: raw,
      service: 's3',
      action: action.name,
      params: new RecordingMap(params, (name) => asked.add(`?${name}`)),
      headers: new RecordingMap(heeded, (name) => asked.add(name)),
      caller: {
        principal: { type: 'root', arn: `arn:aws:iam::${account}:root`, account },
        account,
        accessKeyId: 'AKIAROOT',
        session: undefined,
      },
      account: state.accounts.get(account)!,
      state,
      loads: state.loads,
      region: region ?? 'eu-west-1',
      now: clock.now,
      requestId: 'request-1',
      randomBytes: (size) => {
        drawn += 1
        return Uint8Array.from({ length: size }, () => drawn)
      },
      refusalOf: ({ resource }) =>
        refusedKeys.some((key) => resource.endsWith(`/${key}`))
          ? new AwsError('AccessDenied', 403, 'Access Denied')
          : undefined,
    }
    return { action, call }
  }
  const send = (request: string, sent: Sent = {}): RawResponse => {
    const { action, call } = prepare(request, sent)
    action.needs(call)
    const response = action.run(call)
    if (response instanceof Promise) throw new TypeError(`${request} is not expected to be asynchronous`)
    return response
  }
  const answer = async (request: string, sent: Sent = {}): Promise<RawResponse> => {
    const { action, call } = prepare(request, sent)
    action.needs(call)
    return await action.run(call)
  }
  const error = (request: string, sent?: Sent): AwsError => {
    try {
      send(request, sent)
    } catch (refused) {
      if (refused instanceof AwsError) return refused
      throw refused
    }
    throw new Error(`${request} was not refused`)
  }
  return {
    state,
    clock,
    asked,
    send,
    answer,
    error,
    refusal: (request, sent) => {
      const { code, status } = error(request, sent)
      return [code, status]
    },
    needs: (request, sent = {}) => {
      const { action, call } = prepare(request, sent)
      return action.needs(call)
    },
  }
}

/** The same with a bucket `lab` in it. */
export function createS3WithBucket(refusedKeys?: readonly string[]): S3 {
  const s3 = createS3(refusedKeys)
  s3.send('PUT /lab', { region: 'us-east-1' })
  return s3
}

export function header({ headers }: RawResponse, name: string): string | undefined {
  return headers.find(([candidate]) => candidate.toLowerCase() === name.toLowerCase())?.[1]
}

/** The texts of all elements of that name. */
export function elements(response: RawResponse, name: string): readonly string[] {
  const pattern = new RegExp(`<${name}>([^<]*)</${name}>`, 'g')
  return [...String(response.body).matchAll(pattern)].map((match) => match[1] ?? '')
}
