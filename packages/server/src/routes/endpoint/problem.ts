import { type ErrorCode, HallpassError } from 'hallpass'
import * as v from 'valibot'

const statuses: Partial<Readonly<Record<ErrorCode, number>>> = {
  InvalidInput: 400,
  NotSignedIn: 401,
  Forbidden: 403,
  NotFound: 404,
  StateConflict: 409,
  WorkshopFull: 409,
  IdempotencyConflict: 409,
  VersionConflict: 412,
  RateLimited: 429,
  DatabaseUnavailable: 503,
  Throttled: 503,
  NotYetEffective: 503,
  Aborted: 503,
  NetworkTimeout: 504,
  // What AWS, or the way to it, refuses is neither the caller's fault nor ours.
  AccessDenied: 502,
  AwsRefused: 502,
  AwsUnavailable: 502,
  ClockSkewed: 502,
  ConsoleRefused: 502,
  ConsoleUnavailable: 502,
  DurationOverChainedMaximum: 502,
  DurationOverRoleMaximum: 502,
  ExpiredToken: 502,
  InvalidClientTokenId: 502,
  MalformedPolicyDocument: 502,
  NetworkUnreachable: 502,
  PackedPolicyTooLarge: 502,
  PolicyNotOwned: 502,
  RegionDisabled: 502,
  ResponseInvalid: 502,
  RoleFull: 502,
  SignatureDoesNotMatch: 502,
  TlsFailed: 502,
}

/** The HTTP status of a code. What is not in the table is about this installation: a fault of ours. */
export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 500
}

/** A failure, as it is answered (RFC 9457). */
export const problemSchema = v.strictObject({
  type: v.pipe(v.string(), v.description('`urn:hallpass:` and the code')),
  title: v.pipe(v.string(), v.description('what was wrong')),
  status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
  code: v.pipe(v.string(), v.description('one of docs/errors.md, or `Internal`')),
  hint: v.optional(v.pipe(v.string(), v.description('what to do next'))),
  name: v.optional(v.pipe(v.string(), v.description('the field, state or scope in question'))),
  awsCode: v.optional(v.string()),
  awsMessage: v.optional(v.string()),
  Code: v.optional(v.pipe(v.string(), v.description('`code`, as AWS SDKs look for it'))),
  Message: v.optional(v.pipe(v.string(), v.description('`title`, as AWS SDKs look for it'))),
  errors: v.optional(v.array(v.strictObject({ path: v.string(), message: v.string() }))),
})

export type Problem = v.InferOutput<typeof problemSchema>

/** What is wrong with a request, field by field. */
export class InvalidRequest extends HallpassError {
  readonly errors: readonly { readonly path: string; readonly message: string }[]

  constructor(where: string, issues: readonly v.BaseIssue<unknown>[]) {
    const errors = issues.slice(0, 50).map((issue) => ({
      path: v.getDotPath(issue) ?? '',
      // valibot's own words repeat what was received, which may be a secret in the wrong place.
      message: issue.expected === null ? 'it is not as it should be' : `${issue.expected} is expected`,
    }))
    const [first] = errors
    super('InvalidInput', `the ${where} is not as it should be`, {
      hint: first === undefined ? undefined : `${first.path === '' ? where : first.path}: ${first.message}`,
      facts: first === undefined || first.path === '' ? {} : { name: first.path },
    })
    this.errors = errors
  }
}

/** A failure → what is answered. What is none of ours is a fault of ours, and told in no more words. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof HallpassError)) {
    return {
      type: 'urn:hallpass:Internal',
      title: 'something went wrong in the server',
      status: 500,
      code: 'Internal',
      hint: 'try again; the server’s log has more',
    }
  }
  const { code, message, hint, facts } = error
  return {
    type: `urn:hallpass:${code}`,
    title: message,
    status: statusOf(code),
    code,
    ...(hint === undefined ? {} : { hint }),
    ...(facts.name === undefined ? {} : { name: facts.name }),
    ...(facts.awsCode === undefined ? {} : { awsCode: facts.awsCode }),
    ...(facts.awsMessage === undefined ? {} : { awsMessage: facts.awsMessage }),
    ...(error instanceof InvalidRequest ? { errors: [...error.errors] } : {}),
  }
}
