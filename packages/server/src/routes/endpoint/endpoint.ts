import type { ErrorCode } from 'hallpass'
import type { BaseIssue, BaseSchema, InferOutput } from 'valibot'
import type { Actor, Operation } from '../../actor/index.ts'
import type { Services } from '../../change/index.ts'
import type { MadeUnderKey } from '../../store/index.ts'

/** Any schema of ours. */
export type Schema = BaseSchema<unknown, unknown, BaseIssue<unknown>>

type Output<S extends Schema | undefined> = S extends Schema ? InferOutput<S> : undefined

/** A request that was checked, for the function that answers it. */
export interface Call<
  Params extends Schema | undefined,
  Query extends Schema | undefined,
  Body extends Schema | undefined,
> {
  readonly services: Services
  readonly actor: Actor
  readonly params: Output<Params>
  readonly query: Output<Query>
  readonly body: Output<Body>
  /** The version of `If-Match`, where it came. */
  readonly version: number | undefined
  /** The body as it came, where it is of one of the endpoint's other media types; `body` is empty then. */
  readonly bytes: Uint8Array | undefined
}

/** The same, before the schemas are looked at. */
export interface UntypedCall extends Pick<
  Call<undefined, undefined, undefined>,
  'services' | 'actor' | 'version' | 'bytes'
> {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/** What a function answers; the body is held to the schema of the status. */
export interface Answer {
  readonly status: 200 | 201 | 202 | 204 | 303
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** In place of `body`, for answers that are no JSON. */
  readonly stream?: AsyncIterable<string> | string
}

/** What can be answered with a status. */
export interface AnswerDescription {
  readonly description: string
  readonly schema?: Schema
  /** The media type of what has no schema. */
  readonly mediaType?: string
  readonly headers?: readonly ('ETag' | 'Location')[]
}

/** An endpoint as data: what it takes, what it answers, and the function between the two. */
export interface Endpoint {
  /** `operationId` of the document; a method's name in a client. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With `{names}` for parameters. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  /** What it takes to be allowed; `anyone` asks for no sign-in, `lease-token` for a lease's own. */
  readonly needs: Operation | 'anyone' | 'lease-token'
  /** Of what asks for no sign-in: whether somebody might try codes at it, so that addresses are held back. */
  readonly guessable?: boolean
  readonly params?: Schema
  readonly query?: Schema
  readonly body?: Schema
  /** Media types besides JSON whose bytes are taken as they are. */
  readonly otherBodies?: readonly string[]
  readonly maxBodyBytes?: number
  /** Whether `Idempotency-Key` is understood. */
  readonly creates?: boolean
  /** Whether `If-Match` is understood. */
  readonly versioned?: boolean
  /** Whether the answer holds a secret: then it is neither stored by us nor by anybody on the way. */
  readonly secret?: boolean
  /** Whether AWS is asked before it answers, so that AWS's refusals are among its errors. */
  readonly asksAws?: boolean
  readonly answers: Partial<Record<Answer['status'], AnswerDescription>>
  /** What can go wrong besides what can go wrong everywhere. */
  readonly errors?: readonly ErrorCode[]
  // A method, so that a function of a narrower call is one too: the schemas above make what it is given.
  run(call: UntypedCall): Promise<Answer>
  /** Of what creates, and answers no secret: the answer for what a request made that was cut off before its answer. */
  again?(call: UntypedCall, made: MadeUnderKey): Promise<Answer>
}

interface Typed<
  Params extends Schema | undefined,
  Query extends Schema | undefined,
  Body extends Schema | undefined,
> extends Omit<Endpoint, 'params' | 'query' | 'body' | 'run' | 'again'> {
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly run: (call: Call<Params, Query, Body>) => Promise<Answer>
  readonly again?: (call: Call<Params, Query, Body>, made: MadeUnderKey) => Promise<Answer>
}

/** Describes an endpoint; its function's types come from its schemas. */
export function endpoint<
  Params extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
>(described: Typed<Params, Query, Body>): Endpoint {
  return described
}
