import type { RawResponse } from '../base/index.ts'
import type { AuthorizationNeed, Call } from '../protocol/index.ts'

/** What a request is about. Both are empty where it names none. */
export interface S3Target {
  readonly bucket: string
  /** Decoded. */
  readonly key: string
}

/** One S3 operation, under the name of AWS's API reference. */
export interface S3Operation {
  readonly name: string
  readonly needs: (call: Call, target: S3Target) => readonly AuthorizationNeed[]
  readonly run: (call: Call, target: S3Target) => RawResponse
}
