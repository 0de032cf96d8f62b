import type { AwsError, IncomingRequest, RawResponse } from '../base/index.ts'
import type { AuthorizationNeed, Caller } from '../protocol/index.ts'

/** What is known of a request once it was answered. */
export interface Answered {
  readonly at: Date
  readonly requestId: string
  /** `service:Action`. */
  readonly action: string
  readonly caller: Caller | undefined
  readonly region: string
  readonly request: IncomingRequest
  readonly headers: ReadonlyMap<string, string>
  /** How long the body was; `undefined`: as its headers say. */
  readonly bodyBytes: number | undefined
  /** The bucket whose website was asked for. */
  readonly website: string | undefined
  /** What was asked for, where it is no matter of the path: fields by name, or the members of a body in JSON. */
  readonly parameters: ReadonlyMap<string, string> | object | undefined
  /** The body of what S3 was asked to take, without its objects, as it was verified. */
  readonly put: Uint8Array | undefined
  /** What was answered, before it was written down. */
  readonly result: unknown
  /** What the caller had to be allowed. */
  readonly needs: readonly AuthorizationNeed[]
  readonly response: RawResponse
  readonly refusal: AwsError | undefined
  readonly reason: string | undefined
}
