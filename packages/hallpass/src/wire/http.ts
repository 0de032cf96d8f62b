/** One HTTP request, exactly as it goes on the wire. */
export interface HttpRequest {
  readonly method: string
  /** Scheme, host and port; its path and query play no part. */
  readonly endpoint: URL
  /**
   * Path and query, already percent-encoded, beginning with `/`. A string and not a `URL`, which would
   * normalise the path and so change what was signed.
   */
  readonly target: string
  /** Names in lower case. `host` and `content-length` are added where absent. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
}

/** An answer that arrived whole, whatever its status. */
export interface HttpResponse {
  readonly status: number
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Decoded as UTF-8. */
  readonly body: string
}

/** What one exchange may take; each default is the transport's own. */
export interface ExchangeOptions {
  /** Ends the exchange at once with `Aborted`. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for the whole exchange, from the moment that a connection is at hand for it. */
  readonly timeoutMs?: number | undefined
  /** Bytes of body that are read at most. */
  readonly maxBytes?: number | undefined
}

/**
 * Sends one request and reads its answer. Redirects are not followed and nothing is tried again.
 *
 * It rejects with a `HallpassError`: `NetworkUnreachable`, `NetworkTimeout`, `TlsFailed`, `ResponseInvalid`,
 * `SettingInvalid` (a proxy that wants other settings) or `Aborted`.
 */
export type Transport = (request: HttpRequest, options?: ExchangeOptions) => Promise<HttpResponse>
