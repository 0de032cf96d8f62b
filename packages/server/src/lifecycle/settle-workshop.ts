import { systemActor } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import { denyEnded, liveLeases, settleLeases } from '../lease/index.ts'
import type { Denied } from '../ports/index.ts'
import { loadWorkshop } from '../workshop/index.ts'
import { endWorkshop } from './move-workshop.ts'

/**
 * Does what the clock asks for in one workshop: ends it when its time has come, begins and ends leases. What the
 * jobs call; safe at any moment and any number of times.
 */
export async function settleWorkshop(services: Services, workshopId: string): Promise<readonly Denied[]> {
  const actor = systemActor('clock')
  const workshop = await loadWorkshop(services.database, workshopId)
  if (workshop === undefined || workshop.state === 'archived') return []
  if (workshop.state !== 'ended' && workshop.ends_at <= services.now()) {
    return (await endWorkshop(services, actor, { workshopId, reason: 'its time is over' })).denied
  }
  const over = await change(services, actor, async (changing) => {
    const locked = await loadWorkshop(changing.tx, workshopId, 'lock')
    if (locked === undefined) return []
    const { ended } = await settleLeases(changing, await liveLeases(changing, locked))
    await services.revoking.want(changing.tx, ended)
    return ended
  })
  return denyEnded(services, over)
}

/** The workshops in which the clock has something to do now. */
export async function dueWorkshops({ database, now }: Pick<Services, 'database' | 'now'>): Promise<string[]> {
  const moment = now()
  const rows = await database
    .selectFrom('workshop')
    .select('workshop.id')
    .where((where) =>
      where.or([
        where.and([where('state', 'in', ['draft', 'open']), where('ends_at', '<=', moment)]),
        where.exists(
          where
            .selectFrom('lease')
            .select('lease.id')
            .whereRef('lease.workshop_id', '=', 'workshop.id')
            .where((lease) =>
              lease.or([
                lease.and([
                  lease('lease.state', 'in', ['pending', 'active', 'suspended']),
                  lease('lease.ends_at', '<=', moment),
                ]),
                lease.and([
                  lease('workshop.state', '=', 'open'),
                  lease('lease.state', '=', 'pending'),
                  lease('workshop.starts_at', '<=', moment),
                  lease('lease.starts_at', '<=', moment),
                ]),
              ]),
            ),
        ),
      ]),
    )
    .orderBy('workshop.id')
    .execute()
  return rows.map(({ id }) => id)
}
