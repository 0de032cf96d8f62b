import { HallpassError } from 'hallpass'
import { joinWorkshop, workshopOfCode } from '../lease/index.ts'
import { endSession, redeem, startSession } from '../signin/index.ts'
import type { Workshop } from '../workshop/index.ts'
import { Layout, Problem } from './layout.tsx'
import { field, page, seeOther } from './respond.tsx'
import { Moment } from './times.tsx'
import type { PageCall } from './tools.ts'

/** The front page: a code, and the way in for staff. */
export function frontPage({ context, actor }: PageCall) {
  if (actor?.kind === 'participant') return seeOther(context, '/pass')
  if (actor !== undefined) return seeOther(context, '/workshops')
  return page(
    context,
    <Layout title="Welcome" narrow>
      <h1>Temporary AWS access for your workshop</h1>
      <form class="card" method="get" action="/join">
        <label for="code">
          The code of your workshop
          <span class="hint">8 letters and digits, on the projector or on your card</span>
        </label>
        <input id="code" name="code" autocomplete="off" autocapitalize="none" spellcheck={false} required />
        <div class="row">
          <button class="main">Join</button>
        </div>
      </form>
      <form class="card" method="post" action="/device">
        <label for="device">
          A code from your other machine
          <span class="hint">your pass there shows one under “A second machine”</span>
        </label>
        <input id="device" name="code" autocomplete="off" autocapitalize="none" spellcheck={false} required />
        <div class="row">
          <button>Go on here</button>
        </div>
      </form>
      <p class="soft">
        You run workshops? Open the sign-in link that you were given, or ask an admin for a new one.
      </p>
    </Layout>,
  )
}

/** `/join/CODE`: who joins? */
export async function joinPage({ tools, context, actor }: PageCall, code: string, problem?: HallpassError) {
  const workshop = await workshopOfCode(tools.services, code)
  const own = actor?.kind === 'participant' && actor.workshopId === workshop.id
  if (own) return seeOther(context, '/pass')
  return page(
    context,
    <Layout title={workshop.name} narrow>
      <h1>{workshop.name}</h1>
      <Times workshop={workshop} />
      {problem === undefined ? undefined : <Problem message={problem.message} hint={problem.hint} />}
      {workshop.state === 'open' ? (
        <form class="card" method="post" action={`/join/${code}`}>
          <label for="name">
            Your name
            <span class="hint">the instructor sees it, and it is in AWS’s own log of what you do</span>
          </label>
          <input id="name" name="name" autocomplete="name" maxlength={200} />
          <div class="row">
            <button class="main" name="as" value="name">
              Join
            </button>
            <button name="as" value="pseudonym">
              Give me a pseudonym
            </button>
          </div>
        </form>
      ) : (
        <Problem
          message={workshop.state === 'draft' ? 'this workshop is not open yet' : 'this workshop is over'}
          hint={
            workshop.state === 'draft'
              ? 'wait until the instructor opens it, then load this page again'
              : 'ask the instructor for the next one'
          }
        />
      )}
    </Layout>,
    problem === undefined ? 200 : 409,
  )
}

export function Times({ workshop }: { readonly workshop: Workshop }) {
  const { starts_at: from, ends_at: until, time_zone: zone } = workshop
  return (
    <p class="soft">
      <Moment at={from} zone={zone} withDate /> to <Moment at={until} zone={zone} withDate /> ({zone})
    </p>
  )
}

/** Joins, and signs the browser in as who joined. */
export async function join(call: PageCall, code: string) {
  const { tools, context, address } = call
  const form = await context.req.parseBody()
  const name = field(form, 'as') === 'pseudonym' ? '' : field(form, 'name')
  if (name === '' && field(form, 'as') !== 'pseudonym') {
    return joinPage(
      call,
      code,
      new HallpassError('InvalidInput', 'there is no name', { hint: 'write one, or take a pseudonym' }),
    )
  }
  try {
    const made = await joinWorkshop(tools.services, { code, name, address })
    return await signIn(call, { participantId: made.participant.id }, '/pass')
  } catch (error) {
    if (error instanceof HallpassError && (error.code === 'WorkshopFull' || error.code === 'StateConflict')) {
      return joinPage(call, code, error)
    }
    throw error
  }
}

/** A personal link, a first link: to look at it changes nothing, since mail programs and phones look at links. */
export function linkPage({ context }: PageCall) {
  return page(
    context,
    <Layout title="Sign in" narrow script="link">
      <h1>Sign in</h1>
      <p data-read hidden>
        This link is yours alone. Do not pass it on.
      </p>
      <form class="card" method="post" action="/link">
        <div data-paste>
          <label for="secret">
            Your sign-in link
            <span class="hint">paste it whole, as you were given it; it is yours alone</span>
          </label>
          <input id="secret" name="secret" autocomplete="off" spellcheck={false} required maxlength={2000} />
        </div>
        <div class="row">
          <button class="main big">Go on</button>
        </div>
      </form>
    </Layout>,
  )
}

/** What was read from the link, or pasted: the secret alone, or the whole address. */
export function secretOf(given: string): string {
  return /hp_link_[\w-]{43}/.exec(given)?.[0] ?? given
}

/** Exchanges the secret of a link, or a code, for a session. */
export async function useSecret(call: PageCall, secret: string) {
  const who = await redeem(call.tools.services, secret, call.address)
  return signIn(call, who, 'staffId' in who ? '/workshops' : '/pass')
}

/** Ends the session, and takes the cookie away. */
export async function signOut({ tools, context }: PageCall) {
  const secret = tools.cookie.read(context.req.raw)
  if (secret !== undefined) await endSession(tools.services, secret)
  return seeOther(context, '/', tools.cookie.clear())
}

async function signIn(
  { tools, context }: PageCall,
  who: Parameters<typeof startSession>[1],
  to: string,
): Promise<Response> {
  const session = await startSession(tools.services, who, context.req.header('user-agent'))
  return seeOther(context, to, tools.cookie.write(session.secret, session.maxAgeSeconds))
}
