import type { RecordedEntry } from '../../audit/index.ts'
import { listParticipants } from '../../participant/index.ts'
import { texts } from '../../texts/index.ts'
import { requireWorkshop } from '../../workshop/index.ts'
import { Layout, Moment, page, type PageCall, requireStaff } from '../frame/index.ts'
import { countOverTime } from './count-over-time.ts'
import { Picture } from './picture.tsx'
import {
  readHappened,
  readThrottled,
  readTimeline,
  timelineFilter,
  type TimelineFilter,
} from './read-timeline.ts'

const words = texts.timeline
const mostTold = 500
/** As many as a workshop has seats at most. */
const mostPeople = 10_000

/** What happened, newest first: all of it, or of somebody, of a key, with a word in it. */
export async function timelinePage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'audit.read', id)
  const filter = timelineFilter(call)
  const [participants, entries, happened, throttled] = await Promise.all([
    listParticipants(services, actor, id, { limit: mostPeople }),
    readTimeline(services.database, id, filter, mostTold),
    readHappened(services.database, id),
    readThrottled(services.database, id),
  ])
  const names = new Map(participants.map((participant) => [participant.id, participant.name]))
  const stretches = countOverTime(happened, workshop.duration_seconds * 1000, services.now(), throttled)
  return page(
    call.context,
    <Layout title={words.title} actor={actor}>
      <h1>{words.heading(workshop.name)}</h1>
      <p>
        <a href={`/workshops/${id}`}>{words.back}</a>
      </p>
      <Picture stretches={stretches} name={workshop.name} zone={workshop.time_zone} />
      <Filter here={`/workshops/${id}/timeline`} filter={filter} names={names} />
      {entries.length === 0 ? <p>{words.nothing}</p> : undefined}
      {entries.length === mostTold ? <p class="soft">{words.most(mostTold)}</p> : undefined}
      <Story entries={entries} names={names} zone={workshop.time_zone} here={`/workshops/${id}/timeline`} />
    </Layout>,
  )
}

type Names = ReadonlyMap<string, string>

function Filter({ here, filter, names }: { here: string; filter: TimelineFilter; names: Names }) {
  const byName = [...names].toSorted(([, one], [, other]) => one.localeCompare(other, texts.locale))
  return (
    <form class="row no-print" method="get" action={here} role="search">
      <select name="who" aria-label={words.who}>
        <option value="">{words.everybody}</option>
        {byName.map(([id, name]) => (
          <option value={id} selected={id === filter.who}>
            {name}
          </option>
        ))}
      </select>
      <input
        type="search"
        name="key"
        aria-label={words.key}
        placeholder={words.key}
        maxlength={128}
        value={filter.key}
      />
      <input
        type="search"
        name="word"
        aria-label={words.word}
        placeholder={words.word}
        maxlength={128}
        value={filter.word}
      />
      <button>{words.show}</button>
      <a class="button" href={here}>
        {words.all}
      </a>
    </form>
  )
}

function Story({
  entries,
  names,
  zone,
  here,
}: {
  readonly entries: readonly RecordedEntry[]
  readonly names: Names
  readonly zone: string
  readonly here: string
}) {
  return (
    <ol class="story">
      {entries.map((entry) => (
        <li>
          <Moment at={new Date(entry.at)} zone={zone} withDate />{' '}
          {entry.participantId === undefined ? undefined : (
            <a href={`${here}?who=${encodeURIComponent(entry.participantId)}`}>
              <strong>{names.get(entry.participantId) ?? entry.participantId}</strong>
            </a>
          )}{' '}
          {words.actions[entry.action] ?? entry.action}
          {entry.reason === undefined ? '' : `: ${entry.reason}`}{' '}
          {entry.accessKeyId === undefined ? undefined : (
            <a href={`${here}?key=${encodeURIComponent(entry.accessKeyId)}`}>
              <code>{entry.accessKeyId}</code>
            </a>
          )}{' '}
          <small>{words.by(entry.actor.name ?? names.get(entry.actor.id) ?? entry.actor.kind)}</small>
        </li>
      ))}
    </ol>
  )
}
