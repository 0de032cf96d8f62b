import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { listParticipants } from '../participant/index.ts'
import { linkUrl, participantLink } from '../signin/index.ts'
import { requireWorkshop } from '../workshop/index.ts'
import { Layout } from './layout.tsx'
import { page } from './respond.tsx'
import { mostRows } from './room-rows.ts'
import type { PageCall } from './tools.ts'
import { requireStaff } from './workshops.tsx'

/** A card for each participant, with the personal link as a QR code: to print and cut. */
export async function cardsPage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services, publicUrl } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'participant.write', id)
  const everyone = await listParticipants(services, actor, id, { limit: mostRows })
  const cards = await Promise.all(
    everyone.map(async (participant) => ({
      participant,
      url: linkUrl(publicUrl, await participantLink(services, actor, participant.id)),
    })),
  )
  return page(
    call.context,
    <Layout title="Cards" actor={actor}>
      <h1 class="no-print">Cards for {workshop.name}</h1>
      <p class="no-print">
        A card each: print this page and cut. Whoever has a card is that person, until the workshop ends.
      </p>
      <div class="cards">
        {cards.map(({ participant, url }) => (
          <article>
            <h2>{participant.name}</h2>
            <p class="soft">{workshop.name}</p>
            {raw(renderSVG(url, { border: 1 }))}
            <p>Scan it, or ask for the code and join as yourself.</p>
          </article>
        ))}
      </div>
    </Layout>,
  )
}
