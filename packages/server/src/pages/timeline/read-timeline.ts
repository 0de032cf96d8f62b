import { actions, readEntry, type RecordedEntry } from '../../audit/index.ts'
import type { Database } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import type { PageCall } from '../frame/index.ts'
import type { Happened, Throttled } from './count-over-time.ts'

/** What of a workshop's story is wanted. */
export interface TimelineFilter {
  /** A participant's id, or empty. */
  readonly who: string
  /** An access key's id, or empty. */
  readonly key: string
  /** Part of what is told, or empty. */
  readonly word: string
}

const mostRead = 20_000

/** What the address asks for. */
export function timelineFilter({ context }: PageCall): TimelineFilter {
  const query = (name: string): string => (context.req.query(name) ?? '').trim().slice(0, 128)
  return { who: query('who'), key: query('key').toUpperCase(), word: query('word') }
}

/** What happened in a workshop, newest first, as far as it is wanted. */
export async function readTimeline(
  database: Database,
  workshopId: string,
  { who, key, word }: TimelineFilter,
  most: number,
): Promise<RecordedEntry[]> {
  const wanted = word.toLowerCase()
  const said = actions.filter((action) =>
    (texts.timeline.actions[action] ?? '').toLowerCase().includes(wanted),
  )
  const rows = await database
    .selectFrom('audit')
    .select(['seq', 'entry'])
    .where('workshop_id', '=', workshopId)
    .$if(who !== '', (query) => query.where('participant_id', '=', who))
    .$if(key !== '', (query) => query.where('access_key_id', '=', key))
    .$if(wanted !== '', (query) =>
      query.where((where) =>
        where.or([
          ...(said.length === 0 ? [] : [where('action', 'in', said)]),
          // What is looked for may hold the signs of a pattern.
          where(where.fn('strpos', [where.fn('lower', ['entry']), where.val(wanted)]), '>', 0),
        ]),
      ),
    )
    .orderBy('seq', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ seq, entry }) => readEntry(seq, entry))
}

/** Keys and consoles of a workshop, for its picture. */
export async function readHappened(database: Database, workshopId: string): Promise<Happened[]> {
  const rows = await database
    .selectFrom('audit')
    .select(['at', 'participant_id', 'action'])
    .where('workshop_id', '=', workshopId)
    .where('action', 'in', ['credentials.issued', 'console.opened'])
    .orderBy('seq', 'desc')
    .limit(mostRead)
    .execute()
  return rows.map(({ at, participant_id: participantId, action }) => ({
    at,
    participantId,
    what: action === 'console.opened' ? 'console' : 'keys',
  }))
}

/** When AWS asked to wait while keys of a workshop were made, for its picture. */
export function readThrottled(database: Database, workshopId: string): Promise<Throttled[]> {
  return database
    .selectFrom('throttled')
    .select(['minute', 'times'])
    .where('workshop_id', '=', workshopId)
    .orderBy('minute', 'desc')
    .limit(mostRead)
    .execute()
}
