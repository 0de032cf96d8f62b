import { HallpassError } from 'hallpass'
import { controlLeases, createMissingLeases, extendLeases } from '../../lease/index.ts'
import { endWorkshop, openWorkshop } from '../../lifecycle/index.ts'
import { importParticipants } from '../../participant/index.ts'
import type { Denied } from '../../ports/index.ts'
import { requireWorkshop } from '../../workshop/index.ts'
import { texts } from '../../texts/index.ts'
import { field, fields, type PageCall, requireStaff, seeOther } from '../frame/index.ts'
import { everybody } from './everybody.ts'
import { roomPage } from './room-page.tsx'
import { roomView, viewedRows } from './room-view.ts'

const { done, end, roster } = texts.room

/** Pauses, resumes, extends or revokes those who are ticked. */
export async function moveTicked(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const form = await call.context.req.parseBody({ all: true })
  const leaseIds = field(form, 'everybody') === 'yes' ? await shownIn(call, id) : fields(form, 'lease')
  if (leaseIds.length === 0) {
    return roomPage(call, id, {
      problem: new HallpassError('InvalidInput', done.nobody, { hint: done.nobodyHint }),
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
        note: done.extended(leaseIds.length),
      })
    }
    if (move !== 'suspend' && move !== 'resume' && move !== 'revoke') {
      throw new HallpassError('InvalidInput', done.nothing)
    }
    const { denied } = await controlLeases(services, actor, selection, move)
    return await roomPage(call, id, { note: [done[move](leaseIds.length), ...proof(denied)].join(' ') })
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'StateConflict') throw error
    return roomPage(call, id, { problem: error })
  }
}

/** The leases of those whom the view shows. */
async function shownIn(call: PageCall, id: string): Promise<string[]> {
  const { services } = call.tools
  const actor = requireStaff(call.actor)
  const workshop = await requireWorkshop(services.database, actor, 'lease.control', id)
  const leases = await everybody(services.database, workshop)
  return viewedRows(leases, roomView(call), services.now()).map(({ lease }) => lease)
}

/** Says only what was read back from AWS. */
function proof(denied: readonly Denied[]): string[] {
  const written = denied.filter(({ state }) => state === 'written' || state === 'proved')
  const wanted = denied.filter(({ state }) => state === 'wanted')
  const last = written.map(({ deniedAt }) => deniedAt?.toISOString().slice(11, 19)).find(isThere)
  return [
    ...(last === undefined ? [] : [done.denied(last)]),
    ...(wanted.length > 0 ? [done.wanted(wanted.length)] : []),
  ]
}

function isThere(text: string | undefined): text is string {
  return text !== undefined
}

/** Adds people from a pasted list, each with a lease. */
export async function addRoster(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const form = await call.context.req.parseBody()
  let taken = false
  try {
    const bytes = await listed(form)
    const { added, known, problems } = await importParticipants(services, actor, id, bytes, {
      dryRun: false,
      maxPeople: 1000,
    })
    if (problems.length > 0) {
      const lines = problems.slice(0, 10).map(({ row, message }) => roster.row(row, message))
      return await roomPage(call, id, {
        problem: new HallpassError('InvalidInput', roster.nobody(lines), {
          hint: problems[0]?.hint ?? undefined,
        }),
        pasted: field(form, 'roster'),
      })
    }
    taken = true
    // Whose last lease was revoked stays out: a list is no way back in.
    await createMissingLeases(services, actor, id)
    return await roomPage(call, id, {
      note: roster.added(added, known),
    })
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code === 'NotFound') throw error
    return roomPage(call, id, { problem: error, ...(taken ? {} : { pasted: field(form, 'roster') }) })
  }
}

/** The list that was pasted, or else the file. */
async function listed(form: Readonly<Record<string, unknown>>): Promise<Buffer> {
  const pasted = field(form, 'roster')
  const { file } = form
  if (pasted.trim() !== '') return Buffer.from(pasted)
  if (file instanceof File && file.size > 0) return Buffer.from(await file.arrayBuffer())
  throw new HallpassError('InvalidInput', roster.empty, { hint: roster.emptyHint })
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
      problem: new HallpassError('InvalidInput', end.wrongName, {
        hint: end.wrongNameHint(workshop.name),
      }),
    })
  }
  const { denied } = await endWorkshop(services, actor, { workshopId: id, reason: end.reason })
  return roomPage(call, id, { note: [end.done, ...proof(denied)].join(' ') })
}
