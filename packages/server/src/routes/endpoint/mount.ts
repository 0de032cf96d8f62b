import type { Hono } from 'hono'
import { HallpassError } from 'hallpass'
import * as v from 'valibot'
import { type Actor, authorize } from '../../actor/index.ts'
import type { Services } from '../../change/index.ts'
import { compressed } from '../../compress/index.ts'
import type { Answer, Endpoint } from './endpoint.ts'
import { once } from './idempotency.ts'
import { problemOf } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'
import { readRequest } from './read-request.ts'

/** Counts who tries codes; rejects with `RateLimited`. */
export interface Attempts {
  readonly take: (address: string) => void | Promise<void>
}

export interface MountOptions {
  readonly services: Services
  /** Who a request is from; nothing when it brings no token and no session. */
  readonly authenticate: (request: Request, address: string | undefined) => Promise<Actor | undefined>
  /** The address a request comes from. */
  readonly addressOf: (request: Request, environment: unknown) => string | undefined
  /** By actor. */
  readonly limit: RateLimit
  /** By address, for requests that nobody is signed in for: a class shares one address, so only for those. */
  readonly anonymousLimit: RateLimit
  /** By address, for what takes a code or a link: codes can be tried. */
  readonly attempts: Attempts
  /** Told of every failure that is a fault of ours. */
  readonly onFault: (error: unknown, endpoint: Endpoint) => void
  /** Told of every answer. */
  readonly onAnswer?: (endpoint: Endpoint, status: number, milliseconds: number) => void
}

/** Puts endpoints on an app. Whatever happens, the answer is one that the endpoint's description has. */
export function mount(app: Hono, endpoints: readonly Endpoint[], options: MountOptions): void {
  for (const endpoint of endpoints) {
    app.on(endpoint.method, endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      const began = performance.now()
      const response = await answer(endpoint, context.req.raw, context.req.param(), context.env, options)
      options.onAnswer?.(endpoint, response.status, performance.now() - began)
      return mayCompress(endpoint) ? compressed(context.req.raw, response) : response
    })
  }
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of endpoints) methods.set(path, (methods.get(path) ?? new Set()).add(method))
  for (const [path, allowed] of methods) {
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => {
      const problem = problemOf(new HallpassError('NotFound', `there is no ${context.req.method} here`))
      return json(405, { ...problem, status: 405 }, 'application/problem+json', {
        allow: [...allowed].join(', '),
      })
    })
  }
}

/** What is read and holds no secret: lists mostly. What is written as it is read goes out as it comes. */
function mayCompress({ method, secret, needs, answers }: Endpoint): boolean {
  return (
    method === 'GET' && secret !== true && needs !== 'lease-token' && answers[200]?.mediaType === undefined
  )
}

async function answer(
  endpoint: Endpoint,
  request: Request,
  pathParams: Readonly<Record<string, string>>,
  environment: unknown,
  options: MountOptions,
): Promise<Response> {
  try {
    const actor = await admit(endpoint, request, options.addressOf(request, environment), options)
    const parts = await readRequest(endpoint, request, pathParams)
    const call = { ...parts, services: options.services, actor }
    const key = endpoint.creates === true ? request.headers.get('idempotency-key') : null
    const fingerprint = `${endpoint.name} ${JSON.stringify(pathParams)} ${JSON.stringify(parts.query)} ${parts.raw}`
    const { services } = options
    const result =
      key === null
        ? await endpoint.run(call)
        : await once(
            { services, actor, endpoint, key, fingerprint },
            {
              run: (own) => endpoint.run({ ...call, services: own }),
              again: endpoint.again?.bind(endpoint, call),
            },
          )
    return success(endpoint, result)
  } catch (error) {
    const told = problemOf(error)
    const problem =
      endpoint.needs === 'lease-token' ? { ...told, Code: told.code, Message: told.title } : told
    if (problem.status === 500) options.onFault(error, endpoint)
    return json(problem.status, problem, 'application/problem+json', {
      ...(problem.status === 429 || problem.status === 503 ? { 'retry-after': '1' } : {}),
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer realm="hallpass"' } : {}),
    })
  }
}

async function admit(
  endpoint: Endpoint,
  request: Request,
  address: string | undefined,
  { authenticate, limit, anonymousLimit, attempts }: MountOptions,
): Promise<Actor> {
  if (endpoint.needs === 'anyone') {
    if (endpoint.guessable === true) await attempts.take(address ?? 'unknown')
    return { kind: 'system', id: 'anyone', ...(address === undefined ? {} : { address }) }
  }
  const actor = await authenticate(request, address)
  if (actor === undefined) {
    anonymousLimit.take(address ?? '')
    throw new HallpassError('NotSignedIn', 'this takes a token or a session', {
      hint: 'send authorization: Bearer TOKEN; a token that was revoked or has expired is none',
    })
  }
  limit.take(`${actor.kind}:${actor.id}`)
  if (endpoint.needs !== 'lease-token') authorize(actor, endpoint.needs)
  return actor
}

function success(endpoint: Endpoint, { status, body, headers, stream }: Answer): Response {
  const described = endpoint.answers[status]
  if (described === undefined)
    throw new Error(`${endpoint.name} answered ${status}, which it does not describe`)
  const all = { ...headers, ...(endpoint.secret === true ? secretHeaders : {}) }
  if (stream !== undefined) {
    const type = described.mediaType ?? 'text/plain; charset=utf-8'
    return new Response(typeof stream === 'string' ? stream : bytesOf(stream), {
      status,
      headers: { ...baseHeaders, 'content-type': type, ...all },
    })
  }
  if (described.schema === undefined)
    return new Response(null, { status, headers: { ...baseHeaders, ...all } })
  // Strict: a field that the description does not have would be a leak.
  return json(status, v.parse(described.schema, body), 'application/json', all)
}

const baseHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
const secretHeaders = { 'referrer-policy': 'no-referrer', pragma: 'no-cache' }

function json(
  status: number,
  body: unknown,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...baseHeaders, 'content-type': type, ...headers },
  })
}

function bytesOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = parts[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull: async (controller) => {
      const next = await iterator.next()
      if (next.done === true) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    cancel: async () => {
      await iterator.return?.()
    },
  })
}
