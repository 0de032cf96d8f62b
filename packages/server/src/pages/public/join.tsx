import { HallpassError } from 'hallpass'
import { joinWorkshop, workshopOfCode } from '../../lease/index.ts'
import { texts } from '../../texts/index.ts'
import { field, Layout, page, type PageCall, Problem, seeOther, Times } from '../frame/index.ts'
import { signIn } from './session.ts'

const words = texts.join

/** `/join/CODE`: who joins? */
export async function joinPage({ tools, context, actor }: PageCall, code: string, problem?: HallpassError) {
  const workshop = await workshopFor(tools.services, code)
  const own = actor?.kind === 'participant' && actor.workshopId === workshop.id
  if (own) return seeOther(context, '/pass')
  const draft = workshop.state === 'draft'
  return page(
    context,
    <Layout title={workshop.name} narrow>
      <h1>{workshop.name}</h1>
      <Times workshop={workshop} />
      {workshop.state === 'open' && (actor?.kind === 'admin' || actor?.kind === 'instructor') ? (
        <div class="note warn">{words.staffHere(actor.name)}</div>
      ) : undefined}
      {problem === undefined ? undefined : <Problem message={problem.message} hint={problem.hint} />}
      {workshop.state === 'open' ? (
        <form class="card" method="post" action={`/join/${code}`}>
          <label for="name">
            {words.name}
            <span class="hint">{words.nameHint}</span>
          </label>
          <input id="name" name="name" autocomplete="name" maxlength={200} />
          <div class="row">
            <button class="main" name="as" value="name">
              {words.join}
            </button>
            <button name="as" value="pseudonym">
              {words.pseudonym}
            </button>
          </div>
        </form>
      ) : (
        <Problem message={draft ? words.draft : words.over} hint={draft ? words.draftHint : words.overHint} />
      )}
    </Layout>,
    problem === undefined ? 200 : 409,
  )
}

/** Whoever has another code in hand is told where that goes. */
async function workshopFor(services: PageCall['tools']['services'], code: string) {
  try {
    return await workshopOfCode(services, code)
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'NotFound') throw error
    throw new HallpassError('NotFound', error.message, { hint: words.wrongCodeHint, facts: error.facts })
  }
}

/** What is said above the form, so that one can try again. */
const told: ReadonlySet<string> = new Set(['WorkshopFull', 'StateConflict', 'InvalidInput'])

/** Joins, and signs the browser in as who joined. */
export async function join(call: PageCall, code: string) {
  const { tools, context, address } = call
  const form = await context.req.parseBody()
  const name = field(form, 'as') === 'pseudonym' ? '' : field(form, 'name')
  if (name === '' && field(form, 'as') !== 'pseudonym') {
    return joinPage(call, code, new HallpassError('InvalidInput', words.noName, { hint: words.noNameHint }))
  }
  try {
    const made = await joinWorkshop(tools.services, { code, name, address })
    return await signIn(call, { participantId: made.participant.id }, '/pass')
  } catch (error) {
    if (error instanceof HallpassError && told.has(error.code)) return joinPage(call, code, error)
    throw error
  }
}
