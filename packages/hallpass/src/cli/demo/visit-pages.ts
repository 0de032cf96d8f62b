import { HallpassError } from '../../base/index.ts'
import type { Lease, Page, Workshop } from '../../client/index.ts'
import { createParticipant, openConsole, type Stage } from '../../demo/index.ts'
import type { FrontDesk } from './front-desk.ts'

/** Does on the pages what a participant and an instructor would, and says what was seen. */
export async function visitPages(desk: FrontDesk, { aws, transcript }: Stage): Promise<void> {
  const participant = await signIn(desk.participantUrl)
  const instructor = await signIn(desk.instructorUrl)
  const pass = await participant.read('/pass')
  if (!pass.includes(desk.participantName)) throw unseen('the pass does not show whose it is')
  const keys: unknown = JSON.parse(textOf(await participant.send('/pass/keys', { format: 'process' })))
  const holder = createParticipant(new URL(aws.url), aws.region, credentialsOf(keys))
  await holder.listBuckets()
  const console = await openConsole((await participant.sendTo('/pass/console', {})) ?? '')
  const [workshop] = await instructor.list<Workshop>('/v1/workshops')
  const leases = await instructor.list<Lease>(`/v1/workshops/${workshop?.id ?? ''}/leases`)
  const lease = leases.find(({ participant: { name } }) => name === desk.participantName)
  if (workshop === undefined || lease === undefined) throw unseen('the workshop is without its participant')
  const room = `/workshops/${workshop.id}`
  const table = await instructor.read(room)
  const names = leases
    .map(({ participant: { name } }) => name)
    .filter((name) => table.includes(name))
    // Leases that were made at once are in no order.
    .toSorted()
  transcript.facts([
    ['room', `${workshop.name}: ${names.join(', ')}`],
    ['pass', `${desk.participantName}: keys that list buckets, and the console as ${console.title}`],
  ])
  await instructor.send(`${room}/leases`, { lease: lease.id, move: 'revoke' })
  transcript.facts([
    ['revoked', `her next call: ${await holder.tryToListBuckets()}`],
    [
      'pass',
      (await participant.read('/pass')).includes('Your access was ended')
        ? 'says that access was ended'
        : 'says nothing',
    ],
  ])
}

interface Browser {
  read(path: string): Promise<string>
  /** What the API lists to whoever is signed in. */
  list<T>(path: string): Promise<readonly T[]>
  send(path: string, form: Readonly<Record<string, string>>): Promise<string>
  /** Where the answer leads to. */
  sendTo(path: string, form: Readonly<Record<string, string>>): Promise<string | undefined>
}

/** A browser as far as it is needed: it has one cookie, and sends forms. */
async function signIn(link: string): Promise<Browser> {
  const { origin, pathname, hash } = new URL(link)
  let cookie = ''
  const call = async (path: string, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const response = await fetch(`${origin}${path}`, {
      redirect: 'manual',
      headers: { cookie, origin },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams({ ...form }) }),
    })
    if (response.status >= 400) throw unseen(`${path.split('/', 2).join('/')} answers ${response.status}`)
    return response
  }
  const signedIn = await call(pathname, { secret: hash.slice(1) })
  cookie = signedIn.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
  return {
    read: async (path) => (await call(path)).text(),
    list: async <T>(path: string) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server holds its answers to the description that these types are compared with
      const page = (await (await call(path)).json()) as Page<T>
      return page.items
    },
    send: async (path, form) => (await call(path, form)).text(),
    sendTo: async (path, form) => (await call(path, form)).headers.get('location') ?? undefined,
  }
}

function textOf(html: string): string {
  const [, text = ''] = /<pre[^>]*>(.*?)<\/pre>/s.exec(html) ?? []
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

function credentialsOf(keys: unknown): {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
} {
  if (
    typeof keys === 'object' &&
    keys !== null &&
    'AccessKeyId' in keys &&
    'SecretAccessKey' in keys &&
    'SessionToken' in keys
  ) {
    return {
      accessKeyId: String(keys.AccessKeyId),
      secretAccessKey: String(keys.SecretAccessKey),
      sessionToken: String(keys.SessionToken),
    }
  }
  throw unseen('the page of keys shows none')
}

function unseen(what: string): HallpassError {
  return new HallpassError('ResponseInvalid', what)
}
