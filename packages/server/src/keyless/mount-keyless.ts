import type { Hono } from 'hono'
import { type Keyless, keySetPath } from './create-keyless.ts'

const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' }

/** Puts the two documents that AWS asks for on an app: open to everybody, and nothing in them is secret. */
export function mountKeyless(app: Hono, keyless: Keyless): void {
  app.get('/.well-known/openid-configuration', (context) =>
    context.body(JSON.stringify(keyless.discovery), 200, headers),
  )
  app.get(keySetPath, async (context) => context.body(JSON.stringify(await keyless.keySet()), 200, headers))
}
