import { type Actor, authorize, ownerKey } from '../actor/index.ts'
import { newId, randomText } from '../base/index.ts'
import { type Change, change, type Changing } from '../change/index.ts'
import { checkWorkshop, type WorkshopInput } from './input.ts'
import { checkIssuer, type WithIssuers } from './issuer.ts'
import { loadWorkshop, type Workshop } from './read-workshop.ts'

/**
 * Makes a workshop, as a draft or open at once, and its maker's own.
 *
 * @throws HallpassError `InvalidInput`, `Forbidden`
 */
export async function createWorkshop(
  services: Changing & WithIssuers,
  actor: Actor,
  input: WorkshopInput,
  state: 'draft' | 'open' = 'draft',
): Promise<Workshop> {
  authorize(actor, 'workshop.create')
  checkWorkshop(input)
  const issuer = checkIssuer(services, input.issuer)
  const id = newId('w', services.randomBytes)
  return change(services, actor, async ({ tx, now, record }) => {
    await tx
      .insertInto('workshop')
      .values({
        id,
        name: input.name,
        state,
        starts_at: input.startsAt,
        ends_at: input.endsAt,
        time_zone: input.timeZone ?? 'UTC',
        seats: input.seats,
        issuer,
        duration_seconds: input.durationSeconds ?? 3600,
        session_policy: input.sessionPolicy ?? null,
        session_tags: JSON.stringify(input.sessionTags ?? {}),
        regions: [...(input.regions ?? [])],
        console_allowed: input.consoleAllowed ?? true,
        join_mode: input.joinMode ?? 'closed',
        join_code: newJoinCode(services),
        join_cap: input.joinCap ?? null,
        created_at: now,
        updated_at: now,
        ended_at: null,
      })
      .execute()
    await putRoles(tx, id, input)
    const owner = ownerKey(actor)
    if (owner !== undefined)
      await tx.insertInto('workshop_owner').values({ workshop_id: id, owner }).execute()
    record({ action: 'workshop.created', workshopId: id, detail: { name: input.name, seats: input.seats } })
    if (state === 'open') record({ action: 'workshop.opened', workshopId: id })
    await services.jobs.schedule(tx, { name: 'leases-change', workshopId: id }, input.startsAt)
    await services.jobs.schedule(tx, { name: 'workshop-ends', workshopId: id }, input.endsAt)
    return required(await loadWorkshop(tx, id))
  })
}

/** What is read aloud in a room: 8 letters and digits, 40 bits. */
export function newJoinCode({ randomBytes }: Pick<Changing, 'randomBytes'>): string {
  return randomText(8, randomBytes)
}

/** Sets which roles a workshop hands out. */
export async function putRoles(
  tx: Change['tx'],
  id: string,
  { roles }: Pick<WorkshopInput, 'roles'>,
): Promise<void> {
  await tx.deleteFrom('workshop_role').where('workshop_id', '=', id).execute()
  const rows = roles.map(({ accountId, roleArn }, position) => ({
    workshop_id: id,
    position,
    account_id: accountId,
    role_arn: roleArn,
  }))
  await tx.insertInto('workshop_role').values(rows).execute()
}

function required(workshop: Workshop | undefined): Workshop {
  if (workshop === undefined) throw new Error('a workshop that was just made is missing')
  return workshop
}
