import type { RawRequest, RawResponse } from '../base/index.ts'
import type { Caller } from '../protocol/index.ts'

/** A request for something below `/_local` that its caller may do. */
export interface LocalCall {
  readonly request: RawRequest
  /** Header values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  /** Decoded query parameters, without those of a signature. */
  readonly params: ReadonlyMap<string, string>
  /** What stands where the route's path has `*`; empty for a path without one. */
  readonly name: string
  readonly caller: Caller
  readonly now: Date
  /** Whether whoever asked may still do it: the key is valid, and their policies allow it. */
  readonly mayGoOn: () => boolean
}

/** One thing that the local AWS does and AWS does not. */
export interface LocalRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/_local`, e.g. `/events` or `/snapshots/*`: the star is one name of letters, digits, `.`, `_` and `-`. */
  readonly path: string
  /** What a policy has to allow, without its prefix `local:`. */
  readonly action: string
  /** For whoever asks what there is, in a sentence. */
  readonly about: string
  /** The resource that a policy is asked about. Default `*`. */
  readonly resource?: (name: string, caller: Caller) => string
  readonly run: (call: LocalCall) => RawResponse | Promise<RawResponse>
}

/** Where all of it is. No bucket can be called so: a name begins with a letter or a digit. */
export const localPath = '/_local'

export interface FoundRoute {
  readonly route: LocalRoute
  readonly name: string
}

/** The route for a path below `/_local`; else the methods that there are for it, none for a path that is not there. */
export function findRoute(
  routes: readonly LocalRoute[],
  method: string,
  path: string,
): FoundRoute | { readonly methods: readonly string[] } {
  const wanted = method === 'HEAD' ? 'GET' : method
  const methods: string[] = []
  for (const route of routes) {
    const name = nameIn(route.path, path)
    if (name === undefined) continue
    if (route.method === wanted) return { route, name }
    methods.push(route.method)
  }
  return { methods }
}

function nameIn(pattern: string, path: string): string | undefined {
  const star = pattern.indexOf('*')
  if (star === -1) return path === pattern ? '' : undefined
  const before = pattern.slice(0, star)
  const after = pattern.slice(star + 1)
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined
  const name = path.slice(before.length, path.length - after.length)
  return /^\w[\w.-]{0,127}$/.test(name) ? name : undefined
}

/** Whether whoever asks wants a page. */
export function isForBrowser(headers: ReadonlyMap<string, string>): boolean {
  return headers.get('accept')?.includes('text/html') === true
}

/** An answer in JSON, which is for whoever asked and nobody's cache. */
export function jsonAnswer(status: number, value: unknown): RawResponse {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: `${JSON.stringify(value)}\n`,
  }
}
