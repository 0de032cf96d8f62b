import { describe, expect, it } from 'vitest'
import { HallpassError, type ErrorCode } from '../../src/base/errors.ts'
import { issueEach, type IssueEachOptions, type IssueEachResult } from '../../src/each/issue-each.ts'
import { createTokenBucket } from '../../src/each/token-bucket.ts'
import { createIssuer, type IssueCallOptions, type IssuedSession } from '../../src/issue/issuer.ts'
import type { SessionRequest } from '../../src/issue/session-request.ts'
import type { HttpResponse } from '../../src/wire/http.ts'
import { assumeRoleAnswer, errorAnswer } from '../query/sts-answers.ts'

type Answer = 'issued' | ErrorCode

/** An issuer that answers as told, and remembers whom it was asked for. */
function issuerThat(answer: (name: string, attempt: number) => Answer | Promise<Answer>) {
  const asked: string[] = []
  const calls: Array<IssueCallOptions | undefined> = []
  let busy = 0
  let busiest = 0
  return {
    asked,
    calls,
    busiest: () => busiest,
    issue: async ({ sessionName }: SessionRequest, call?: IssueCallOptions): Promise<IssuedSession> => {
      asked.push(sessionName)
      calls.push(call)
      busiest = Math.max(busiest, ++busy)
      const attempt = asked.filter((name) => name === sessionName).length
      await Promise.resolve()
      try {
        const said = await answer(sessionName, attempt)
        if (said !== 'issued') throw new HallpassError(said, `failed for ${sessionName}`)
        return { ...session, sessionName }
      } finally {
        busy--
      }
    },
  }
}

const session: IssuedSession = {
  credentials: {
    accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    expiration: new Date('2027-01-01T00:00:00Z'),
  },
  assumedRoleArn: 'arn:aws:sts::123456789012:assumed-role/R/x',
  assumedRoleId: 'AROA:x',
  roleArn: 'arn:aws:iam::123456789012:role/R',
  sessionName: 'x',
  durationSeconds: undefined,
  packedPolicySizePercent: undefined,
  region: 'us-east-1',
  endpoint: {
    url: new URL('https://sts.us-east-1.amazonaws.com'),
    configuredBy: undefined,
    scope: 'this service',
  },
  issuer: {
    longTerm: true,
    source: {
      kind: 'given',
      profile: undefined,
      sso: false,
      description: 'the credentials that were passed in',
    },
  },
}

const names = (count: number): SessionRequest[] =>
  Array.from({ length: count }, (_, index) => ({ sessionName: `guest-${index}` }))

const noSleep = (): Promise<void> => Promise.resolve()

async function collect(options: IssueEachOptions<SessionRequest>) {
  const results: IssueEachResult<SessionRequest>[] = []
  let error: unknown
  try {
    const fast = createTokenBucket({ ratePerSecond: 1_000_000 })
    for await (const result of issueEach({ bucket: fast, sleep: noSleep, ...options })) results.push(result)
  } catch (caught) {
    error = caught
  }
  const of = (outcome: string) =>
    results.filter((result) => result.outcome === outcome).map(({ person }) => person.sessionName)
  return { results, issued: of('issued'), failed: of('failed'), error }
}

describe('issueEach', () => {
  it('stops after one call when the first answer is what everyone would get', async () => {
    const issuer = issuerThat(() => 'InvalidClientTokenId')
    const { failed, error } = await collect({ issuer, people: names(500) })
    expect(issuer.asked).toEqual(['guest-0'])
    expect(failed).toEqual(['guest-0'])
    expect(error).toMatchObject({ code: 'InvalidClientTokenId' })
  })

  it('stops after five calls when nobody is allowed', async () => {
    const issuer = issuerThat(() => 'AccessDenied')
    const { failed, error } = await collect({ issuer, people: names(500) })
    expect(issuer.asked).toHaveLength(5)
    expect(failed).toHaveLength(5)
    expect(error).toMatchObject({ code: 'AccessDenied' })
  })

  it('starts nobody more once the issuer’s credentials have expired, and yields what was on its way', async () => {
    let served = 0
    const issuer = issuerThat(() => (++served > 100 ? 'ExpiredToken' : 'issued'))
    const { issued, failed, error } = await collect({ issuer, people: names(500) })
    expect(issued).toHaveLength(100)
    expect(failed.length).toBeLessThanOrEqual(50)
    expect(issuer.asked).toHaveLength(issued.length + failed.length)
    expect(error).toMatchObject({ code: 'ExpiredToken' })
  })

  it('ends when an async list fails, after what was on its way', async () => {
    const issuer = issuerThat(() => 'issued')
    async function* people() {
      yield* names(3)
      throw new RangeError('the list broke off')
    }
    const { issued, error } = await collect({ issuer, people: people() })
    expect(issued).toHaveLength(3)
    expect(error).toEqual(new RangeError('the list broke off'))
  })

  it('does not wait for an async list that says nothing when it is called off', async () => {
    const issuer = issuerThat(() => 'issued')
    const stop = new AbortController()
    async function* people() {
      yield* names(2)
      stop.abort()
      await new Promise(() => {})
    }
    const { issued, error } = await collect({ issuer, people: people(), signal: stop.signal })
    expect(issued).toHaveLength(2)
    expect(error).toMatchObject({ code: 'Aborted' })
  })

  it('serves everyone of an async list once, and asks for nobody before there is room', async () => {
    const issuer = issuerThat(() => 'issued')
    let given = 0
    let furthest = 0
    async function* people() {
      for (const person of names(60)) {
        given++
        furthest = Math.max(furthest, given - issuer.asked.length)
        await new Promise((resolve) => setImmediate(resolve))
        yield person
      }
    }
    const { issued, error } = await collect({ issuer, people: people(), concurrency: 5 })
    expect(error).toBeUndefined()
    expect(issued.toSorted()).toEqual(
      names(60)
        .map(({ sessionName }) => sessionName)
        .toSorted(),
    )
    expect(issuer.busiest()).toBeLessThanOrEqual(5)
    // The one who was asked for, and the one before, while he waits for his turn to call.
    expect(furthest).toBeLessThanOrEqual(2)
  })

  it('is refused by name without a list', async () => {
    const issuer = issuerThat(() => 'issued')
    for (const people of [undefined, 'ada', {}]) {
      // @ts-expect-error -- for callers without a compiler
      const { error } = await collect({ issuer, people })
      expect(error).toEqual(
        new TypeError(
          `people${people === undefined ? ' is missing: it' : ''} has to be a list, or an iterable, an async one too`,
        ),
      )
    }
  })

  it('has no option that does not exist', async () => {
    const issuer = issuerThat(() => 'issued')
    // @ts-expect-error -- for callers without a compiler
    const { error } = await collect({ issuer, people: names(1), rate: 5 })
    expect(error).toEqual(new TypeError('issueEach() has no option rate: did you mean ratePerSecond?'))
    expect(issuer.asked).toEqual([])
  })

  it('lets one person’s refusal disturb nobody else', async () => {
    const issuer = issuerThat((name) => (name.endsWith('7') ? 'PackedPolicyTooLarge' : 'issued'))
    const { issued, failed, error } = await collect({ issuer, people: names(40) })
    expect(error).toBeUndefined()
    expect(failed.toSorted()).toEqual(['guest-17', 'guest-27', 'guest-37', 'guest-7'])
    expect(issued).toHaveLength(36)
  })

  it('hands on what `finish` throws, with the session that was issued', async () => {
    const issuer = issuerThat(() => 'issued')
    const finish = (_: IssuedSession, { sessionName }: SessionRequest): Promise<void> =>
      sessionName === 'guest-1' ? Promise.reject(new RangeError('no room')) : Promise.resolve()
    const { results, error } = await collect({ issuer, people: names(3), finish })
    expect(error).toBeUndefined()
    expect(results.find(({ outcome }) => outcome === 'failed')).toMatchObject({
      person: { sessionName: 'guest-1' },
      error: new RangeError('no room'),
      session: { sessionName: 'guest-1' },
    })
  })

  it('serves everyone once, the first alone and then at most so many at once', async () => {
    const issuer = issuerThat(async (): Promise<Answer> => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return 'issued'
    })
    const { issued } = await collect({ issuer, people: names(60), concurrency: 7 })
    expect(issuer.busiest()).toBe(7)
    expect(issuer.asked.toSorted()).toEqual(issued.toSorted())
    expect(new Set(issued).size).toBe(60)
  })

  it('tries network failures three times and throttling ten times, each with a permit of its own', async () => {
    const issuer = issuerThat((name, attempt) => {
      if (name === 'guest-1') return 'NetworkTimeout'
      if (name === 'guest-2') return attempt < 10 ? 'Throttled' : 'issued'
      return 'issued'
    })
    const bucket = createTokenBucket({ ratePerSecond: 1_000_000 })
    let permits = 0
    const counted = { ...bucket, take: (signal?: AbortSignal) => (permits++, bucket.take(signal)) }
    const { issued, failed } = await collect({ issuer, people: names(4), bucket: counted })
    expect(failed).toEqual(['guest-1'])
    expect(issued.toSorted()).toEqual(['guest-0', 'guest-2', 'guest-3'])
    expect(issuer.asked.filter((name) => name === 'guest-1')).toHaveLength(3)
    expect(permits).toBe(issuer.asked.length)
    expect(issuer.calls.every((call) => call?.maxAttempts === 1)).toBe(true)
  })

  it('slows down when AWS throttles', async () => {
    const issuer = issuerThat((name, attempt) =>
      attempt === 1 && name === 'guest-3' ? 'Throttled' : 'issued',
    )
    const bucket = createTokenBucket({ ratePerSecond: 100_000, monotonicMs: () => 0 })
    await collect({
      issuer,
      people: names(4),
      bucket: { ...bucket, take: () => Promise.resolve({ givenAtMs: 0 }) },
    })
    expect(bucket.ratePerSecond()).toBe(50_000)
  })

  it('when called off starts nobody more, carries to the end what was sent, and says so', async () => {
    const calledOff = new AbortController()
    const issuer = issuerThat(async (name): Promise<Answer> => {
      if (name === 'guest-20') calledOff.abort()
      await new Promise((resolve) => setTimeout(resolve, 5))
      return 'issued'
    })
    const { issued, failed, error } = await collect({
      issuer,
      people: names(500),
      concurrency: 10,
      signal: calledOff.signal,
    })
    expect(error).toMatchObject({ code: 'Aborted' })
    expect(failed).toEqual([])
    expect(issued.toSorted()).toEqual(issuer.asked.toSorted())
    expect(issued.length).toBeLessThan(40)
    expect(issuer.calls.every((call) => call?.signal?.aborted === false)).toBe(true)
  })

  it('asks for nobody when it is called off before it began', async () => {
    const issuer = issuerThat(() => 'issued')
    const { error } = await collect({ issuer, people: names(5), signal: AbortSignal.abort() })
    expect(error).toMatchObject({ code: 'Aborted' })
    expect(issuer.asked).toEqual([])
  })

  it('asks the list for no more than it can serve, and closes it when the loop is left', async () => {
    let given = 0
    let closed = false
    function* people(): Generator<SessionRequest> {
      try {
        for (;;) yield { sessionName: `guest-${given++}` }
      } finally {
        closed = true
      }
    }
    const finished: string[] = []
    const issuer = issuerThat(() => 'issued')
    const finish = ({ sessionName }: IssuedSession): Promise<void> =>
      Promise.resolve().then(() => void finished.push(sessionName))
    for await (const result of issueEach({ issuer, people: people(), finish, concurrency: 5 })) {
      if (result.person.sessionName === 'guest-9') break
    }
    expect(closed).toBe(true)
    expect(given).toBeLessThan(20)
    expect(finished.toSorted()).toEqual(issuer.asked.toSorted())
  })

  it('with a real issuer asks AWS once for each permit, throttled or not', async () => {
    let calls = 0
    let throttledUntil = 0
    const transport = (): Promise<HttpResponse> => {
      calls++
      const throttled = calls % 3 === 0 && calls < 40
      if (throttled) throttledUntil = calls
      return Promise.resolve({
        status: throttled ? 400 : 200,
        headers: { 'content-type': 'text/xml' },
        body: throttled ? errorAnswer('Throttling', 'Rate exceeded') : assumeRoleAnswer(),
      })
    }
    const issuer = await createIssuer({
      roleArn: session.roleArn,
      credentials: { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret' },
      env: {},
      wire: { transport },
    })
    let permits = 0
    const bucket = createTokenBucket({ ratePerSecond: 1_000_000 })
    const counted = { ...bucket, take: (signal?: AbortSignal) => (permits++, bucket.take(signal)) }
    const { issued, error } = await collect({ issuer, people: names(100), bucket: counted })
    expect(error).toBeUndefined()
    expect(issued).toHaveLength(100)
    expect(throttledUntil).toBeGreaterThan(0)
    expect(calls).toBe(113)
    expect(permits).toBe(calls)
  })

  it('of nobody is nothing', async () => {
    const { results, error } = await collect({ issuer: issuerThat(() => 'issued'), people: [] })
    expect({ results, error }).toEqual({ results: [], error: undefined })
  })
})
