/** One line on a terminal that is written over again and again. Silent anywhere else. */
export interface Progress {
  /** Shows the line, at most ten times a second. */
  readonly show: (line: string) => void
  /** Takes the line away, so that something else can be printed. */
  readonly clear: () => void
}

/** Where the line goes, as far as it is needed. */
export interface ProgressStream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  /** The terminal's width; 80 where that is not known (absent or 0). */
  readonly columns?: number | undefined
}

const leastMsBetween = 100
const clearLine = '\r\u001b[K'

/** A progress line on a stream; on a terminal that knows no control sequences (`TERM=dumb`) there is none. */
export function createProgress(
  stream: ProgressStream,
  options: {
    readonly env: Readonly<Record<string, string | undefined>>
    /** A clock that only goes forward, in milliseconds. Default `performance.now`. */
    readonly monotonicMs?: () => number
  },
): Progress {
  const { env, monotonicMs = () => performance.now() } = options
  const shown = stream.isTTY === true && env['TERM'] !== 'dumb'
  let visible = false
  let lastMs = Number.NEGATIVE_INFINITY
  return {
    show: (line) => {
      const nowMs = monotonicMs()
      if (!shown || nowMs - lastMs < leastMsBetween) return
      lastMs = nowMs
      visible = true
      // A line that is wrapped could not be taken back.
      stream.write(clearLine + line.slice(0, Math.max(0, (stream.columns || 80) - 1)))
    },
    clear: () => {
      if (!visible) return
      visible = false
      stream.write(clearLine)
    },
  }
}
