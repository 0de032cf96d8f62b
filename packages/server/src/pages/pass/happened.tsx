import { readEntry, type RecordedEntry } from '../../audit/index.ts'
import type { Database, LeaseRow } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import { Moment } from '../frame/index.ts'

const words = texts.pass.happened
const mostTold = 50

/** What happened to a participant, newest first, as far as there are words for it here. */
export async function readOwnStory(database: Database, participantId: string): Promise<RecordedEntry[]> {
  const rows = await database
    .selectFrom('audit')
    .select(['seq', 'entry'])
    .where('participant_id', '=', participantId)
    .where('action', 'in', Object.keys(words.actions))
    .orderBy('seq', 'desc')
    .limit(mostTold)
    .execute()
  return rows.map(({ seq, entry }) => readEntry(seq, entry))
}

/** A participant's own story. */
export function Happened({
  lease,
  story,
  zone,
}: {
  readonly lease: LeaseRow
  readonly story: readonly RecordedEntry[]
  readonly zone: string
}) {
  if (story.length === 0) return undefined
  return (
    <section>
      <h2>{words.heading}</h2>
      <p>
        {words.name} <code>{lease.session_name}</code>
      </p>
      <ol class="story">
        {story.map((entry) => (
          <li>
            <Moment at={new Date(entry.at)} zone={zone} withDate />{' '}
            {words.actions[entry.action] ?? entry.action}{' '}
            {entry.accessKeyId === undefined ? undefined : <code>{entry.accessKeyId}</code>}
          </li>
        ))}
      </ol>
    </section>
  )
}
