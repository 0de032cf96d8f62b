import { HallpassError } from 'hallpass'
import { streamSSE } from 'hono/streaming'
import { renderSVG } from 'uqr'
import { raw } from 'hono/html'
import { readEntry } from '../audit/index.ts'
import { controlLeases, createLease, extendLeases, type LeaseInFull, loadLeases } from '../lease/index.ts'
import { endWorkshop, openWorkshop } from '../lifecycle/index.ts'
import { importParticipants, listParticipants } from '../participant/index.ts'
import type { Denied } from '../ports/index.ts'
import { participantLink } from '../signin/index.ts'
import { requireWorkshop, type Workshop } from '../workshop/index.ts'
import { Layout, Problem, sentence } from './layout.tsx'
import { field, fields, page, seeOther } from './respond.tsx'
import { countStates, roomRow } from './room-rows.ts'
import { Times } from './public.tsx'
import { Moment } from './times.tsx'
import type { PageCall } from './tools.ts'
import { requireStaff } from './workshops.tsx'

const mostRows = 2000

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

/** Pauses, resumes, extends or revokes those who are ticked. */
export async function moveTicked(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const form = await call.context.req.parseBody({ all: true })
  const leaseIds = fields(form, 'lease')
  if (leaseIds.length === 0) {
    return roomPage(call, id, {
      problem: new HallpassError('InvalidInput', 'nobody is ticked', { hint: 'tick those who are meant' }),
    })
  }
  const selection = { workshopId: id, leaseIds }
  const move = field(form, 'move')
  try {
    const { services } = call.tools
    if (move === 'extend') {
      const workshop = await requireWorkshop(services.database, actor, 'lease.control', id)
      await extendLeases(services, actor, selection, workshop.ends_at)
      return await roomPage(call, id, {
        note: `${people(leaseIds.length)} extended to the end of the workshop.`,
      })
    }
    if (move !== 'suspend' && move !== 'resume' && move !== 'revoke') {
      throw new HallpassError('InvalidInput', 'that is nothing that can be done')
    }
    const { denied } = await controlLeases(services, actor, selection, move)
    return await roomPage(call, id, { note: `${people(leaseIds.length)} ${said[move]}${proof(denied)}` })
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'StateConflict') throw error
    return roomPage(call, id, { problem: error })
  }
}

const said = { suspend: 'paused.', resume: 'resumed, under a new name at AWS.', revoke: 'revoked.' } as const

function people(count: number): string {
  return count === 1 ? 'One person' : `${count} people`
}

/** Says only what was read back from AWS. */
function proof(denied: readonly Denied[]): string {
  const written = denied.filter(({ state }) => state === 'written' || state === 'proved')
  const wanted = denied.filter(({ state }) => state === 'wanted')
  const last = written
    .map(({ deniedAt }) => deniedAt?.toISOString().slice(11, 19))
    .find((at) => at !== undefined)
  return [
    ...(written.length > 0
      ? [` Denied at AWS as of ${last} UTC, as read back; it may take minutes to act everywhere.`]
      : []),
    ...(wanted.length > 0
      ? [` AWS could not be told of ${wanted.length} yet: it is tried again until it is done.`]
      : []),
  ].join('')
}

/** Adds people from a pasted list, each with a lease. */
export async function addRoster(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const form = await call.context.req.parseBody()
  const bytes = Buffer.from(field(form, 'roster'))
  try {
    const { added, known, problems } = await importParticipants(services, actor, id, bytes, {
      dryRun: false,
      maxPeople: 1000,
    })
    if (problems.length > 0) {
      const lines = problems.slice(0, 10).map(({ row, message }) => `row ${row}: ${message}`)
      return await roomPage(call, id, {
        problem: new HallpassError('InvalidInput', `nobody was added: ${lines.join('; ')}`, {
          hint: problems[0]?.hint ?? undefined,
        }),
      })
    }
    const everyone = await listParticipants(services, actor, id, { limit: mostRows })
    for (const participant of everyone) {
      await createLease(services, actor, { workshopId: id, participant: participant.id }).catch(keepRevoked)
    }
    return await roomPage(call, id, {
      note: `${people(added)} added${known > 0 ? `; ${known} were here already` : ''}.`,
    })
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code === 'NotFound') throw error
    return roomPage(call, id, { problem: error })
  }
}

/** Whose last lease was revoked stays out: a list is no way back in. */
function keepRevoked(error: unknown): void {
  if (!(error instanceof HallpassError) || error.code !== 'StateConflict') throw error
}

export async function openIt(call: PageCall, id: string) {
  await openWorkshop(call.tools.services, requireStaff(call.actor), { workshopId: id })
  return seeOther(call.context, `/workshops/${id}`)
}

/** Ends the workshop, for whoever typed its name. */
export async function endIt(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'workshop.end', id)
  const form = await call.context.req.parseBody()
  if (field(form, 'confirm').toLowerCase() !== workshop.name.trim().toLowerCase()) {
    return roomPage(call, id, {
      problem: new HallpassError('InvalidInput', 'that is not the name of this workshop: nothing was ended', {
        hint: `type ${workshop.name}`,
      }),
    })
  }
  const { denied } = await endWorkshop(services, actor, { workshopId: id, reason: 'ended by hand' })
  return roomPage(call, id, { note: `It is over.${proof(denied)}` })
}

/** The code and its QR code, for the projector. */
export async function projectorPage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const workshop = await requireWorkshop(call.tools.services.database, actor, 'workshop.read', id)
  const { join_code: code } = workshop
  if (code === null) throw new HallpassError('StateConflict', 'nobody joins this workshop by a code')
  const url = `${call.tools.publicUrl}/join/${code}`
  return page(
    call.context,
    <Layout title="Join" actor={actor}>
      <div class="projector">
        <h1>{workshop.name}</h1>
        <p class="big-code">{`${code.slice(0, 4)} ${code.slice(4)}`}</p>
        {raw(renderSVG(url, { border: 1 }))}
        <p>
          <a href={url}>{url}</a>
        </p>
        <p class="no-print">
          <a href={`/workshops/${id}`}>Back to the room</a>
        </p>
      </div>
    </Layout>,
  )
}

/** A card for each participant, with the personal link as a QR code: to print and cut. */
export async function cardsPage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services, publicUrl } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'participant.write', id)
  const everyone = await listParticipants(services, actor, id, { limit: mostRows })
  const cards = await Promise.all(
    everyone.map(async (participant) => ({
      participant,
      url: `${publicUrl}/link/${(await participantLink(services, actor, participant.id)).secret}`,
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

/** Tells a page what changed in its room, as it happens on whatever replica. */
export async function liveRoom(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services, hearing } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'lease.read', id)
  if (hearing === undefined) throw new HallpassError('NotFound', 'nothing is live here')
  call.context.header('x-accel-buffering', 'no')
  return streamSSE(call.context, async (stream) => {
    const changed = new Set<string>()
    let wake: (() => void) | undefined
    const stop = hearing.subscribe((entries) => {
      for (const { workshopId, leaseId } of entries) {
        if (workshopId === id && leaseId !== undefined) changed.add(leaseId)
      }
      if (changed.size > 0) wake?.()
    })
    stream.onAbort(() => wake?.())
    try {
      await stream.writeSSE({ event: 'ready', data: '{}', retry: 2000 })
      while (!stream.aborted) {
        if (changed.size === 0) {
          await Promise.race([
            new Promise<void>((resolve) => {
              wake = resolve
            }),
            stream.sleep(20_000),
          ])
        }
        if (stream.aborted) break
        const ids = [...changed]
        changed.clear()
        if (ids.length === 0) {
          await stream.writeSSE({ event: 'still', data: '{}' })
          continue
        }
        const now = services.now()
        const leases = await loadLeases(services.database, workshop, ids)
        await stream.writeSSE({
          event: 'rows',
          data: JSON.stringify(leases.map((lease) => roomRow(lease, now))),
        })
        // A class that clicks at once is one update, not thirty.
        await stream.sleep(200)
      }
    } finally {
      stop()
    }
  })
}

/** What was found out about roles, and what AWS was not told yet. */
export async function healthPage(call: PageCall) {
  const actor = requireStaff(call.actor)
  const { database } = call.tools.services
  const roles = await database.selectFrom('role_finding').selectAll().orderBy('role_arn').execute()
  const wanted = await database
    .selectFrom('denial')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', '=', 'wanted')
    .executeTakeFirstOrThrow()
  const [head] = await readHead(database)
  return page(
    call.context,
    <Layout title="Health" actor={actor}>
      <h1>Health</h1>
      {wanted.count > 0 ? (
        <Problem
          message={`${wanted.count} revocations are not at AWS yet`}
          hint="they are tried again by themselves; see the timeline for why"
        />
      ) : (
        <div class="note good">Every revocation is at AWS.</div>
      )}
      <h2>Roles</h2>
      {roles.length === 0 ? <p>No role was handed out yet.</p> : undefined}
      {roles.map((role) => (
        <section class="card">
          <code>{role.role_arn}</code>
          {role.findings.length === 0 ? (
            <p>Its trust allows session tags and a source identity: AWS’s log names every participant.</p>
          ) : (
            <ul>
              {role.findings.map(({ problem, hint }) => (
                <li>
                  {sentence(problem)} {hint === undefined ? '' : sentence(hint)}
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
      <h2>Audit</h2>
      <p>
        {head === undefined ? 'It is empty.' : `Row ${head.seq}, ${head.hash.slice(0, 16)}…`} Keep that
        elsewhere to prove later that nothing was taken away.
      </p>
    </Layout>,
  )
}

async function readHead(database: PageCall['tools']['services']['database']) {
  const rows = await database
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .execute()
  return rows.map(({ seq, hash }) => ({ seq, hash: hash.toString('hex') }))
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
