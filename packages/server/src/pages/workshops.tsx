import { HallpassError } from 'hallpass'
import type { Actor } from '../actor/index.ts'
import { createWorkshop, listWorkshops, type Workshop } from '../workshop/index.ts'
import { Layout, Problem } from './layout.tsx'
import { page, field, seeOther } from './respond.tsx'
import { zonedMoment } from './zoned-moment.ts'
import { Moment } from './times.tsx'
import type { PageCall } from './tools.ts'

/** Staff, or nobody. */
export function requireStaff(actor: Actor | undefined): Actor & { readonly kind: 'admin' | 'instructor' } {
  if (actor?.kind === 'admin' || actor?.kind === 'instructor') return actor
  throw new HallpassError('NotSignedIn', 'this page is for those who run workshops', {
    hint: 'open your sign-in link, or ask an admin for a new one',
  })
}

/** Every workshop that one may see. */
export async function workshopsPage(call: PageCall) {
  const actor = requireStaff(call.actor)
  const all = await listWorkshops(call.tools.services, actor, { limit: 200 })
  const byStart = all.toSorted((one, other) => other.starts_at.getTime() - one.starts_at.getTime())
  return page(
    call.context,
    <Layout title="Workshops" actor={actor}>
      <h1>Workshops</h1>
      <div class="row">
        <a class="button main" href="/workshops/new">
          New workshop
        </a>
      </div>
      {byStart.length === 0 ? (
        <p>
          There is none yet. A workshop hands out one AWS role to everybody who joins, and ends by itself.
        </p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>State</th>
                <th>From</th>
                <th>Until</th>
                <th>Seats</th>
              </tr>
            </thead>
            <tbody>
              {byStart.map((workshop) => (
                <Row workshop={workshop} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>,
  )
}

function Row({ workshop }: { readonly workshop: Workshop }) {
  const { id, name, state, starts_at: from, ends_at: until, time_zone: zone, seats } = workshop
  return (
    <tr>
      <td class="name">
        <a href={`/workshops/${id}`}>{name}</a>
      </td>
      <td>
        <span class={`state ${state}`}>{state}</span>
      </td>
      <td>
        <Moment at={from} zone={zone} withDate />
      </td>
      <td>
        <Moment at={until} zone={zone} withDate />
      </td>
      <td>{seats}</td>
    </tr>
  )
}

interface NewWorkshop {
  readonly [field: string]: string
}

/** The form for a new workshop, with what was typed where something of it was wrong. */
export async function newWorkshopPage(call: PageCall, typed: NewWorkshop = {}, problem?: HallpassError) {
  const actor = requireStaff(call.actor)
  const roles = await knownRoles(call, actor)
  const now = call.tools.services.now()
  const value = (name: string, fallback = ''): string => typed[name] ?? fallback
  return page(
    call.context,
    <Layout title="New workshop" actor={actor} narrow>
      <h1>New workshop</h1>
      {problem === undefined ? undefined : <Problem message={problem.message} hint={problem.hint} />}
      <form class="card" method="post" action="/workshops/new">
        <label for="name">Name</label>
        <input id="name" name="name" required maxlength={200} value={value('name')} />
        <label for="roleArn">
          Role
          <span class="hint">the ARN of the role that everybody gets; hallpass setup prints it</span>
        </label>
        <input
          id="roleArn"
          name="roleArn"
          required
          list="roles"
          spellcheck={false}
          placeholder="arn:aws:iam::123456789012:role/InstruqtS3Access"
          value={value('roleArn', roles[0])}
        />
        <datalist id="roles">
          {roles.map((arn) => (
            <option value={arn}></option>
          ))}
        </datalist>
        <div class="fields">
          <div>
            <label for="starts">Starts</label>
            <input
              id="starts"
              name="starts"
              type="datetime-local"
              required
              value={value('starts', local(now, 0))}
            />
          </div>
          <div>
            <label for="ends">Ends</label>
            <input
              id="ends"
              name="ends"
              type="datetime-local"
              required
              value={value('ends', local(now, 8))}
            />
          </div>
          <div>
            <label for="zone">Time zone</label>
            <input id="zone" name="zone" required spellcheck={false} value={value('zone', 'UTC')} />
          </div>
          <div>
            <label for="seats">Seats</label>
            <input
              id="seats"
              name="seats"
              type="number"
              min={1}
              max={10_000}
              required
              value={value('seats', '30')}
            />
          </div>
          <div>
            <label for="hours">
              Keys last, in hours<span class="hint">new ones are a click away</span>
            </label>
            <input
              id="hours"
              name="hours"
              type="number"
              min={0.25}
              max={12}
              step={0.25}
              value={value('hours', '1')}
            />
          </div>
          <div>
            <label for="regions">
              Regions<span class="hint">only these, with blanks between; none: all</span>
            </label>
            <input id="regions" name="regions" spellcheck={false} value={value('regions')} />
          </div>
        </div>
        <label for="join">Who joins</label>
        <select id="join" name="join">
          <option value="code" selected={value('join') !== 'closed'}>
            Whoever has the code
          </option>
          <option value="closed" selected={value('join') === 'closed'}>
            Only those on my list
          </option>
        </select>
        <p>
          <label>
            <input type="checkbox" name="console" value="yes" checked={value('console', 'yes') === 'yes'} />{' '}
            The AWS console too, not only keys
          </label>
        </p>
        <div class="row">
          <button class="main" name="state" value="open">
            Create and open
          </button>
          <button name="state" value="draft">
            Save as a draft
          </button>
        </div>
      </form>
    </Layout>,
    problem === undefined ? 200 : 400,
  )
}

/** Makes the workshop; what is wrong is said on the form, and nothing that was typed is lost. */
export async function makeWorkshop(call: PageCall) {
  const actor = requireStaff(call.actor)
  const form = await call.context.req.parseBody()
  const typed = Object.fromEntries(Object.keys(form).map((name) => [name, field(form, name)]))
  try {
    const roleArn = field(form, 'roleArn')
    const zone = field(form, 'zone')
    const workshop = await createWorkshop(
      call.tools.services,
      actor,
      {
        name: field(form, 'name'),
        roles: [{ roleArn, accountId: roleArn.split(':')[4] ?? '' }],
        startsAt: zonedMoment(field(form, 'starts'), zone),
        endsAt: zonedMoment(field(form, 'ends'), zone),
        timeZone: zone,
        seats: count(field(form, 'seats'), 'seats', 10_000),
        durationSeconds: Math.round(number(field(form, 'hours'), 'hours', 12) * 3600),
        regions: field(form, 'regions')
          .split(/[\s,]+/)
          .filter((region) => region !== ''),
        joinMode: field(form, 'join') === 'closed' ? 'closed' : 'code',
        consoleAllowed: field(form, 'console') === 'yes',
      },
      field(form, 'state') === 'draft' ? 'draft' : 'open',
    )
    return seeOther(call.context, `/workshops/${workshop.id}`)
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'InvalidInput') throw error
    return newWorkshopPage(call, { console: 'no', ...typed }, error)
  }
}

/** The roles that were handed out before, newest workshop first. */
async function knownRoles(call: PageCall, actor: Actor): Promise<string[]> {
  const all = await listWorkshops(call.tools.services, actor, { limit: 50 })
  const newest = all.toSorted((one, other) => other.created_at.getTime() - one.created_at.getTime())
  return [...new Set(newest.flatMap(({ roles }) => roles.map(({ roleArn }) => roleArn)))]
}

function count(text: string, name: string, most: number): number {
  const value = number(text, name, most)
  if (Number.isInteger(value) && value >= 1) return value
  throw new HallpassError('InvalidInput', `${name} is not a whole number from 1 to ${most}`, {
    facts: { name },
  })
}

function number(text: string, name: string, most: number): number {
  const value = Number(text)
  if (text !== '' && value > 0 && value <= most) return value
  throw new HallpassError('InvalidInput', `${name} is not a number up to ${most}`, { facts: { name } })
}

function local(now: Date, hours: number): string {
  const rounded = Math.floor(now.getTime() / 900_000) * 900_000
  return new Date(rounded + hours * 3_600_000).toISOString().slice(0, 16)
}
