import { HallpassError } from 'hallpass'
import { type Actor, systemActor } from '../actor/index.ts'
import { type Change, change, type Services } from '../change/index.ts'
import { type PeopleOf, type Person, readPeopleOf } from '../participant/index.ts'
import type { MadeUnderKey, ParticipantRow, Transaction } from '../store/index.ts'
import { loadWorkshop, type Workshop } from '../workshop/index.ts'
import { type CurrentLease, currentLeases } from './current-leases.ts'
import { inLine } from './in-line.ts'
import {
  countFreeSeats,
  insertLeases,
  type LeaseTerms,
  leaseToInsert,
  type LeaseToInsert,
  refuseFull,
} from './insert-leases.ts'
import type { LeaseInFull } from './read-lease.ts'

/** Somebody who is to have a lease of a workshop. */
export interface SeatWanted {
  readonly workshopId: string
  readonly actor: Actor
  /** A participant's id, or a person who is added if they are not there yet. */
  readonly participant: string | Person
  readonly terms: LeaseTerms
  readonly afterRevocation: boolean
  /** Throws where they are not let in, for one: without a workshop. `participants` is how many it has. */
  readonly admit: (workshop: Workshop | undefined, now: Date, participants: number) => void
  /** Writes down what was made under the request's key. */
  readonly mark?: ((tx: Transaction, made: MadeUnderKey) => Promise<void>) | undefined
}

/** The lease that somebody has now. */
export interface SeatTaken {
  readonly lease: LeaseInFull
  /** False when they had one already, which is then as it was. */
  readonly created: boolean
  /** Of theirs, what the clock had ended: to be denied. */
  readonly ended: readonly LeaseInFull[]
}

/** A refusal, or a fault that was met with one of them: nobody else's. */
export type SeatAnswer = SeatTaken | Error

/**
 * Gives a lease to each of those who want one of the same workshop, in their order, in one transaction: a commit each
 * would be the slowest part of nine o'clock. Who cannot have one is told why, and nobody else is held up by that.
 */
export async function takeSeats(services: Services, all: readonly SeatWanted[]): Promise<SeatAnswer[]> {
  const [first] = all
  if (first === undefined) return []
  try {
    return await inLine(services, first.workshopId, () =>
      change(services, systemActor('desk'), (changing) =>
        takeTogether(services, changing, first.workshopId, all),
      ),
    )
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    if (all.length === 1 || isAway(failure)) return all.map(() => failure)
    // What one of them cannot have is not to be refused to all.
    const alone: SeatAnswer[] = []
    let away: Error | undefined
    for (const wanted of all) {
      const [answer = failure] = away === undefined ? await takeSeats(services, [wanted]) : [away]
      if (answer instanceof Error && isAway(answer)) away = answer
      alone.push(answer)
    }
    return alone
  }
}

/** Each try would wait for long, with all who are in line behind. */
function isAway(error: Error): boolean {
  return error instanceof HallpassError && error.code === 'DatabaseUnavailable'
}

interface Planned {
  readonly wanted: SeatWanted
  readonly participant: ParticipantRow
}

async function takeTogether(
  services: Services,
  changing: Change,
  workshopId: string,
  all: readonly SeatWanted[],
): Promise<SeatAnswer[]> {
  const { tx, now } = changing
  const workshop = await loadWorkshop(tx, workshopId, 'lock')
  // Without it nobody is let in.
  if (workshop === undefined) {
    return all.flatMap((wanted) => attempt(() => wanted.admit(workshop, now, 0)) ?? [])
  }
  const people = await readPeopleOf(
    tx,
    { workshopId, now, randomBytes: services.randomBytes },
    all.map(({ participant }) => participant),
  )
  const known = await knownLeases(services, changing, workshop, people, all)
  let free = await countFreeSeats(changing, workshop)
  const given = new Map<string, { lease: LeaseToInsert; for: Planned }>()
  const give = (one: Planned): void => {
    const { wanted, participant } = one
    const current = known.get(participant.id)
    if (current?.lease !== undefined || given.has(participant.id)) return
    if (current?.revoked === true && !wanted.afterRevocation) throw wasRevoked()
    const lease = leaseToInsert(workshop, now, participant, wanted.terms, wanted.actor)
    refuseFull(workshop, free, 1)
    free -= 1
    given.set(participant.id, { lease, for: one })
  }
  const decided = all.map((wanted) =>
    attempt((): Planned => {
      wanted.admit(workshop, now, people.count())
      const participant = people.of(wanted.participant)
      const one = { wanted, participant }
      try {
        give(one)
      } catch (error) {
        people.forget(participant)
        throw error
      }
      return one
    }),
  )
  const made = await insert(services, changing, workshop, people, [...given.values()])
  return decided.map((one): SeatAnswer => {
    if (one instanceof HallpassError) return one
    const current = known.get(one.participant.id)
    const lease = current?.lease ?? made.get(one.participant.id)
    if (lease === undefined) throw new Error('a lease that was just made is missing')
    return { lease, created: given.get(one.participant.id)?.for === one, ended: current?.ended ?? [] }
  })
}

/** The leases that they have already; what the clock changes of them is told as done by who asked. */
async function knownLeases(
  services: Services,
  changing: Change,
  workshop: Workshop,
  people: PeopleOf,
  all: readonly SeatWanted[],
): Promise<Map<string, CurrentLease>> {
  const actorOf = new Map<string, Actor>()
  for (const wanted of all) {
    const participant = people.known(wanted.participant)
    // Who may not ask changes nothing.
    if (participant === undefined || attempt(() => wanted.admit(workshop, changing.now, 0))) continue
    actorOf.set(participant.id, wanted.actor)
  }
  const record: Change['record'] = (happening) =>
    changing.record(happening, actorOf.get(happening.participantId ?? ''))
  return currentLeases(services, { ...changing, record }, workshop, [...actorOf.keys()])
}

async function insert(
  services: Services,
  changing: Change,
  workshop: Workshop,
  people: PeopleOf,
  given: readonly { readonly lease: LeaseToInsert; readonly for: Planned }[],
): Promise<Map<string, LeaseInFull>> {
  const fresh = given.filter(({ for: { participant } }) => people.isNew(participant))
  if (fresh.length > 0) {
    await changing.tx
      .insertInto('participant')
      .values(fresh.map(({ for: { participant } }) => participant))
      .execute()
  }
  for (const { for: one } of fresh) {
    const { id: participantId, workshop_id: workshopId } = one.participant
    changing.record({ action: 'participant.added', workshopId, participantId }, one.wanted.actor)
  }
  const leases = await insertLeases(
    services,
    changing,
    workshop,
    given.map(({ lease }) => lease),
  )
  const made = new Map(leases.map((lease) => [lease.participant.id, lease]))
  for (const { for: one } of given) {
    const leaseId = made.get(one.participant.id)?.lease.id
    const participants = people.isNew(one.participant) ? 1 : 0
    await one.wanted.mark?.(changing.tx, { workshopId: workshop.id, leaseId, participants })
  }
  return made
}

/** Refusals are answers here; what is none of ours stays a failure of all. */
function attempt<T>(work: () => T): T | HallpassError {
  try {
    return work()
  } catch (error) {
    if (error instanceof HallpassError) return error
    throw error
  }
}

function wasRevoked(): HallpassError {
  return new HallpassError('StateConflict', 'the last lease of this participant was revoked', {
    hint: 'to let them back in nevertheless, ask with afterRevocation',
    facts: { name: 'revoked' },
  })
}
