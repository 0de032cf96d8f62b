import type { HallpassError } from '../base/index.ts'
import { sleepFor, type Sleep } from '../wire/index.ts'

/** What may fail for a while because IAM has not spread a change yet. */
export interface Settling {
  /** Whether a failure is one that passes by itself. Everything else is thrown at once. */
  readonly passes: (error: unknown) => error is HallpassError
  /** The failure in words that tell it from a real refusal, when waiting did not help. */
  readonly gaveUp: (error: HallpassError, waitedSeconds: number) => HallpassError
  /**
   * Successes in a row that count: AWS answers from many places, and the next answer may come from one that
   * does not know of the change yet. Default 1.
   */
  readonly successes?: number
  /** Is told once, before the first wait. */
  readonly waiting?: (() => void) | undefined
}

export interface WaitOptions {
  readonly sleep?: Sleep | undefined
  readonly random?: (() => number) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Waiting ends after these seconds in all. */
export const longestWaitSeconds = 90

const firstWaitMs = 500
const longestPauseMs = 10_000
// Between two successes: no reason to hurry, and none to dawdle.
const confirmMs = 500

/**
 * Calls `attempt` until it has succeeded as often in a row as wanted, with waits that grow from half a second to
 * ten, and a minute and a half of waiting at most.
 *
 * Source: "Changes that I make are not always immediately visible", IAM User Guide (eventual consistency).
 */
export async function untilEffective<T>(
  attempt: () => Promise<T>,
  settling: Settling,
  options: WaitOptions = {},
): Promise<T> {
  const { sleep = sleepFor, random = Math.random, signal } = options
  const { successes = 1, passes, gaveUp, waiting } = settling
  let waitedMs = 0
  let pauseMs = firstWaitMs
  let inARow = 0
  for (;;) {
    let nextMs: number
    try {
      const answer = await attempt()
      inARow++
      if (inARow >= successes) return answer
      nextMs = confirmMs
    } catch (error) {
      if (!passes(error)) throw error
      inARow = 0
      if (waitedMs >= longestWaitSeconds * 1000) throw gaveUp(error, Math.round(waitedMs / 1000))
      if (waitedMs === 0) waiting?.()
      nextMs = Math.round(pauseMs * (0.75 + random() / 2))
      pauseMs = Math.min(longestPauseMs, pauseMs * 1.6)
    }
    await sleep(nextMs, signal)
    waitedMs += nextMs
  }
}
