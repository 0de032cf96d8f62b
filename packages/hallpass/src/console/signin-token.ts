import { HallpassError } from '../base/index.ts'
import { type HttpResponse, type Transport, retry, type RetryOptions } from '../wire/index.ts'

export interface SigninTokenRequest extends RetryOptions {
  /** The federation endpoint. */
  readonly endpoint: URL
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
  }
  /** Left out of the request when `undefined`. */
  readonly sessionDurationSeconds: number | undefined
  readonly transport: Transport
}

export interface SigninToken {
  /** Secret. */
  readonly value: string
  /** What the endpoint accepted; `undefined` when the console session lasts as long as the keys. */
  readonly sessionDurationSeconds: number | undefined
}

/**
 * Exchanges temporary keys for a sign-in token. When the endpoint answers 400 to a `SessionDuration`, asks
 * once more without it: a console session as long as the keys is better than none. Failures of the network and
 * 5xx answers are tried again: asking for a token changes nothing.
 *
 * Source: `getSigninToken`, "Enabling custom identity broker access to the AWS console", IAM user guide.
 */
export async function fetchSigninToken(request: SigninTokenRequest): Promise<SigninToken> {
  return retry(async () => {
    const { sessionDurationSeconds } = request
    const first = await post(request, sessionDurationSeconds)
    if (first.status === 400 && sessionDurationSeconds !== undefined) {
      return { value: readToken(await post(request, undefined)), sessionDurationSeconds: undefined }
    }
    return { value: readToken(first), sessionDurationSeconds }
  }, request)
}

function post(
  request: SigninTokenRequest,
  sessionDurationSeconds: number | undefined,
): Promise<HttpResponse> {
  const { accessKeyId, secretAccessKey, sessionToken } = request.credentials
  const form = new URLSearchParams({ Action: 'getSigninToken' })
  if (sessionDurationSeconds !== undefined) form.set('SessionDuration', String(sessionDurationSeconds))
  form.set('Session', JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken }))
  return request.transport(
    {
      method: 'POST',
      endpoint: request.endpoint,
      target: `${request.endpoint.pathname}${request.endpoint.search}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
    },
    { signal: request.signal },
  )
}

/** Decides on status and form alone: the endpoint's failures are HTML pages whose text changes. */
function readToken(response: HttpResponse): string {
  if (response.status >= 500) {
    throw new HallpassError('AwsUnavailable', `the console sign-in endpoint answered ${response.status}`, {
      hint: 'try again in a moment; the keys are good',
      facts: { status: response.status },
    })
  }
  if (response.status !== 200) {
    throw new HallpassError('ConsoleRefused', `the console sign-in endpoint answered ${response.status}`, {
      hint: 'it takes unexpired keys of a role or a federated user only, not of an IAM user or GetSessionToken',
      facts: { status: response.status },
    })
  }
  try {
    const answer: unknown = JSON.parse(response.body)
    const token =
      typeof answer === 'object' && answer !== null && 'SigninToken' in answer
        ? answer.SigninToken
        : undefined
    if (typeof token === 'string' && token !== '') return token
  } catch {
    // Told below: the parser's own error would quote the answer.
  }
  throw new HallpassError(
    'ResponseInvalid',
    'the console sign-in endpoint answered something that is no sign-in token',
    {
      hint: 'is a proxy or captive portal answering in its place?',
      facts: { status: response.status },
    },
  )
}
