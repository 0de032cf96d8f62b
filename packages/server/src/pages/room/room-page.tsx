import type { HallpassError } from 'hallpass'
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
import { everybody } from './everybody.ts'
import { AddPeople, EndIt } from './room-forms.tsx'
import { countStates } from './room-rows.ts'
import { Everybody } from './room-table.tsx'
import { roomView, viewedRows } from './room-view.ts'

const words = texts.room

/** The room: everybody in a workshop, live, and what an instructor does with them. */
export async function roomPage(
  call: PageCall,
  id: string,
  told: {
    readonly problem?: HallpassError
    readonly note?: string
    /** A list that was not taken: it is there again, to be mended. */
    readonly pasted?: string
  } = {},
) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'workshop.read', id)
  const leases = await everybody(services.database, workshop)
  const now = services.now()
  const view = roomView(call)
  const found = viewedRows(leases, view, now)
  const rows = found.slice(0, mostRows)
  const counts = countStates(leases, now)
  const over = workshop.state === 'ended' || workshop.state === 'archived'
  return page(
    call.context,
    <Layout title={workshop.name} actor={actor} script="room">
      <div class="heading">
        <h1>{workshop.name}</h1>
        <State state={workshop.state} />
      </div>
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
      <LiveNote />
      <ul class="counts" id="counts" aria-live="polite">
        {counts.map(([state, count]) => (
          <li data-count={state} hidden={count === 0 && state !== 'active'}>
            <b>{count}</b> {stateText(state)}
          </li>
        ))}
      </ul>
      {rows.length < found.length ? <p>{words.cut(rows.length, found.length)}</p> : undefined}
      <Everybody
        here={`/workshops/${id}`}
        rows={rows}
        found={found.length}
        over={over}
        view={view}
        now={now}
      />
      {rows.length > 0 ? undefined : (
        <p class="soft" data-nobody>
          {leases.length === 0 ? words.nobody : words.nobodyShown}
        </p>
      )}
      {over ? undefined : (
        <>
          <AddPeople id={id} pasted={told.pasted ?? ''} />
          <EndIt workshop={workshop} />
        </>
      )}
    </Layout>,
    told.problem === undefined ? 200 : 409,
  )
}

/** Said by the page's script: that it hears nothing, or that there is more to see than a row. */
function LiveNote() {
  const { lost, moved, load } = words.live
  return (
    <div id="live-note" class="note warn" role="status" data-lost={lost} data-moved={moved} hidden>
      <span></span> <a href="">{load}</a>
    </div>
  )
}

function Ways({ workshop, over }: { readonly workshop: Workshop; readonly over: boolean }) {
  const here = `/workshops/${workshop.id}`
  return (
    <div class="row ways">
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
      <a class="button" href={`${here}/people.csv`}>
        {words.csv}
      </a>
      {over ? undefined : (
        <a class="button" href={`${here}/change`}>
          {words.change}
        </a>
      )}
      {over ? undefined : (
        <>
          <a class="button" href="#add">
            {words.roster.heading}
          </a>
          <a class="button" href="#end">
            {words.end.heading}
          </a>
        </>
      )}
      <a class="button" href={`/workshops/new?from=${workshop.id}`}>
        {words.again}
      </a>
      {workshop.state === 'ended' ? (
        <form method="post" action={`${here}/archive`}>
          <button>{words.archive}</button>
        </form>
      ) : undefined}
      {workshop.state === 'draft' ? (
        <form method="post" action={`${here}/open`}>
          <button class="main">{words.open}</button>
        </form>
      ) : undefined}
    </div>
  )
}
