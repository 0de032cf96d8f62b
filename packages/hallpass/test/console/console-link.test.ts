import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { consoleLink, type ConsoleLinkForKeys } from '../../src/console/console-link.ts'
import type { HttpRequest, HttpResponse } from '../../src/wire/http.ts'

const credentials = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
  secretAccessKey: 'secret+of/the=session',
  sessionToken: 'token+of/the=session',
}
const now = (): Date => new Date('2026-11-22T12:00:00Z')

/** A federation endpoint that answers from a list, and remembers what it was asked. */
function endpoint(...answers: ReadonlyArray<Partial<HttpResponse>>) {
  const requests: HttpRequest[] = []
  const left = [...answers]
  const transport = (request: HttpRequest): Promise<HttpResponse> => {
    requests.push(request)
    const answer = left.shift() ?? { status: 500 }
    return Promise.resolve({ status: 200, headers: {}, body: '{"SigninToken":"signin-token"}', ...answer })
  }
  const wire = { transport, sleep: () => Promise.resolve() }
  const link = (options: Partial<ConsoleLinkForKeys> = {}) =>
    consoleLink({
      credentials,
      roleArn: 'arn:aws:iam::123456789012:role/R',
      env: {},
      now,
      wire,
      ...options,
    })
  const form = (index: number): URLSearchParams => new URLSearchParams(String(requests[index]?.body))
  return { link, requests, form, wire }
}

const html = { status: 400, headers: { 'content-type': 'text/html' }, body: '<html>Bad Request</html>' }

async function refusal(promise: Promise<unknown>): Promise<HallpassError> {
  const error: unknown = await promise.catch((caught: unknown) => caught)
  if (error instanceof HallpassError) return error
  throw new Error(`not refused: ${String(error)}`)
}

describe('a console link is refused', () => {
  it.each(['aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f'])(
    'in words, in partition %s',
    async (partition) => {
      const { link, requests } = endpoint({})
      const error = await refusal(link({ roleArn: `arn:${partition}:iam::123456789012:role/R` }))
      expect(error.code).toBe('ConsoleUnavailable')
      expect(error.message).toContain(partition)
      expect(requests).toEqual([])
    },
  )

  it.each([
    [{ destination: 'javascript:alert(1)' }, 'InvalidInput'],
    [{ destination: 'console.aws.amazon.com' }, 'InvalidInput'],
    [{ consoleDurationSeconds: 899 }, 'InvalidInput'],
    [{ consoleDurationSeconds: 43_201 }, 'InvalidInput'],
    [{ signinEndpointUrl: 'https://signin.example/' }, 'SettingInvalid'],
    [{ env: { HALLPASS_SIGNIN_ENDPOINT_URL: 'signin' } }, 'SettingInvalid'],
  ] as const)('before anything is sent, for %j', async (options, code) => {
    const { link, requests } = endpoint({})
    expect((await refusal(link(options))).code).toBe(code)
    expect(requests).toEqual([])
  })

  it.each<[Record<string, unknown>, string]>([
    [{ roleArn: undefined }, 'roleArn is missing: it has to be a string'],
    [{ credentials: undefined }, 'credentials is missing: it has to be an object'],
    [
      { credentials: { ...credentials, accessKeyId: undefined } },
      'credentials.accessKeyId is missing: it has to be a non-empty string',
    ],
    [
      { credentials: { ...credentials, sessionToken: undefined } },
      'credentials.sessionToken is missing: it has to be a non-empty string',
    ],
    [
      { credentials: { ...credentials, sessionToken: '' } },
      'credentials.sessionToken has to be a non-empty string',
    ],
    [{ consoleDurationSeconds: '12h' }, 'consoleDurationSeconds has to be a whole number of seconds'],
    [{ consoleDurationSeconds: 1000.5 }, 'consoleDurationSeconds has to be a whole number of seconds'],
    [{ destination: 7 }, 'destination has to be a string'],
  ])('as a mistake in the program, before anything is sent, for %j', async (options, message) => {
    const { link, requests } = endpoint({})
    await expect(link(options)).rejects.toThrow(new TypeError(message))
    expect(requests).toEqual([])
  })

  it('with the option’s name among the facts', async () => {
    const { link } = endpoint({})
    expect((await refusal(link({ destination: 'x' }))).facts.name).toBe('destination')
    expect((await refusal(link({ consoleDurationSeconds: 1 }))).facts.name).toBe('consoleDurationSeconds')
  })

  it.each([
    [{ status: 400, body: '<html>' }, 'ConsoleRefused'],
    [{ status: 403, body: '' }, 'ConsoleRefused'],
    [{ status: 302, body: '' }, 'ConsoleRefused'],
    [{ body: '<html>log in to the network</html>' }, 'ResponseInvalid'],
    [{ body: '{}' }, 'ResponseInvalid'],
    [{ body: '{"SigninToken":""}' }, 'ResponseInvalid'],
    [{ body: '{"SigninToken":7}' }, 'ResponseInvalid'],
    [{ body: 'null' }, 'ResponseInvalid'],
  ])('when the endpoint answers %j', async (answer, code) => {
    const error = await refusal(endpoint(answer).link())
    expect(error.code).toBe(code)
    const told = JSON.stringify([error.message, error.hint, error.facts, String(error.cause)])
    for (const secret of Object.values(credentials)) expect(told).not.toContain(secret)
  })

  it('after three answers of 5xx', async () => {
    const { link, requests } = endpoint({ status: 503 }, { status: 500 }, { status: 502 }, {})
    expect((await refusal(link())).code).toBe('AwsUnavailable')
    expect(requests).toHaveLength(3)
  })
})

describe('a console link', () => {
  it('is asked for by POST, with the keys in the body and nothing in the URL', async () => {
    const { link, requests, form } = endpoint({})
    await link()
    expect(requests[0]).toMatchObject({
      method: 'POST',
      target: '/federation',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(requests[0]?.endpoint.href).toBe('https://signin.aws.amazon.com/federation')
    expect(form(0).get('Action')).toBe('getSigninToken')
    expect(JSON.parse(form(0).get('Session') ?? '')).toEqual({
      sessionId: credentials.accessKeyId,
      sessionKey: credentials.secretAccessKey,
      sessionToken: credentials.sessionToken,
    })
  })

  it('holds issuer, destination and sign-in token, and says until when', async () => {
    const made = await endpoint({ body: '{"SigninToken":"a&b=c +/"}' }).link({
      issuer: 'https://lab.example/again?x=1',
      destination: 'https://console.aws.amazon.com/s3/home?region=eu-west-1',
    })
    const url = new URL(made.url)
    expect(`${url.origin}${url.pathname}`).toBe('https://signin.aws.amazon.com/federation')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'login',
      Issuer: 'https://lab.example/again?x=1',
      Destination: 'https://console.aws.amazon.com/s3/home?region=eu-west-1',
      SigninToken: 'a&b=c +/',
    })
    expect(made.validUntil).toEqual(new Date('2026-11-22T12:15:00Z'))
  })

  it.each([
    ['aws', 'signin.aws.amazon.com', 'https://console.aws.amazon.com/'],
    ['aws-cn', 'signin.amazonaws.cn', 'https://console.amazonaws.cn/'],
    ['aws-us-gov', 'signin.amazonaws-us-gov.com', 'https://console.amazonaws-us-gov.com/'],
    [
      'aws-eusc',
      'eusc-de-east-1.signin.amazonaws-eusc.eu',
      'https://eusc-de-east-1.console.amazonaws-eusc.eu/',
    ],
  ])('in partition %s is at %s', async (partition, host, destination) => {
    const url = new URL(
      (await endpoint({}).link({ roleArn: `arn:${partition}:iam::123456789012:role/R` })).url,
    )
    expect([url.host, url.searchParams.get('Destination')]).toEqual([host, destination])
  })

  it('opens the console in the region that is asked for', async () => {
    const url = new URL((await endpoint({}).link({ region: 'eu-west-1' })).url)
    expect(url.searchParams.get('Destination')).toBe(
      'https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1',
    )
  })

  it('is not steered by AWS_ENDPOINT_URL, and is by HALLPASS_SIGNIN_ENDPOINT_URL', async () => {
    const made = await endpoint({}).link({
      env: {
        AWS_ENDPOINT_URL: 'http://sts.example',
        HALLPASS_SIGNIN_ENDPOINT_URL: 'http://signin.example:81/federation',
      },
    })
    expect(made.url).toMatch(/^http:\/\/signin\.example:81\/federation\?/)
  })
})

describe('SessionDuration', () => {
  it('is left out for keys that do not come from a long-term key', async () => {
    const { link, form } = endpoint({})
    expect((await link({ consoleDurationSeconds: 3600 })).consoleDurationSeconds).toBeUndefined()
    expect(form(0).has('SessionDuration')).toBe(false)
  })

  it.each([
    [undefined, '43200'],
    [900, '900'],
    [3700, '3600'],
    [7273, '7200'],
  ])('for %s seconds and a long-term key is %s', async (consoleDurationSeconds, sent) => {
    const { link, form } = endpoint({})
    const made = await link({ longTermIssuer: true, consoleDurationSeconds })
    expect(form(0).get('SessionDuration')).toBe(sent)
    expect(made.consoleDurationSeconds).toBe(Number(sent))
  })

  it('is left out the second time when the endpoint answers 400 to it', async () => {
    const { link, form, requests } = endpoint(html, {})
    expect((await link({ longTermIssuer: true })).consoleDurationSeconds).toBeUndefined()
    expect([form(0).has('SessionDuration'), form(1).has('SessionDuration')]).toEqual([true, false])
    expect(requests).toHaveLength(2)
  })

  it('is not the reason when a second 400 follows', async () => {
    const { link, requests } = endpoint(html, html, {})
    expect((await refusal(link({ longTermIssuer: true }))).code).toBe('ConsoleRefused')
    expect(requests).toHaveLength(2)
  })
})

describe('a console link for an issued session', () => {
  const hour = new Date(now().getTime() + 3_600_000)
  const source = { kind: 'environment', profile: undefined, sso: false, description: '' } as const
  const session = (durationSeconds: number | undefined, expiration = hour, longTerm = true) => ({
    credentials: { ...credentials, expiration },
    roleArn: 'arn:aws-cn:iam::123456789012:role/R',
    durationSeconds,
    issuer: { longTerm, source },
  })
  const linkFor = async (...of: Parameters<typeof session>) => {
    const { form, wire } = endpoint({})
    const made = await consoleLink({ session: session(...of), env: {}, now, wire })
    return { made, form: form(0) }
  }

  it.each([{ credentials }, { roleArn: 'arn:aws:iam::123456789012:role/R' }, { longTermIssuer: true }])(
    'does not take %j beside it',
    async (more) => {
      const { wire, requests } = endpoint({})
      const [key = ''] = Object.keys(more)
      const options = { session: session(undefined), env: {}, now, wire, ...more }
      // @ts-expect-error -- for callers without a compiler
      await expect(consoleLink(options)).rejects.toThrow(`${key} does not go with session`)
      expect(requests).toEqual([])
    },
  )

  it('takes keys and partition from it', async () => {
    const { made, form } = await linkFor(undefined)
    expect(new URL(made.url).host).toBe('signin.amazonaws.cn')
    expect(JSON.parse(form.get('Session') ?? '')).toMatchObject({ sessionToken: credentials.sessionToken })
  })

  it.each([
    ['nothing was said', undefined, 3600, '43200'],
    ['15 minutes were asked for', 900, 900, '900'],
    ['an hour was asked for, a moment ago', 3600, 3590, '3600'],
    ['20 minutes were asked for', 1200, 1199, '900'],
    ['an hour was asked for, and half of it is gone', 3600, 1795, '1800'],
    ['an hour was asked for, and it is nearly over', 3600, 5, '900'],
    ['12 hours were asked for', 43_200, 43_199, '43200'],
  ])('has a console session that lasts as long as the keys: %s', async (_, asked, leftSeconds, sent) => {
    const { made, form } = await linkFor(asked, new Date(now().getTime() + leftSeconds * 1000))
    expect(form.get('SessionDuration')).toBe(sent)
    expect(made.consoleExpiration).toEqual(new Date(now().getTime() + Number(sent) * 1000))
  })

  it('has a console session that ends with keys of a chained session', async () => {
    const { made, form } = await linkFor(3600, hour, false)
    expect(form.has('SessionDuration')).toBe(false)
    expect(made.consoleExpiration).toEqual(hour)
  })
})
