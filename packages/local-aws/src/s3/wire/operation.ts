import type { RawResponse } from '../../base/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import type { ChecksumAlgorithm } from './checksums.ts'

/** What a request is about. Both are empty where it names none. */
export interface S3Target {
  readonly bucket: string
  /** Decoded. */
  readonly key: string
}

/** How a request asks for an operation. */
export interface S3Shape {
  /** Under the name of AWS's API reference. */
  readonly name: string
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly on: 'account' | 'bucket' | 'object'
  /** The query parameters that name it, e.g. `tagging`, `list-type=2`, `analytics&id`. Default: none. */
  readonly part?: string
  /** The header that makes it this operation and no other. */
  readonly header?: 'x-amz-copy-source'
}

/** One S3 operation. */
export interface S3Operation extends S3Shape {
  /**
   * The headers (in lower case) and query parameters (`?name`) that it heeds, beyond those that every request
   * has. Whatever else of S3's a request holds is refused by name: see `refuseUnheeded`.
   */
  readonly heeds?: readonly string[]
  /**
   * The elements of the document in its body that it heeds, as paths from the root, which comes first. An
   * operation without them takes no document.
   */
  readonly elements?: readonly [root: string, ...paths: readonly string[]]
  /** What is not as on AWS, for the documentation. Default: nothing that is known. */
  readonly differs?: string
  /** Checksums of the request are those of its body, unless they are the finished object's. Default `body`. */
  readonly checksumsOf?: 'body' | 'object'
  /** What the caller must be allowed, in order. */
  readonly needs: (call: Call, target: S3Target) => readonly AuthorizationNeed[]
  /**
   * Makes it take a body of up to 5 GiB, which comes as `call.received`. Asked before any of the body is read,
   * to refuse what can be refused by then.
   *
   * @returns the checksums that it needs of the body, beyond MD5 and those that the request was sent with
   */
  readonly receives?: (call: Call, target: S3Target) => readonly ChecksumAlgorithm[]
  readonly run: (call: Call, target: S3Target) => RawResponse | Promise<RawResponse>
}
