/** What there is to say about one request. Never holds a secret, a token or a signature. */
export interface LogEntry {
  readonly at: Date
  /** 0 where the connection was cut instead. */
  readonly status: number
  /** `service:Action`, e.g. `sts:AssumeRole`. */
  readonly action: string
  /** The caller's arn, or what the sign-in page calls the session; `undefined` before that is known. */
  readonly who: string | undefined
  readonly requestId: string
  /** AWS's error code. */
  readonly errorCode: string | undefined
  /** Why it was refused, in more detail than the caller is told. */
  readonly reason: string | undefined
}

/** One line: `12:00:01 403 s3:ListBucket arn:aws:… ImplicitlyDenied: …`, the time in UTC. */
export function formatLogEntry(entry: LogEntry): string {
  const words = [
    entry.at.toISOString().slice(11, 19),
    String(entry.status).padStart(3, '0'),
    entry.action,
    entry.who,
    explanation(entry),
  ]
  return printable(words.filter((word) => word !== undefined).join(' '))
}

/** A denial's reason says what it is; before any other comes AWS's code. */
function explanation({ reason, errorCode }: LogEntry): string | undefined {
  if (reason === undefined || errorCode === undefined) return reason ?? errorCode
  return /^(?:Im|Ex)plicitlyDenied: /.test(reason) ? reason : `${errorCode}: ${reason}`
}

/** What callers send ends up here: it must not break the line, steer a terminal, or turn text around. */
function printable(text: string): string {
  return text
    .replace(/\s*\n\s*/g, '; ')
    .replace(/\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}
