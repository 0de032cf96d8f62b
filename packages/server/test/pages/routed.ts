import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { deskApp } from './desk-app.ts'
import { openPerson, type Person } from './person.ts'

type App = ReturnType<typeof deskApp>['app']

/** The cookie of somebody who signs in with the secret of a link. */
export async function signInOn(app: App, url: string, secret: string): Promise<string> {
  const body = new URLSearchParams({ secret }).toString()
  const answer = await app.fetch(
    new Request(`${url}/link`, {
      method: 'POST',
      headers: {
        origin: url,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
      },
      body,
    }),
  )
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}

/** A browser of somebody who is signed in, for whom an app answers at any address there is, https too. */
export async function openRouted(
  browser: Browser,
  { app, url, cookie }: { readonly app: App; readonly url: string; readonly cookie: string },
  options: BrowserContextOptions = {},
): Promise<Person> {
  const person = await openPerson(browser, options)
  await person.context.route(`${url}/**`, async (route) => {
    const asked = route.request()
    const body = asked.postDataBuffer()
    const answer = await app.fetch(
      new Request(asked.url(), {
        method: asked.method(),
        headers: {
          cookie,
          origin: url,
          'content-type': asked.headers()['content-type'] ?? '',
          'content-length': String(body?.byteLength ?? 0),
        },
        ...(body === null ? {} : { body: Uint8Array.from(body) }),
      }),
    )
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    })
  })
  return person
}
