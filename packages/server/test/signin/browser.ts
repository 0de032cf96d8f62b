import type { deskApp } from '../pages/desk-app.ts'

/** What a browser was shown last. */
export interface Shown {
  readonly status: number
  readonly url: string
  readonly html: string
}

/** A browser without a screen: cookies of our own site, and redirects to the provider and back. */
export class Browser {
  readonly #cookies = new Map<string, string>()
  readonly #app: ReturnType<typeof deskApp>['app']
  readonly #url: string

  constructor(app: ReturnType<typeof deskApp>['app'], url: string) {
    this.#app = app
    this.#url = url
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  /** Goes where it is sent, as long as `until` does not say to stop. */
  async get(url: string, until: (next: string) => boolean = () => false): Promise<Shown> {
    const response = await this.#fetch(new Request(url))
    return this.#follow(url, response, until)
  }

  async post(
    path: string,
    form: Readonly<Record<string, string>>,
    until: (next: string) => boolean = () => false,
  ): Promise<Shown> {
    const body = new URLSearchParams(form).toString()
    const url = `${this.#url}${path}`
    const headers = {
      origin: this.#url,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
    }
    return this.#follow(url, await this.#fetch(new Request(url, { method: 'POST', body, headers })), until)
  }

  async #fetch(request: Request): Promise<Response> {
    if (!request.url.startsWith(this.#url)) return fetch(request, { redirect: 'manual' })
    request.headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await this.#app.fetch(request)
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';', 1)
      const at = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  async #follow(url: string, response: Response, until: (next: string) => boolean): Promise<Shown> {
    const location = response.headers.get('location')
    if (location === null) return { status: response.status, url, html: await response.text() }
    const next = new URL(location, url).href
    return until(next) ? { status: response.status, url: next, html: '' } : this.get(next, until)
  }
}
