import { readEntry } from '../audit/index.ts'
import { listParticipants } from '../participant/index.ts'
import { requireWorkshop } from '../workshop/index.ts'
import { Layout } from './layout.tsx'
import { page } from './respond.tsx'
import { mostRows } from './room-rows.ts'
import { Moment } from './times.tsx'
import type { PageCall } from './tools.ts'
import { requireStaff } from './workshops.tsx'

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
    <Layout title="Timeline" actor={actor}>
      <h1>What happened in {workshop.name}</h1>
      <p>
        <a href={`/workshops/${id}`}>Back to the room</a>
      </p>
      <ol class="story">
        {entries.map((entry) => (
          <li>
            <Moment at={new Date(entry.at)} zone={workshop.time_zone} withDate />{' '}
            <strong>{names.get(entry.participantId ?? '') ?? ''}</strong>{' '}
            {words[entry.action] ?? entry.action}
            {entry.reason === undefined ? '' : `: ${entry.reason}`}
            {entry.accessKeyId === undefined ? undefined : (
              <>
                {' '}
                <code>{entry.accessKeyId}</code>
              </>
            )}{' '}
            <small>by {entry.actor.name ?? entry.actor.kind}</small>
          </li>
        ))}
      </ol>
    </Layout>,
  )
}

const words: Readonly<Record<string, string>> = {
  'workshop.created': 'the workshop was made',
  'workshop.changed': 'the workshop was changed',
  'workshop.opened': 'the workshop was opened',
  'workshop.ended': 'the workshop ended',
  'workshop.archived': 'the workshop was put away',
  'participant.added': 'was added',
  'participant.changed': 'was changed',
  'participant.link-made': 'has a personal link',
  'lease.created': 'was given a lease',
  'lease.started': 'may begin',
  'lease.first-used': 'came for the first time',
  'lease.extended': 'was extended',
  'lease.suspended': 'was paused',
  'lease.resumed': 'was resumed',
  'lease.ending-soon': 'has a quarter of an hour left',
  'lease.ended': 'is over',
  'lease.revoked': 'was revoked',
  'lease.token-made': 'has a token for a machine',
  'credentials.issued': 'got keys',
  'console.opened': 'opened the console',
  'denial.written': 'is denied at AWS',
  'denial.proved': 'is denied at AWS, proved with a fresh session',
  'denial.failed': 'could not be denied at AWS yet',
}
