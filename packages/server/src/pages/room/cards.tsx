import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { listParticipants } from '../../participant/index.ts'
import { linkUrl, participantLink } from '../../signin/index.ts'
import { requireWorkshop } from '../../workshop/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall, requireStaff } from '../frame/index.ts'
import { byName } from './room-rows.ts'

const words = texts.cards
/** A page of more would be long in coming, and a link is made for each. */
const mostCards = 500

/** A card for each participant, with the personal link as a QR code: to print and cut. */
export async function cardsPage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services, publicUrl } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'participant.write', id)
  const after = call.context.req.query('after')
  const found = await listParticipants(services, actor, id, { limit: mostCards + 1, after })
  const first = found.slice(0, mostCards)
  const next = found.length > mostCards ? first.at(-1)?.id : undefined
  // As they are handed out: by name, as far as they are on one page.
  const everyone = first.toSorted(byName)
  const cards = await Promise.all(
    everyone.map(async (participant) => ({
      participant,
      url: linkUrl(publicUrl, await participantLink(services, actor, participant.id)),
    })),
  )
  return page(
    call.context,
    <Layout title={words.title} actor={actor}>
      <h1 class="no-print">{words.heading(workshop.name)}</h1>
      <p class="no-print">{words.about}</p>
      {next === undefined ? undefined : (
        <p class="no-print">
          <a href={`/workshops/${id}/cards?after=${encodeURIComponent(next)}`}>{words.next(mostCards)}</a>
        </p>
      )}
      <div class="cards">
        {cards.map(({ participant, url }) => (
          <article>
            <h2>{participant.name}</h2>
            <p class="soft">{workshop.name}</p>
            {raw(renderSVG(url, { border: 1 }))}
            <p>{words.scan}</p>
          </article>
        ))}
      </div>
    </Layout>,
  )
}
