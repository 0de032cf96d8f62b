import { HallpassError, type ErrorCode, onAbort } from '../base/index.ts'

/** Waits so many milliseconds; rejects as soon as the signal is aborted. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>

export interface RetryOptions {
  /** Attempts in all, the first included. Default 3. */
  readonly maxAttempts?: number | undefined
  /** Attempts in all where the last of them was throttled. Default: `maxAttempts`. */
  readonly maxThrottledAttempts?: number | undefined
  /** Ends a wait at once with `Aborted`. */
  readonly signal?: AbortSignal | undefined
  /** A number from 0 up to but not including 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
  readonly sleep?: Sleep | undefined
}

const maxDelayMs = 20_000

// What may pass by itself. A refusal is not among them: asking again gets the same answer.
const baseDelayMs: Partial<Record<ErrorCode, number>> = {
  NetworkUnreachable: 100,
  NetworkTimeout: 100,
  AwsUnavailable: 100,
  Throttled: 500,
}

/**
 * Calls `attempt` until it succeeds, fails for good, or has been called `maxAttempts` times. Between two
 * calls it waits a random time between nothing and a bound that doubles: full jitter, so that a class that
 * was refused together does not come back together.
 *
 * Source: "Timeouts, retries and backoff with jitter", Amazon Builders' Library; "Retry behavior", AWS SDKs
 * and Tools Reference Guide (100 ms, 500 ms when throttled, 20 s at most, three attempts).
 */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { maxAttempts = 3, signal, random = Math.random, sleep = sleepFor } = options
  const { maxThrottledAttempts = maxAttempts } = options
  for (let failures = 1; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      const base = error instanceof HallpassError ? baseDelayMs[error.code] : undefined
      const throttled = error instanceof HallpassError && error.code === 'Throttled'
      if (base === undefined || failures >= (throttled ? maxThrottledAttempts : maxAttempts)) throw error
      await sleep(random() * Math.min(maxDelayMs, base * 2 ** (failures - 1)), signal)
    }
  }
}

/** {@link Sleep} on the clock of this machine. */
export function sleepFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const callOff = (): void =>
      reject(new HallpassError('Aborted', 'called off while waiting to try again', { cause: signal?.reason }))
    if (signal?.aborted) {
      callOff()
      return
    }
    const timer = setTimeout(() => {
      stopListening()
      resolve()
    }, milliseconds)
    const stopListening = onAbort(signal, () => {
      clearTimeout(timer)
      callOff()
    })
  })
}
