import type { AwsError, RawResponse } from '../base/index.ts'
import type { AuthorizationNeed, Caller, JsonForm, QueryService } from '../protocol/index.ts'
import type { Note } from './dispatch.ts'

/** What becomes known about a request on its way, for the log and for the shape of a refusal. */
export interface Trace {
  readonly requestId: string
  readonly now: Date
  readonly headers: ReadonlyMap<string, string>
  /** In whose words a refusal is, where it is in XML. */
  service: QueryService | 's3'
  /** How answers are written, where the request is in the JSON protocol. */
  json: JsonForm | undefined
  action: string
  who: string | undefined
  reason: string | undefined
  refusal: AwsError | undefined
  /** Whose request it is; `undefined` before that is known. */
  caller: Caller | undefined
  /** Of its signature. */
  region: string | undefined
  /** What the caller has to be allowed. */
  needs: readonly AuthorizationNeed[]
  /** What was asked for: fields, or the members of a body in JSON. */
  parameters: ReadonlyMap<string, string> | object | undefined
  /** The body of what S3 was asked to take, without its objects. */
  put: Uint8Array | undefined
  /** How long the body was, where all of it was read before it was looked at. */
  bodyBytes: number | undefined
  /** What was answered, before it was written down. */
  result: unknown
  /** The bucket whose website was asked for. */
  website: string | undefined
  /** Whether it is for what is below `/_local`. */
  isLocal: boolean
  /** What lets a page of another origin read the answer. */
  crossOrigin: RawResponse['headers'] | undefined
}

/** A trace of which nothing is known yet. */
export function newTrace(method: string, known: Pick<Trace, 'requestId' | 'now' | 'headers'>): Trace {
  return {
    ...known,
    service: 's3',
    json: undefined,
    action: method,
    who: undefined,
    reason: undefined,
    refusal: undefined,
    caller: undefined,
    region: undefined,
    needs: [],
    parameters: undefined,
    put: undefined,
    bodyBytes: undefined,
    result: undefined,
    website: undefined,
    isLocal: false,
    crossOrigin: undefined,
  }
}

/** Lets the dispatch say what it finds out on the way. */
export function noteIn(trace: Trace): Note {
  return (known) => {
    Object.assign(trace, known)
    const { caller } = known
    if (caller !== undefined) trace.who = 'arn' in caller.principal ? caller.principal.arn : undefined
  }
}
