import type { HallpassError } from 'hallpass'
import { type LeaseInFull, loadLeases } from '../../lease/index.ts'
import { texts } from '../../texts/index.ts'
import { requireWorkshop, type Workshop } from '../../workshop/index.ts'
import {
  Layout,
  mostRows,
  page,
  type PageCall,
  Problem,
  requireStaff,
  State,
  stateText,
  Times,
} from '../frame/index.ts'
import { AddPeople, EndIt } from './room-forms.tsx'
import { countStates, roomRow } from './room-rows.ts'
import { Everybody } from './room-table.tsx'

const words = texts.room

/** The room: everybody in a workshop, live, and what an instructor does with them. */
export async function roomPage(
  call: PageCall,
  id: string,
  told: { readonly problem?: HallpassError; readonly note?: string } = {},
) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'workshop.read', id)
  const leases = await everybody(call, workshop)
  const now = services.now()
  const rows = leases
    .map((lease) => roomRow(lease, now))
    .toSorted((one, other) => one.name.localeCompare(other.name))
  const over = workshop.state === 'ended' || workshop.state === 'archived'
  return page(
    call.context,
    <Layout title={workshop.name} actor={actor} script="room">
      <h1>{workshop.name}</h1>
      <p>
        <State state={workshop.state} />
      </p>
      <Times workshop={workshop} />
      {told.problem === undefined ? undefined : (
        <Problem message={told.problem.message} hint={told.problem.hint} />
      )}
      {told.note === undefined ? undefined : (
        <div class="note good" role="status">
          {told.note}
        </div>
      )}
      <Ways workshop={workshop} over={over} />
      <ul class="counts" id="counts" aria-live="polite">
        {countStates(rows).map(([state, count]) => (
          <li data-count={state}>
            <b>{count}</b> {stateText(state)}
          </li>
        ))}
      </ul>
      <Everybody id={id} rows={rows} over={over} />
      {rows.length === 0 ? <p class="soft">{words.nobody}</p> : undefined}
      {over ? undefined : (
        <>
          <AddPeople id={id} />
          <EndIt workshop={workshop} />
        </>
      )}
    </Layout>,
    told.problem === undefined ? 200 : 409,
  )
}

function Ways({ workshop, over }: { readonly workshop: Workshop; readonly over: boolean }) {
  const here = `/workshops/${workshop.id}`
  return (
    <div class="row">
      {workshop.join_code === null || over ? undefined : (
        <a class="button main" href={`${here}/projector`}>
          {words.code}
        </a>
      )}
      <a class="button" href={`${here}/cards`}>
        {words.cards}
      </a>
      <a class="button" href={`${here}/timeline`}>
        {words.timeline}
      </a>
      <a class="button" href={`${here}/role`}>
        {words.role}
      </a>
      {workshop.state === 'draft' ? (
        <form method="post" action={`${here}/open`}>
          <button class="main">{words.open}</button>
        </form>
      ) : undefined}
    </div>
  )
}

async function everybody(call: PageCall, workshop: Workshop): Promise<LeaseInFull[]> {
  const { database } = call.tools.services
  const rows = await database
    .selectFrom('lease')
    .select('id')
    .distinctOn('participant_id')
    .where('workshop_id', '=', workshop.id)
    .orderBy('participant_id')
    .orderBy('created_at', 'desc')
    .limit(mostRows)
    .execute()
  return loadLeases(
    database,
    workshop,
    rows.map(({ id }) => id),
  )
}
