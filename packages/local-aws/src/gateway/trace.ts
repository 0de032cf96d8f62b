import type { RawResponse } from '../base/index.ts'
import type { JsonForm, QueryService } from '../protocol/index.ts'
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
  errorCode: string | undefined
  /** The bucket whose website was asked for. */
  website: string | undefined
  /** Whether it is for what is below `/_local`. */
  isLocal: boolean
  /** What lets a page of another origin read the answer. */
  crossOrigin: RawResponse['headers'] | undefined
}

/** Lets the dispatch say what it finds out on the way. */
export function noteIn(trace: Trace): Note {
  return ({ action, who }) => {
    trace.action = action ?? trace.action
    trace.who = who ?? trace.who
  }
}
