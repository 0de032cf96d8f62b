import { HallpassError } from 'hallpass'
import { systemActor } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import { addParticipant } from '../participant/index.ts'
import { loadWorkshop, type Workshop } from '../workshop/index.ts'
import { type CreatedLease, createLease } from './create-lease.ts'

/** Somebody who joins by themselves. */
export interface Joining {
  /** The workshop's code: upper or lower case, with or without blanks and dashes. */
  readonly code: string
  /** Without one they get a pseudonym. */
  readonly name?: string | undefined
  readonly address?: string | undefined
}

/**
 * Finds the workshop of a code.
 *
 * @throws HallpassError `NotFound` for a code that there is not, or whose workshop nobody joins by themselves
 */
export async function workshopOfCode(
  { database }: Pick<Services, 'database'>,
  code: string,
): Promise<Workshop> {
  const row = await database
    .selectFrom('workshop')
    .select('id')
    .where('join_code', '=', code.toLowerCase().replaceAll(/[^0-9a-z]/g, ''))
    .where('join_mode', '<>', 'closed')
    .executeTakeFirst()
  const workshop = row === undefined ? undefined : await loadWorkshop(database, row.id)
  if (workshop !== undefined) return workshop
  throw new HallpassError('NotFound', 'there is no workshop with this code', {
    hint: 'look at the code once more: it has 8 letters and digits, and no o, i, l or u',
    facts: { name: 'code' },
  })
}

/**
 * Lets somebody into a workshop by its code: a participant, with a lease.
 *
 * @throws HallpassError `NotFound`; `StateConflict` when it is not open; `WorkshopFull`
 */
export async function joinWorkshop(
  services: Services,
  { code, name, address }: Joining,
): Promise<CreatedLease> {
  const { id } = await workshopOfCode(services, code)
  const actor = { ...systemActor('join'), ...(address === undefined ? {} : { address }) }
  const participant = await change(services, actor, async (changing) => {
    const workshop = await loadWorkshop(changing.tx, id, 'lock')
    if (workshop === undefined || workshop.state !== 'open' || workshop.ends_at <= changing.now)
      throw notOpen(workshop)
    const { count } = await changing.tx
      .selectFrom('participant')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('workshop_id', '=', id)
      .executeTakeFirstOrThrow()
    if (workshop.join_cap !== null && count >= workshop.join_cap) throw full()
    const live = await changing.tx
      .selectFrom('lease')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('workshop_id', '=', id)
      .where('state', 'in', ['pending', 'active', 'suspended'])
      .executeTakeFirstOrThrow()
    if (live.count >= workshop.seats) throw full()
    return addParticipant(services, changing, id, name === undefined || name === '' ? {} : { name })
  })
  return createLease(services, actor, { workshopId: id, participant: participant.id })
}

function notOpen(workshop: Workshop | undefined): HallpassError {
  return workshop?.state === 'draft'
    ? new HallpassError('StateConflict', 'this workshop is not open yet', {
        hint: 'wait until the instructor opens it, and try again',
        facts: { name: 'draft' },
      })
    : new HallpassError('StateConflict', 'this workshop is over', {
        hint: 'ask the instructor for the next one',
        facts: { name: 'ended' },
      })
}

function full(): HallpassError {
  return new HallpassError('WorkshopFull', 'every seat of this workshop is taken', {
    hint: 'ask the instructor for a seat',
  })
}
