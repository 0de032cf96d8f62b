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
  /** Asks to be told when nobody waits for the answer any more. Left out: somebody always does. */
  readonly onGone?: (gone: () => void) => void
}

/** A request whose body is perhaps still under way: it is read once, and only as far as it is wanted. */
export interface IncomingRequest extends Omit<RawRequest, 'body'> {
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
}

export interface RawResponse {
  readonly status: number
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** Empty where there is a `stream`. */
  readonly body: Uint8Array | string
  /** The body of an object that is too large to be in memory, piece by piece; it is read once. */
  readonly stream?: AsyncIterable<Uint8Array>
}
