import { HallpassError } from 'hallpass'
import { streamSSE } from 'hono/streaming'
import { loadLeases } from '../../lease/index.ts'
import { requireWorkshop } from '../../workshop/index.ts'
import { texts } from '../../texts/index.ts'
import { type PageCall, requireStaff } from '../frame/index.ts'
import { roomRow } from './room-rows.ts'

/** Tells a page what changed in its room, as it happens on whatever replica. */
export async function liveRoom(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services, hearing } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'lease.read', id)
  if (hearing === undefined) throw new HallpassError('NotFound', texts.room.notLive)
  call.context.header('x-accel-buffering', 'no')
  return streamSSE(call.context, async (stream) => {
    const changed = new Set<string>()
    const access = { ended: false }
    let wake: (() => void) | undefined
    const stop = hearing.subscribe((entries) => {
      for (const { action, detail, workshopId, leaseId } of entries) {
        // Whoever is disabled hears no more; with another role the page asks again, and may not.
        if (/^staff\.(?:disabled|changed)$/.test(action) && detail?.['staffId'] === actor.id)
          access.ended = true
        if (workshopId === id && leaseId !== undefined) changed.add(leaseId)
      }
      if (access.ended || changed.size > 0) wake?.()
    })
    stream.onAbort(() => wake?.())
    try {
      await stream.writeSSE({ event: 'ready', data: '{}', retry: 2000 })
      while (!access.ended && !stream.aborted) {
        if (changed.size === 0) {
          await Promise.race([
            new Promise<void>((resolve) => {
              wake = resolve
            }),
            stream.sleep(20_000),
          ])
        }
        if (access.ended || stream.aborted) break
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
