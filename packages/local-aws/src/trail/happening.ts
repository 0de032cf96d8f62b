import type { Members } from './cloud-trail-event.ts'
import type { recordedServices } from './recorded-services.ts'
import type { Vouched, Who } from './who.ts'

/**
 * What is kept of a request, as one text of JSON: no secret, nothing that may change later, and no more than it takes
 * to make the records when somebody asks for them.
 */
export interface Happening {
  /** In milliseconds since 1970. */
  readonly at: number
  readonly requestId: string
  readonly service: keyof typeof recordedServices
  readonly eventName: string
  readonly who?: Who | undefined
  readonly accessKeyId?: string | undefined
  /** Of whoever asked, as far as that is known. */
  readonly account: string
  readonly vouched?: Vouched | undefined
  readonly region: string
  readonly remoteAddress: string
  readonly userAgent?: string | undefined
  readonly host: string
  /** What was asked for in a form, as CloudTrail does not have it yet: names and values. */
  readonly fields?: ReadonlyArray<readonly [name: string, value: string]> | undefined
  /** What was asked for in JSON, as the record has it. */
  readonly parameters?: Members | undefined
  /** How many bytes of a request were too many to be kept. */
  readonly leftOut?: number | undefined
  /** What was answered, as the record has it. */
  readonly result?: Members | undefined
  readonly resource?: string | undefined
  readonly resourceAccount?: string | undefined
  /** The accounts that own what was asked for, the first resource's first. */
  readonly owners: readonly string[]
  readonly errorCode?: string | undefined
  readonly errorMessage?: string | undefined
  readonly reason?: string | undefined
  readonly s3?: S3Happening | undefined
}

/** What only the records of S3 have. */
export interface S3Happening {
  readonly target: string
  readonly website?: string | undefined
  /** The key of the object that a form is for. */
  readonly formKey?: string | undefined
  /** What was put to set a bucket up. */
  readonly put?: Members | undefined
  /** Headers that say what was asked for. */
  readonly asked: ReadonlyArray<readonly [name: string, value: string]>
  /** Of the answer. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** Of the bucket that was asked for, when it was. */
  readonly bucketOwner?: string | undefined
  readonly signedBy?: 'AuthHeader' | 'QueryString' | undefined
  readonly bytesIn: number
  readonly bytesOut: number
}
