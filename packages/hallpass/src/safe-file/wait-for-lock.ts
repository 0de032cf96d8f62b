import { HallpassError, onAbort } from '../base/index.ts'
import { type HeldLock, type LockContext, lockPath, tryLock } from './file-lock.ts'

export interface LockWait {
  /**
   * How long one and the same process may have the lock before waiting for it is given up: a holder takes
   * milliseconds, so a long one is stuck, while many that take turns are work getting done. Default: 30,000.
   * Bounds: 0 or more; 0 tries once.
   */
  readonly lockTimeoutMs?: number | undefined
  /** From 0 to below 1, for the spread of the waits. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
  /** Default: `setTimeout`. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined
  /** Ends the waiting with `Aborted`. A change that has begun is carried to its end. */
  readonly signal?: AbortSignal | undefined
  /** A clock that only goes forward. Default: `performance.now`. */
  readonly monotonicMs?: (() => number) | undefined
}

const shortestWaitMs = 2
const longestWaitMs = 200

/**
 * Takes the lock beside `target`, after waiting for those who have it: each wait is a random part of a span that
 * doubles from 2 to 200 ms, so that many waiters do not come back together.
 *
 * @throws HallpassError `ProfileFileLocked`, naming the process, when one of them has had it for too long;
 * `Aborted`.
 */
export async function waitForLock(target: string, context: LockContext & LockWait): Promise<HeldLock> {
  const { lockTimeoutMs = 30_000, random = Math.random, sleep = pause, signal } = context
  const monotonicMs = context.monotonicMs ?? (() => performance.now())
  const path = lockPath(target)
  let deadline = monotonicMs() + lockTimeoutMs
  let holder: string | undefined
  for (let spanMs = shortestWaitMs; ; spanMs = Math.min(spanMs * 2, longestWaitMs)) {
    const attempt = tryLock(path, context)
    if ('held' in attempt) return attempt.held
    if (signal?.aborted) throw aborted(target, signal)
    const now = monotonicMs()
    const seen = attempt.heldBy?.id ?? attempt.state
    if (holder !== undefined && holder !== seen) deadline = now + lockTimeoutMs
    holder = seen
    const leftMs = deadline - now
    if (leftMs <= 0) throw locked(target, path, attempt)
    await sleep(Math.min(leftMs, spanMs * random()), signal)
  }
}

function locked(
  target: string,
  path: string,
  { heldBy, state }: Exclude<ReturnType<typeof tryLock>, { held: HeldLock }>,
): HallpassError {
  const who =
    heldBy === undefined ? 'another process' : `process ${heldBy.holder.pid} on ${heldBy.holder.host}`
  const remove = `if you know that it has ended, remove ${path}`
  return new HallpassError('ProfileFileLocked', `${target} is being changed by ${who}`, {
    hint:
      state === 'unknown'
        ? `whether it still runs cannot be seen from here; ${remove}`
        : 'try again when it has finished',
    facts: { file: target },
  })
}

function aborted(target: string, signal: AbortSignal): HallpassError {
  return new HallpassError('Aborted', `called off while waiting to change ${target}`, {
    cause: signal.reason,
    facts: { file: target },
  })
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      forget()
      resolve()
    }
    const timer = setTimeout(done, ms)
    const forget = onAbort(signal, done)
  })
}
