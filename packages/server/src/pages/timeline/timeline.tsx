import { readEntry } from '../../audit/index.ts'
import { listParticipants } from '../../participant/index.ts'
import { texts } from '../../texts/index.ts'
import { requireWorkshop } from '../../workshop/index.ts'
import { Layout, Moment, mostRows, page, type PageCall, requireStaff } from '../frame/index.ts'

const words = texts.timeline

/** What happened, newest first. */
export async function timelinePage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'audit.read', id)
  const participants = await listParticipants(services, actor, id, { limit: mostRows })
  const names = new Map(participants.map((participant) => [participant.id, participant.name]))
  const rows = await services.database
    .selectFrom('audit')
    .select(['seq', 'entry'])
    .where('workshop_id', '=', id)
    .orderBy('seq', 'desc')
    .limit(500)
    .execute()
  const entries = rows.map(({ seq, entry }) => readEntry(seq, entry))
  return page(
    call.context,
    <Layout title={words.title} actor={actor}>
      <h1>{words.heading(workshop.name)}</h1>
      <p>
        <a href={`/workshops/${id}`}>{words.back}</a>
      </p>
      <ol class="story">
        {entries.map((entry) => (
          <li>
            <Moment at={new Date(entry.at)} zone={workshop.time_zone} withDate />{' '}
            <strong>{names.get(entry.participantId ?? '') ?? ''}</strong>{' '}
            {words.actions[entry.action] ?? entry.action}
            {entry.reason === undefined ? '' : `: ${entry.reason}`}
            {entry.accessKeyId === undefined ? undefined : (
              <>
                {' '}
                <code>{entry.accessKeyId}</code>
              </>
            )}{' '}
            <small>{words.by(entry.actor.name ?? entry.actor.kind)}</small>
          </li>
        ))}
      </ol>
    </Layout>,
  )
}
