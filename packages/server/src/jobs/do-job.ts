import { HallpassError } from 'hallpass'
import { systemActor } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import { dueWorkshops, settleWorkshop } from '../lifecycle/index.ts'
import type { Job } from '../ports/index.ts'
import { deliverDue, type Post } from '../webhook/index.ts'
import { tidy } from './tidy.ts'

/** What the jobs need beside the services. */
export interface JobTools {
  readonly services: Services
  readonly post: Post
}

/** Does a job. Any number of times, at any moment: each asks the database what is still to be done. */
export async function doJob({ services, post }: JobTools, job: Job): Promise<void> {
  switch (job.name) {
    case 'workshop-ends':
    case 'leases-change':
      await settleWorkshop(services, job.workshopId)
      return
    case 'deny':
      await services.revoking.deny(job.leaseIds)
      return
    case 'prune-denials':
      await services.revoking.prune(job.roleArn)
      return
    case 'deliver-webhooks':
      await deliver(services, post)
      return
    case 'tidy':
      await tidy(services)
  }
}

/** What is to be done whether or not there is a job for it: a job that was lost delays things by a minute, no more. */
export async function sweep({ services, post }: JobTools): Promise<void> {
  for (const workshopId of await dueWorkshops(services)) await settleWorkshop(services, workshopId)
  await announceEnds(services)
  await denyWanted(services)
  await pruneLapsed(services)
  await deliver(services, post)
  await tidy(services)
}

async function deliver(services: Services, post: Post): Promise<void> {
  const next = await deliverDue(services, post)
  if (next === undefined) return
  await services.database
    .transaction()
    .execute((tx) => services.jobs.schedule(tx, { name: 'deliver-webhooks' }, next))
}

const soonMs = 15 * 60_000

/** Says once of each lease that it ends soon. */
async function announceEnds(services: Services): Promise<void> {
  await change(services, systemActor('clock'), async ({ tx, now, record }) => {
    const leases = await tx
      .with('soon', (query) =>
        query
          .selectFrom('lease')
          .select('id')
          .where('state', '=', 'active')
          .where('ending_soon_at', 'is', null)
          .where('ends_at', '>', now)
          .where('ends_at', '<=', new Date(now.getTime() + soonMs))
          // Those that somebody is changing have a minute: two who lock several never wait for each other.
          .forNoKeyUpdate()
          .skipLocked(),
      )
      .updateTable('lease')
      .set({ ending_soon_at: now })
      .where('id', 'in', (query) => query.selectFrom('soon').select('soon.id'))
      .returning(['id', 'workshop_id', 'participant_id', 'ends_at'])
      .execute()
    for (const lease of leases) {
      record({
        action: 'lease.ending-soon',
        workshopId: lease.workshop_id,
        participantId: lease.participant_id,
        leaseId: lease.id,
        detail: { endsAt: lease.ends_at.toISOString() },
      })
    }
  })
}

async function denyWanted({ database, revoking }: Services): Promise<void> {
  const rows = await database
    .selectFrom('denial')
    .select('lease_id')
    .distinct()
    .where('state', '=', 'wanted')
    .where('lease_id', 'is not', null)
    .limit(2000)
    .execute()
  await revoking.deny(rows.flatMap(({ lease_id: id }) => (id === null ? [] : [id])))
}

async function pruneLapsed({ database, now, revoking }: Services): Promise<void> {
  const roles = await database
    .selectFrom('denial')
    .select('role_arn')
    .distinct()
    .where('state', 'in', ['wanted', 'written', 'proved'])
    .where('alive_until', '<=', now())
    .execute()
  for (const { role_arn: roleArn } of roles) {
    try {
      await revoking.prune(roleArn)
    } catch (error) {
      // A role that is gone, or IAM that cannot be reached, is not to hold up the others.
      if (!(error instanceof HallpassError)) throw error
    }
  }
}
