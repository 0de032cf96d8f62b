import { attemptMs, browserCookie } from '../../signin/index.ts'
import { newSecret } from '../../base/index.ts'
import type { PageCall } from '../frame/index.ts'

/** The secret of a browser, and the cookie that keeps it there for as long as what begins now may take. */
export function beginBrowser({ tools, context }: PageCall): {
  readonly secret: string
  readonly cookie: string
} {
  const cookie = browserCookie(tools.publicUrl)
  // The one that it has: what was begun in another tab goes on.
  const secret = cookie.read(context.req.raw) ?? newSecret('browser', tools.services.randomBytes)
  return { secret, cookie: cookie.write(secret, attemptMs / 1000) }
}

/** The same, when it comes back; empty, and nobody's, where it brings none. */
export function browserOf({ tools, context }: PageCall): string {
  return browserCookie(tools.publicUrl).read(context.req.raw) ?? ''
}
