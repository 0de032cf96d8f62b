import type { HallpassError } from 'hallpass'
import { type LeaseInFull, loadLeases } from '../lease/index.ts'
import { requireWorkshop, type Workshop } from '../workshop/index.ts'
import { Layout, Problem } from './layout.tsx'
import { Times } from './public.tsx'
import { page } from './respond.tsx'
import { countStates, mostRows, roomRow } from './room-rows.ts'
import type { PageCall } from './tools.ts'
import { requireStaff } from './workshops.tsx'

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
        <span class={`state ${workshop.state}`}>{workshop.state}</span>
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
      <div class="row">
        {workshop.join_code === null || over ? undefined : (
          <a class="button main" href={`/workshops/${id}/projector`}>
            Show the code
          </a>
        )}
        <a class="button" href={`/workshops/${id}/cards`}>
          Print cards
        </a>
        <a class="button" href={`/workshops/${id}/timeline`}>
          Timeline
        </a>
        {workshop.state === 'draft' ? (
          <form method="post" action={`/workshops/${id}/open`}>
            <button class="main">Open the workshop</button>
          </form>
        ) : undefined}
      </div>
      <ul class="counts" id="counts" aria-live="polite">
        {countStates(rows).map(([state, count]) => (
          <li data-count={state}>
            <b>{count}</b> {state}
          </li>
        ))}
      </ul>
      <form method="post" action={`/workshops/${id}/leases`}>
        {over ? undefined : (
          <div class="row" role="group" aria-label="With those who are ticked">
            <button name="move" value="suspend">
              Pause
            </button>
            <button name="move" value="resume">
              Resume
            </button>
            <button name="move" value="extend">
              Extend to the end
            </button>
            <button class="bad" name="move" value="revoke">
              Revoke
            </button>
            <input
              type="search"
              aria-label="Find somebody"
              placeholder="Find"
              autocomplete="off"
              data-filter
              hidden
            />
          </div>
        )}
        <div class="scroll">
          <table id="room" data-live={`/workshops/${id}/live`}>
            <thead>
              <tr>
                <th>
                  <input type="checkbox" aria-label="Everybody" data-all hidden />
                </th>
                <th>Name</th>
                <th>State</th>
                <th>First seen</th>
                <th>Last keys</th>
                <th>Console</th>
                <th>Left</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr id={row.id}>
                  <td class="pick">
                    <input type="checkbox" name="lease" value={row.id} aria-label={row.name} />
                  </td>
                  <td class="name">{row.name}</td>
                  <td>
                    <span class={`state ${row.state}`}>{row.state}</span>
                  </td>
                  <td>{row.firstSeen}</td>
                  <td>{row.lastKey}</td>
                  <td>{row.console}</td>
                  <td>{row.left}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </form>
      {rows.length === 0 ? <p class="soft">Nobody is here yet.</p> : undefined}
      {over ? undefined : (
        <>
          <form class="card" method="post" action={`/workshops/${id}/roster`}>
            <h2>Add people</h2>
            <label for="roster">
              A list
              <span class="hint">a name to a line, or a table with a heading, pasted from a spreadsheet</span>
            </label>
            <textarea id="roster" name="roster" required></textarea>
            <div class="row">
              <button>Add them</button>
            </div>
          </form>
          <form class="card" method="post" action={`/workshops/${id}/end`}>
            <h2>End it now</h2>
            <p>Everybody’s keys and console sessions end, within seconds mostly; AWS may take minutes.</p>
            <label for="confirm">
              To be sure, type its name<span class="hint">{workshop.name}</span>
            </label>
            <input id="confirm" name="confirm" autocomplete="off" required />
            <div class="row">
              <button class="bad">End the workshop</button>
            </div>
          </form>
        </>
      )}
    </Layout>,
    told.problem === undefined ? 200 : 409,
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
