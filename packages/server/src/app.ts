import { Hono } from 'hono'
import { HallpassError } from 'hallpass'
import type { Actor } from './actor/index.ts'
import type { Services } from './change/index.ts'
import { leaseTokenActor } from './lease/index.ts'
import type { Authenticator } from './signin/index.ts'
import { type Api, createRateLimit, mountApi, problemOf, type Attempts } from './routes/index.ts'

export interface AppOptions {
  readonly services: Services
  readonly version: string
  /** Ways of signing in besides a lease's token, in order: API tokens, sessions in a cookie. */
  readonly authenticators: readonly Authenticator[]
  /** The address that a request comes from. */
  readonly addressOf: (request: Request, environment: unknown) => string | undefined
  /** How often an address may try a code or a link: of the API and the pages together. Default: the API's own. */
  readonly attempts?: Attempts | undefined
  /** Told of every fault of ours; nothing that it is told is a secret. */
  readonly onFault: (error: unknown, where: string) => void
  /** Puts more on the app: the pages. */
  readonly extend?: (app: Hono) => void
}

export interface App {
  /** Request → Response. `environment` is the way it came, for `addressOf`. */
  readonly fetch: (request: Request, environment?: object) => Response | Promise<Response>
  readonly api: Api
}

/** All of the server but its port. */
export function createApp(options: AppOptions): App {
  const { services, authenticators, addressOf, onFault } = options
  const app = new Hono()
  const ways: readonly Authenticator[] = [
    (request, address) => leaseToken(services, request, address),
    ...authenticators,
  ]
  const api = mountApi(app, options.version, {
    services,
    addressOf,
    authenticate: async (request, address) => {
      for (const way of ways) {
        const actor = await way(request, address)
        if (actor !== undefined) return actor
      }
      return undefined
    },
    limit: createRateLimit({ perSecond: 200, burst: 1000 }, services.now),
    anonymousLimit: createRateLimit({ perSecond: 5, burst: 50 }, services.now),
    attempts: options.attempts ?? createRateLimit({ perSecond: 5, burst: 500 }, services.now),
    onFault: (error, endpoint) => onFault(error, endpoint.name),
  })
  options.extend?.(app)
  app.notFound(() =>
    problemResponse(
      new HallpassError('NotFound', 'there is nothing here', { hint: '/openapi.json lists what there is' }),
    ),
  )
  app.onError((error) => {
    onFault(error, 'app')
    return problemResponse(error)
  })
  return { fetch: (request, environment) => app.fetch(request, environment), api }
}

/** AWS SDKs send the token bare, everybody else after `Bearer`. */
async function leaseToken(
  services: Services,
  request: Request,
  address: string | undefined,
): Promise<Actor | undefined> {
  const given = /^(?:Bearer )?(hp_lease_[\w-]{1,100})$/.exec(request.headers.get('authorization') ?? '')?.[1]
  return given === undefined ? undefined : leaseTokenActor(services, given, address)
}

function problemResponse(error: unknown): Response {
  const problem = problemOf(error)
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  })
}
