/** A refusal as AWS words it: `code` and `message` go on the wire, `reason` only into the log. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** What the operator of the local AWS may know and the caller may not, e.g. why a trust policy refused. */
  readonly reason: string | undefined
  /** Extra elements of the error document, e.g. S3's `BucketName`. */
  readonly details: Readonly<Record<string, string>>
  /** Headers of the answer, e.g. S3's `x-amz-delete-marker`. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** The sentence as events have it: without the values that `message` quotes and no event shows. */
  readonly recorded: string

  constructor(
    code: string,
    status: number,
    message: string,
    more: {
      reason?: string
      details?: Readonly<Record<string, string>>
      headers?: ReadonlyArray<readonly [name: string, value: string]>
      recorded?: string
    } = {},
  ) {
    super(message)
    this.name = 'AwsError'
    this.code = code
    this.status = status
    this.reason = more.reason
    this.details = more.details ?? {}
    this.headers = more.headers ?? []
    this.recorded = more.recorded ?? message
  }
}
