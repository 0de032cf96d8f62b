import { HallpassError } from 'hallpass'
import { systemActor } from '../actor/index.ts'
import { isName } from '../base/index.ts'
import type { Services } from '../change/index.ts'
import type { Database } from '../store/index.ts'
import { loadWorkshop, type Workshop } from '../workshop/index.ts'
import { liveStates } from './states.ts'
import { type CreatedLease, takeSeat } from './take-seat.ts'

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
 * Whether somebody new could join now.
 *
 * @throws HallpassError `StateConflict` when it is not open; `WorkshopFull`
 */
export async function refuseClosed(
  database: Database,
  workshop: Workshop | undefined,
  now: Date,
): Promise<void> {
  if (workshop === undefined || !isOpen(workshop, now)) throw notOpen(workshop)
  await refuseOverCap(database, workshop)
  const { taken } = await database
    .selectFrom('lease')
    .select((select) => select.fn.countAll<number>().as('taken'))
    .where('workshop_id', '=', workshop.id)
    .where('state', 'in', liveStates)
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow()
  if (taken >= workshop.seats) throw full()
}

function isOpen({ state, ends_at: endsAt }: Workshop, now: Date): boolean {
  return state === 'open' && endsAt > now
}

const maxNameLength = 200

/**
 * Lets somebody into a workshop by its code: a participant, with a lease.
 *
 * @throws HallpassError `NotFound`; `StateConflict` when it is not open; `WorkshopFull`; `InvalidInput` for a name of
 * more than 200 characters, or with control characters
 */
export async function joinWorkshop(
  services: Services,
  { code, name, address }: Joining,
): Promise<CreatedLease> {
  if (name !== undefined && name !== '' && !isName(name, maxNameLength)) {
    throw new HallpassError('InvalidInput', 'this name cannot be shown as it is', {
      hint: `${maxNameLength} characters are the most, without line breaks and the like`,
      facts: { name: 'name' },
    })
  }
  const { id } = await workshopOfCode(services, code)
  const actor = { ...systemActor('join'), ...(address === undefined ? {} : { address }) }
  const participant = name === undefined || name === '' ? {} : { name }
  const wanted = { workshopId: id, actor, participant, terms: {}, afterRevocation: false, admit }
  return takeSeat(services, wanted).catch(keptOut)
}

function admit(workshop: Workshop | undefined, now: Date, participants: number): void {
  if (workshop === undefined || !isOpen(workshop, now)) throw notOpen(workshop)
  if (workshop.join_cap !== null && participants >= workshop.join_cap) throw full()
}

async function refuseOverCap(database: Database, { id, join_cap: cap }: Workshop): Promise<void> {
  if (cap === null) return
  const { count } = await database
    .selectFrom('participant')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workshop_id', '=', id)
    .executeTakeFirstOrThrow()
  if (count >= cap) throw full()
}

/** What to do about it is for somebody else. */
function keptOut(error: unknown): never {
  throw error instanceof HallpassError && error.code === 'WorkshopFull' ? full() : error
}

function full(): HallpassError {
  return new HallpassError('WorkshopFull', 'every seat of this workshop is taken', {
    hint: 'ask the instructor for a seat',
  })
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
