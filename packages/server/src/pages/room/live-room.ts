import { HallpassError } from 'hallpass'
import { streamSSE } from 'hono/streaming'
import { requireWorkshop } from '../../workshop/index.ts'
import { texts } from '../../texts/index.ts'
import { type PageCall, requireStaff } from '../frame/index.ts'
import { changedSince, everybody } from './everybody.ts'
import { roomRow } from './room-rows.ts'

/** What was under way when the page was made, or on a replica with another clock, is told again. */
const marginMs = 10_000

/** Tells a page what changed in its room since it was made, and then as it happens, on whatever replica. */
export async function liveRoom(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services, hearing } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'lease.read', id)
  if (hearing === undefined) throw new HallpassError('NotFound', texts.room.notLive)
  call.context.header('x-accel-buffering', 'no')
  return streamSSE(call.context, async (stream) => {
    const changed = new Set<string>()
    const access = { ended: false }
    let moved = false
    let wake: (() => void) | undefined
    const stop = hearing.subscribe((entries) => {
      for (const { action, detail, workshopId, participantId } of entries) {
        // Whoever is disabled hears no more; with another role the page asks again, and may not.
        if (/^staff\.(?:disabled|changed)$/.test(action) && detail?.['staffId'] === actor.id)
          access.ended = true
        if (workshopId !== id) continue
        if (participantId !== undefined) changed.add(participantId)
        // The end of a workshop is told of the workshop, and acts on everybody.
        else if (/^workshop\.(?:opened|changed|ended|archived)$/.test(action)) moved = true
      }
      if (access.ended || moved || changed.size > 0) wake?.()
    })
    stream.onAbort(() => wake?.())
    try {
      const now = services.now()
      await stream.writeSSE({ event: 'ready', data: '{}', id: now.toISOString(), retry: 2000 })
      for (const one of await missed(call, workshop)) changed.add(one)
      while (!access.ended && !stream.aborted) {
        if (changed.size === 0 && !moved) {
          await Promise.race([
            new Promise<void>((resolve) => {
              wake = resolve
            }),
            stream.sleep(20_000),
          ])
        }
        if (access.ended || stream.aborted) break
        const at = services.now()
        const event = { id: at.toISOString(), data: '{}' }
        const ids = [...changed]
        changed.clear()
        if (ids.length > 0) {
          const rows = (await everybody(services.database, workshop, ids)).map((lease) => roomRow(lease, at))
          await stream.writeSSE({ ...event, event: 'rows', data: JSON.stringify(rows) })
        }
        if (moved) {
          moved = false
          await stream.writeSSE({ ...event, event: 'workshop' })
        }
        if (ids.length === 0) await stream.writeSSE({ ...event, event: 'still' })
        // A class that clicks at once is one update, not thirty; whoever clicks alone is seen at once.
        await stream.sleep(400)
      }
    } finally {
      stop()
    }
  })
}

/** Whom a page has not heard of: since it was made, or since its connection broke. */
async function missed(
  { tools, context }: PageCall,
  workshop: Parameters<typeof everybody>[1],
): Promise<string[]> {
  const since = Date.parse(context.req.header('last-event-id') ?? context.req.query('since') ?? '')
  if (Number.isNaN(since)) return []
  return changedSince(tools.services.database, workshop, new Date(since - marginMs))
}
