import { texts } from '../../texts/index.ts'
import { listWorkshops, type Workshop } from '../../workshop/index.ts'
import { Layout, Moment, page, type PageCall, requireStaff, State } from '../frame/index.ts'

const words = texts.workshops

/** Every workshop that one may see. */
export async function workshopsPage(call: PageCall) {
  const actor = requireStaff(call.actor)
  const all = await listWorkshops(call.tools.services, actor, { limit: 200 })
  const away = call.context.req.query('state') === 'archived'
  const byStart = all
    .filter(({ state }) => away === (state === 'archived'))
    .toSorted((one, other) => other.starts_at.getTime() - one.starts_at.getTime())
  return page(
    call.context,
    <Layout title={words.title} actor={actor}>
      <h1>{words.title}</h1>
      <div class="row">
        <a class="button main" href="/workshops/new">
          {words.make}
        </a>
        <a class="button" href={away ? '/workshops' : '/workshops?state=archived'}>
          {away ? words.back : words.archived}
        </a>
      </div>
      {byStart.length === 0 ? (
        <p>{away ? words.noneAway : words.none}</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>{words.name}</th>
                <th>{words.state}</th>
                <th>{words.from}</th>
                <th>{words.until}</th>
                <th>{words.seats}</th>
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
        <State state={state} />
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
