import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** An answer, and when its request was sent. */
export interface Answered {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- what is looked into is compared, and misses loudly
  readonly body: any
  readonly headers: Headers
  readonly sentAt: number
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PATCH'
  readonly path: string
  readonly body?: object
  readonly key?: string
  /** In place of the platform's token. */
  readonly token?: string
  readonly cookie?: string
}

/** A platform as it should be written: whichever replica, repeated until there is an answer. */
export interface Platform {
  /** Asks once. Nothing when no answer came, or one that says no more than that something is away. */
  once(request: Request): Promise<Answered | undefined>
  /** Asks until there is an answer that says yes or no. */
  insist(request: Request): Promise<Answered>
  /** How often something was asked again. */
  readonly repeats: () => number
  /** Answers of 500: faults of the server. */
  readonly faults: string[]
}

const requestMs = 60_000
const insistMs = 240_000

export function createPlatform(world: World, token: string, random: Random): Platform {
  const faults: string[] = []
  let repeats = 0
  const once = async (request: Request): Promise<Answered | undefined> => {
    const { method, path, body, key, cookie } = request
    const { url } = random.pick(world.replicas)
    const sentAt = performance.now()
    try {
      const answer = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(requestMs),
        headers: {
          ...(cookie === undefined
            ? { authorization: `Bearer ${request.token ?? token}` }
            : { cookie, origin: url }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      const parsed: unknown = /[/+]json$/.test(answer.headers.get('content-type') ?? '')
        ? JSON.parse(text)
        : text
      const answered: Answered = { status: answer.status, body: parsed, headers: answer.headers, sentAt }
      if (answer.status === 500) faults.push(`${method} ${path}: ${text}`)
      return isFinal(answered) ? answered : undefined
    } catch {
      return undefined
    }
  }
  return {
    once,
    insist: async (request) => {
      const deadline = performance.now() + insistMs
      for (;;) {
        const answered = await once(request)
        if (answered !== undefined) return answered
        if (performance.now() > deadline) throw new Error(`no answer to ${request.method} ${request.path}`)
        repeats += 1
        await wait(random.between(50, 400))
      }
    },
    repeats: () => repeats,
    faults,
  }
}

function isFinal({ status, body }: Answered): boolean {
  if (status >= 500 || status === 429) return false
  // Of a repetition while the first is still under way.
  return !(status === 409 && body.code === 'IdempotencyConflict' && String(body.hint).startsWith('ask again'))
}
