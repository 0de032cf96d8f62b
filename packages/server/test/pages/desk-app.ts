import type { Services } from '../../src/change/index.ts'
import { createApp } from '../../src/app.ts'
import { mountPages } from '../../src/pages/index.ts'
import type { Hearing } from '../../src/notifying/index.ts'
import {
  byApiToken,
  byCookie,
  createAttemptRate,
  createOpenIdProvider,
  firstAdminLink,
  type OpenIdSettings,
  sessionCookie,
} from '../../src/signin/index.ts'

/** The whole app as the server puts it together, for a public address. */
export function deskApp(
  services: Services,
  publicUrl: string,
  hearing?: Pick<Hearing, 'subscribe'>,
  openId?: OpenIdSettings,
  attempts = { perSecond: 50, burst: 500 },
) {
  const cookie = sessionCookie(publicUrl)
  const faults: unknown[] = []
  let served: readonly string[] = []
  const onFault = (error: unknown): number => faults.push(error)
  const provider = openId && createOpenIdProvider(openId, { now: services.now, onFault })
  const app = createApp({
    services,
    version: '0.0.0',
    authenticators: [byApiToken(services), byCookie(services, cookie, publicUrl)],
    addressOf: () => '192.0.2.7',
    onFault: (error) => faults.push(error),
    extend: (hono) => {
      mountPages(hono, {
        services,
        cookie,
        publicUrl,
        addressOf: () => '192.0.2.7',
        attempts: createAttemptRate(services.database, attempts),
        hearing,
        openId: provider && { services, provider, publicUrl },
        onFault: (error) => faults.push(error),
      })
      served = hono.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)
    },
  })
  return {
    app,
    faults,
    /** What GET asks for: the paths of the pages, and of the API as far as it was there before them. */
    served,
  }
}

/** A browser without a screen and without scripts: it has cookies, and sends forms. */
export class Visitor {
  #cookie = ''
  readonly #app: ReturnType<typeof deskApp>['app']
  readonly #url: string

  constructor(app: ReturnType<typeof deskApp>['app'], url: string) {
    this.#app = app
    this.#url = url
  }

  async get(path: string): Promise<{ status: number; html: string; headers: Headers }> {
    return this.#answer(new Request(`${this.#url}${path}`, { headers: { cookie: this.#cookie } }))
  }

  /** Sends a form, from a page of ours unless told otherwise; follows to where it leads on our own site. */
  async post(path: string, form: Readonly<Record<string, string>> | [string, string][], origin = this.#url) {
    const body = new URLSearchParams(form).toString()
    const request = new Request(`${this.#url}${path}`, {
      method: 'POST',
      headers: {
        cookie: this.#cookie,
        origin,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
      },
      body,
    })
    return this.#answer(request)
  }

  /** An answer that goes on. */
  async open(path: string): Promise<Response> {
    return this.#app.fetch(new Request(`${this.#url}${path}`, { headers: { cookie: this.#cookie } }))
  }

  /** Sends a form with a file in it. */
  async upload(path: string, name: string, file: File) {
    const form = new FormData()
    form.set(name, file)
    const made = new Request(`${this.#url}${path}`, { method: 'POST', body: form })
    const body = await made.arrayBuffer()
    return this.#answer(
      new Request(made.url, {
        method: 'POST',
        headers: {
          cookie: this.#cookie,
          origin: this.#url,
          'content-type': made.headers.get('content-type') ?? '',
          'content-length': String(body.byteLength),
        },
        body,
      }),
    )
  }

  async #answer(request: Request): Promise<{ status: number; html: string; headers: Headers }> {
    const response = await this.#app.fetch(request)
    const set = response.headers.get('set-cookie')
    if (set !== null) this.#cookie = set.split(';', 1)[0] ?? ''
    const to = response.headers.get('location')
    if (response.status === 303 && to?.startsWith('/')) return this.get(to)
    return { status: response.status, html: await response.text(), headers: response.headers }
  }
}

/** An admin who has signed in with the first link. */
export async function signedInAdmin(
  services: Services,
  app: ReturnType<typeof deskApp>['app'],
  url: string,
): Promise<Visitor> {
  const link = await firstAdminLink(services)
  if (link === undefined) throw new Error('there is staff already')
  const admin = new Visitor(app, url)
  await admin.post('/link', { secret: link.secret })
  return admin
}
