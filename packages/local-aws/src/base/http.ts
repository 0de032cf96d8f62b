/**
 * A request as it came over the wire. Signatures are made over exactly this: a WHATWG `Request` would
 * normalise the path, join repeated headers and lower-case their names.
 */
export interface RawRequest {
  readonly method: string
  /** The request target as sent: path and query, still encoded. */
  readonly target: string
  /** Names and values in turn, as sent (the shape of Node's `rawHeaders`). */
  readonly rawHeaders: readonly string[]
  readonly body: Uint8Array
  /** The peer's address, for `aws:SourceIp`. Default `127.0.0.1`. */
  readonly remoteAddress?: string
}

export interface RawResponse {
  readonly status: number
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Uint8Array | string
}
