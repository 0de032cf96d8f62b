import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { type Actor, authorize } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import type { CheckResult, WorkshopRow } from '../store/index.ts'
import { checkedRoles, givenUpMs } from './checked-roles.ts'

/** A role, by the issuer that hands it out. */
export interface RoleCheck {
  readonly issuer: string
  readonly roleArn: string
}

/** A look that is under way. */
export interface BegunCheck {
  /** What was found, once it is kept. */
  readonly ended: Promise<{ readonly endedAt: Date; readonly result: CheckResult }>
}

type Checking = Pick<Services, 'database' | 'now' | 'notifying' | 'doctor'>

/** Each look makes sessions of the role: the next one is to wait that long. */
const pauseMs = 15_000

/**
 * Begins to look for what is wrong with a role that this server hands out. One look at a time for a role and an issuer,
 * on all replicas together, and not one after the other without a pause.
 *
 * @throws HallpassError `NotFound` for a role that no workshop has, `RateLimited` while a look is under way or was just
 * made
 */
export async function beginCheck(services: Checking, actor: Actor, wanted: RoleCheck): Promise<BegunCheck> {
  authorize(actor, 'health.check')
  const [role] = await checkedRoles(services, wanted)
  if (role === undefined) {
    throw new HallpassError('NotFound', 'no workshop of this server has that role', {
      hint: 'give it to a workshop first: one that is no more than a draft will do',
      facts: { name: 'roleArn' },
    })
  }
  const began = services.now()
  const { issuer, roleArn } = role
  const before = (ms: number): Date => new Date(began.getTime() - ms)
  const claimed = await services.database
    .insertInto('role_check')
    .values({ issuer, role_arn: roleArn, began_at: began, ended_at: null, result: null })
    .onConflict((conflict) =>
      conflict
        .columns(['issuer', 'role_arn'])
        // What was found last, and when, stays until there is something newer.
        .doUpdateSet({ began_at: began })
        .where((row) =>
          row.or([
            row('role_check.began_at', '<', before(givenUpMs)),
            row.and([
              row('role_check.ended_at', '>=', row.ref('role_check.began_at')),
              row('role_check.ended_at', '<', before(pauseMs)),
            ]),
          ]),
        ),
    )
    .returning('issuer')
    .executeTakeFirst()
  if (claimed === undefined) {
    throw new HallpassError('RateLimited', 'this role is being checked, or was a moment ago', {
      hint: 'what was found is in health; check again in a quarter of a minute',
    })
  }
  const look = async () => {
    const result = await services.doctor.examine({ ...role, workshop: await workshopWith(services, role) })
    const endedAt = await change(services, actor, async ({ tx, record, now }) => {
      const found = JSON.stringify(result)
      await tx
        .updateTable('role_check')
        .set(
          hadNoTurn(result)
            ? {
                began_at: sql<Date>`coalesce(ended_at, began_at)`,
                ended_at: sql<Date>`coalesce(ended_at, ${now})`,
                result: sql<string>`coalesce(result, ${found}::jsonb)`,
              }
            : { ended_at: now, result: found },
        )
        .where('issuer', '=', issuer)
        .where('role_arn', '=', roleArn)
        .where('began_at', '=', began)
        .execute()
      const { wrong, warnings } = result
      record({
        action: 'role.checked',
        roleArn,
        sessionName: 'hallpass-check',
        detail: { issuer, wrong: wrong?.cause ?? null, warnings: warnings.length },
      })
      return now
    })
    return { endedAt, result }
  }
  return { ended: look() }
}

/** Nobody was asked anything: what an earlier look found is still the last that is known of the role. */
export function hadNoTurn({ wrong }: CheckResult): boolean {
  return wrong?.cause === 'Throttled'
}

/** The workshop whose sessions of the role are made first of all that are made yet. */
async function workshopWith(
  { database }: Pick<Services, 'database'>,
  { issuer, roleArn }: RoleCheck,
): Promise<WorkshopRow | undefined> {
  return database
    .selectFrom('workshop')
    .innerJoin('workshop_role', 'workshop_role.workshop_id', 'workshop.id')
    .where('workshop.issuer', '=', issuer)
    .where('workshop_role.role_arn', '=', roleArn)
    .where('workshop.state', 'in', ['draft', 'open'])
    .orderBy((row) => row('workshop.state', '=', 'open'), 'desc')
    .orderBy('workshop.starts_at')
    .orderBy('workshop.id')
    .selectAll('workshop')
    .limit(1)
    .executeTakeFirst()
}

/** {@link beginCheck}, to its end. */
export async function checkRole(
  services: Checking,
  actor: Actor,
  wanted: RoleCheck,
): Promise<{ readonly endedAt: Date; readonly result: CheckResult }> {
  const { ended } = await beginCheck(services, actor, wanted)
  return ended
}
