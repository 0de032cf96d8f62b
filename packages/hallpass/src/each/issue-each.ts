import { checkOption, checkOptionNames, HallpassError, type OptionNames } from '../base/index.ts'
import type { IssuedSession, Issuer, SessionRequest } from '../issue/index.ts'
import { retry, type Sleep } from '../wire/index.ts'
import { createFailureWatch } from './failure-watch.ts'
import { openPeopleSource } from './people-source.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** Sessions of one role for many people. */
export interface IssueEachOptions<Person extends SessionRequest> {
  /** Made by `createIssuer()`. */
  readonly issuer: Pick<Issuer, 'issue'>
  /**
   * Asked for the next one only when there is room: a generator is fine, an async one too. May carry fields of your
   * own, unless they look like an option of the request (`duration`).
   */
  readonly people: Iterable<Person> | AsyncIterable<Person>
  /**
   * What is to be done with each session before the next result counts, e.g. storing it: runs for many people
   * at once, within `concurrency`. What it throws is that person's failure. Default: nothing.
   */
  readonly finish?: ((session: IssuedSession, person: Person) => Promise<void>) | undefined
  /** Calls of STS a second at most. Default 500: AWS takes 600 for an account and region. */
  readonly ratePerSecond?: number | undefined
  /** In place of `ratePerSecond`: a limit that is shared with other calls of this process. */
  readonly bucket?: TokenBucket | undefined
  /** People who are served at once, at most. Default 50; one alone until somebody has been served. */
  readonly concurrency?: number | undefined
  /** Starts nobody more. Calls that are on their way are carried to their end, so that no session is lost. */
  readonly signal?: AbortSignal | undefined
  /** Attempts for one person when the network or AWS fails. Default 3. */
  readonly maxAttempts?: number | undefined
  /** Attempts for one person while AWS throttles. Default 10. */
  readonly maxThrottledAttempts?: number | undefined
  /** From 0 to below 1, for the waits between attempts. Default `Math.random`. */
  readonly random?: (() => number) | undefined
  readonly sleep?: Sleep | undefined
}

const optionNames = {
  issuer: true,
  people: true,
  finish: true,
  ratePerSecond: true,
  bucket: true,
  concurrency: true,
  signal: true,
  maxAttempts: true,
  maxThrottledAttempts: true,
  random: true,
  sleep: true,
} as const satisfies OptionNames<IssueEachOptions<SessionRequest>>

/** What became of one person. */
export type IssueEachResult<Person extends SessionRequest> =
  | { readonly outcome: 'issued'; readonly person: Person; readonly session: IssuedSession }
  | {
      readonly outcome: 'failed'
      readonly person: Person
      readonly error: unknown
      /** There when the session was issued and `finish` failed. */
      readonly session: IssuedSession | undefined
    }

/**
 * Issues a session to each of many people, at a steady rate, and yields what became of each as soon as it is
 * known, in no order. A person's failure is a result and disturbs nobody else. Nothing more is started while the
 * consumer of the results does not ask for the next; leaving the loop ends everything in good order.
 *
 * The first person is served alone: what is wrong for everyone is found with one call. When AWS throttles, the
 * rate is halved and comes back by a twentieth of it a second.
 *
 * @throws HallpassError after the results so far: what is wrong for everyone (see docs/each.md); `Aborted` when
 * `signal` was aborted before everyone had been started
 */
export async function* issueEach<Person extends SessionRequest>(
  options: IssueEachOptions<Person>,
): AsyncGenerator<IssueEachResult<Person>, void, undefined> {
  checkOption('options', options, 'an object')
  checkOptionNames('issueEach()', options, optionNames)
  checkOption('people', options.people, 'a list, or an iterable, an async one too')
  const { concurrency = 50, signal } = options
  const halt = new AbortController()
  const onAbort = (): void => halt.abort(signal?.reason)
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })
  const serve = createServe(options, halt.signal)
  const watch = createFailureWatch()
  const source = openPeopleSource(options.people)
  const halted = new Promise<void>((resolve) => {
    halt.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const ready: IssueEachResult<Person>[] = []
  const running = new Set<Promise<void>>()
  let calledOff = 0
  let stoppedBy: HallpassError | undefined

  const start = (person: Person): void => {
    const work = serve(person).then((result) => {
      running.delete(work)
      if (result === undefined) {
        calledOff++
        return
      }
      stoppedBy ??= watch.saw(result)
      if (stoppedBy !== undefined) halt.abort()
      ready.push(result)
    })
    running.add(work)
  }
  const startSome = (): void => {
    while (!halt.signal.aborted) {
      if (running.size + ready.length >= (watch.anyIssued() ? concurrency : 1)) return
      const next = source.take()
      if (next === undefined) return
      start(next.person)
    }
  }
  try {
    for (;;) {
      startSome()
      const result = ready.shift()
      if (result !== undefined) yield result
      else {
        const coming = halt.signal.aborted ? undefined : source.waiting()
        if (running.size === 0 && coming === undefined) break
        await Promise.race([...running, ...(coming ? [coming, halted] : [])])
      }
    }
    source.rethrow()
    if (stoppedBy !== undefined) throw stoppedBy
    if (signal?.aborted && (calledOff > 0 || !source.exhausted())) throw aborted(signal)
  } finally {
    halt.abort()
    signal?.removeEventListener('abort', onAbort)
    await Promise.all(running)
    source.close()
  }
}

/** Serves one person; `undefined` when called off before anything was issued. Never rejects. */
function createServe<Person extends SessionRequest>(
  options: IssueEachOptions<Person>,
  halted: AbortSignal,
): (person: Person) => Promise<IssueEachResult<Person> | undefined> {
  const { issuer, finish, ratePerSecond = 500, random, sleep } = options
  const { maxAttempts = 3, maxThrottledAttempts = 10 } = options
  const bucket = options.bucket ?? createTokenBucket({ ratePerSecond, sleep })
  // A call that was sent may have issued a session already: it is not called off with the rest.
  const toTheEnd = new AbortController().signal
  const attempt = async (person: Person): Promise<IssuedSession> => {
    const permit = await bucket.take(halted)
    try {
      return await issuer.issue(person, { signal: toTheEnd, maxAttempts: 1 })
    } catch (error) {
      if (error instanceof HallpassError && error.code === 'Throttled') bucket.throttled(permit)
      throw error
    }
  }
  return async (person) => {
    let session: IssuedSession | undefined
    try {
      const again = { maxAttempts, maxThrottledAttempts, signal: halted, random, sleep }
      session = await retry(() => attempt(person), again)
      await finish?.(session, person)
      return { outcome: 'issued', person, session }
    } catch (error) {
      if (session === undefined && halted.aborted && isAborted(error)) return undefined
      return { outcome: 'failed', person, error, session }
    }
  }
}

function isAborted(error: unknown): boolean {
  return error instanceof HallpassError && error.code === 'Aborted'
}

function aborted(signal: AbortSignal): HallpassError {
  return new HallpassError('Aborted', 'stopped before everyone had been served', { cause: signal.reason })
}
