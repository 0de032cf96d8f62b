import { HallpassError } from '../../base/index.ts'
import { createTransport } from '../../wire/index.ts'

/** What the console page says to whoever opened the link. */
export interface ConsolePage {
  readonly title: string
  /** The page's facts in order, e.g. `Signed in as` → `InstruqtS3Access/identified@domain.ext`. */
  readonly facts: ReadonlyArray<readonly [name: string, value: string]>
  /** The buckets it lists. */
  readonly buckets: readonly string[]
}

/**
 * Opens a console link as a browser does: follows the redirect with the cookie it sets, and reads the page.
 *
 * @throws HallpassError `ConsoleRefused` when any of it is answered otherwise
 */
export async function openConsole(link: string): Promise<ConsolePage> {
  const transport = createTransport()
  const first = new URL(link)
  const login = await transport({
    method: 'GET',
    endpoint: first,
    target: `${first.pathname}${first.search}`,
    headers: {},
  })
  const location = login.headers['location']
  const cookie = login.headers['set-cookie']?.split(';')[0]
  if (login.status !== 302 || location === undefined || cookie === undefined) throw refused(login.status)
  const next = new URL(location, first)
  const page = await transport({
    method: 'GET',
    endpoint: next,
    target: `${next.pathname}${next.search}`,
    headers: { cookie },
  })
  if (page.status !== 200) throw refused(page.status)
  return {
    title: plainText(/<title>([^<]*)<\/title>/.exec(page.body)?.[1] ?? ''),
    facts: [...page.body.matchAll(/<dt[^>]*>(.*?)<\/dt>\s*<dd[^>]*>(.*?)<\/dd>/gs)].map(
      ([, name = '', value = '']) => [plainText(name), plainText(value)] as const,
    ),
    buckets: [...page.body.matchAll(/<li>(.*?)<\/li>/gs)].map(([, name = '']) => plainText(name)),
  }
}

function refused(status: number): HallpassError {
  return new HallpassError('ConsoleRefused', `the console answered the link with ${status}`, {
    facts: { status },
  })
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

function plainText(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
