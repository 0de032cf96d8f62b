import type { Credentials, HallpassError } from '../base/index.ts'
import { type HttpRequest, type HttpResponse, type Transport, retry, type Sleep } from '../wire/index.ts'
import { child, parseXml, type XmlElement } from './answer-xml.ts'
import { notFromAws, refusalError, type AskedOf } from './aws-refusal.ts'
import { createClock, type Clock } from './clock.ts'
import { queryParameters, type QueryStructure } from './query-parameters.ts'
import { signRequest } from './sigv4/sigv4.ts'

/** Where and how calls are made. */
export interface ClientOptions {
  /** e.g. `https://sts.eu-west-1.amazonaws.com`. */
  readonly endpoint: URL
  /** The region that is signed for. */
  readonly region: string
  /** The credentials that sign, or a function that has them when they are needed. Absent: unsigned calls only. */
  readonly credentials?: Credentials | (() => Credentials | Promise<Credentials>) | undefined
  /** Clients that share one share its connections. */
  readonly transport: Transport
  /** Default: the clock of this machine. */
  readonly now?: (() => Date) | undefined
  /** A number from 0 up to but not including 1, for the waits between attempts. Default `Math.random`. */
  readonly random?: (() => number) | undefined
  readonly sleep?: Sleep | undefined
  /** Attempts for one call, the first included. Default 3. */
  readonly maxAttempts?: number | undefined
  /** Milliseconds for each attempt. Default: the transport's. */
  readonly timeoutMs?: number | undefined
  /** Default `hallpass`. It shows in the account's CloudTrail. */
  readonly userAgent?: string | undefined
}

/** One service of the Query protocol at one endpoint. Made by {@link createQueryClient}. */
export interface QueryClient extends ClientOptions {
  /** The signing name, e.g. `iam`. */
  readonly service: string
  /** The API's version, e.g. `2010-05-08`. */
  readonly version: string
  readonly clock: Clock
}

/** What one call may want. */
export interface CallOptions {
  /** Ends the call at once with `Aborted`, waits between attempts included. */
  readonly signal?: AbortSignal | undefined
  /** `false` for the calls that carry a proof of their own, e.g. AssumeRoleWithWebIdentity. Default `true`. */
  readonly signed?: boolean | undefined
  /** Attempts for this call, the first included. Default: the client's. */
  readonly maxAttempts?: number | undefined
}

/** A client for a service of the Query protocol: STS is version `2011-06-15`, IAM `2010-05-08`. */
export function createQueryClient(
  options: ClientOptions & { readonly service: string; readonly version: string },
): QueryClient {
  return { ...options, clock: createClock(options.now ?? (() => new Date())) }
}

/**
 * Calls an action and returns its `…Result` element (the whole answer for an action that has none). What may
 * pass by itself is tried again; a clock that is off is corrected by AWS's once.
 *
 * @throws HallpassError for a refusal the code of `docs/errors.md` that stands for it, `AwsRefused` for any
 * other; `AwsUnavailable`, `Throttled`, `ResponseInvalid` and what a {@link Transport} rejects with
 */
export async function callQuery(
  client: QueryClient,
  action: string,
  parameters: QueryStructure = {},
  options: CallOptions = {},
): Promise<XmlElement> {
  const body = queryParameters({ Action: action, Version: client.version, ...parameters })
  const request: HttpRequest = {
    method: 'POST',
    endpoint: client.endpoint,
    target: client.endpoint.pathname,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'user-agent': client.userAgent ?? 'hallpass',
    },
    body,
  }
  return retry(() => attempt(client, request, { action, parameters, options }), {
    ...client,
    signal: options.signal,
    maxAttempts: options.maxAttempts ?? client.maxAttempts,
  })
}

interface Call {
  readonly action: string
  readonly parameters: QueryStructure
  readonly options: CallOptions
}

async function attempt(client: QueryClient, request: HttpRequest, call: Call): Promise<XmlElement> {
  const credentials = call.options.signed === false ? undefined : await credentialsOf(client)
  const asked: AskedOf = {
    operation: `${client.service}:${call.action}`,
    address: client.endpoint.host,
    secrets: secretsOf(credentials, call.parameters),
  }
  const { signal } = call.options
  const send = (now: Date): Promise<HttpResponse> =>
    client.transport(credentials ? signRequest(request, { ...client, credentials, now }) : request, {
      signal,
      timeoutMs: client.timeoutMs,
    })
  const signedAt = client.clock.now()
  const response = await send(signedAt)
  if (isSuccess(response)) return parseQueryResponse(response, call.action, asked)
  const error = refusalError(response, asked)
  if (!credentials || !mayBeTheClock(error) || !client.clock.correct(response, signedAt)) throw error
  const again = await send(client.clock.now())
  if (isSuccess(again)) return parseQueryResponse(again, call.action, asked)
  throw refusalError(again, asked)
}

/** Reads the answer to an action that AWS accepted. */
export function parseQueryResponse(response: HttpResponse, action: string, asked: AskedOf): XmlElement {
  let root: XmlElement
  try {
    root = parseXml(response.body)
  } catch (error) {
    throw notFromAws(response, asked, error)
  }
  if (root.name !== `${action}Response`) throw notFromAws(response, asked)
  return child(root, `${action}Result`) ?? root
}

async function credentialsOf({ credentials, service }: QueryClient): Promise<Credentials> {
  if (credentials === undefined)
    throw new TypeError(`this client of ${service} has no credentials to sign with`)
  return typeof credentials === 'function' ? credentials() : credentials
}

const secretParameters = ['WebIdentityToken', 'SAMLAssertion', 'TokenCode']

function secretsOf(credentials: Credentials | undefined, parameters: QueryStructure): string[] {
  const secrets: string[] = []
  if (credentials) secrets.push(credentials.secretAccessKey)
  if (credentials?.sessionToken) secrets.push(credentials.sessionToken)
  for (const name of secretParameters) {
    const value = parameters[name]
    if (typeof value === 'string') secrets.push(value)
  }
  return secrets
}

function isSuccess(response: HttpResponse): boolean {
  return response.status >= 200 && response.status < 300
}

function mayBeTheClock(error: HallpassError): boolean {
  return error.code === 'ClockSkewed' || error.code === 'SignatureDoesNotMatch'
}
