import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { type RandomBytes, newId } from '../base/index.ts'
import type { ParticipantRow, Transaction } from '../store/index.ts'
import { handle } from './handle.ts'
import type { Person } from './person.ts'
import { newPseudonym } from './pseudonym.ts'

/** The participants of a workshop, as far as some who ask are concerned, and those who are about to be added. */
export interface PeopleOf {
  /**
   * The participant that somebody is already: by their id, by the platform's, or else by the e-mail address. A person
   * who is none of them is a new one, who is still to be added.
   *
   * @throws HallpassError `NotFound` for an id that there is not; `InvalidInput` for an e-mail address that is another's
   */
  readonly of: (who: string | Person) => ParticipantRow
  /** The participant that somebody is already, where that is beyond doubt: nobody is added. */
  readonly known: (who: string | Person) => ParticipantRow | undefined
  /** Takes back a new one who is not let in: for those who come after, they were never here. */
  readonly forget: (participant: ParticipantRow) => void
  readonly isNew: (participant: ParticipantRow) => boolean
  /** How many participants there are, with the new ones. */
  readonly count: () => number
}

/** Reads what is to be known of those who ask, all at once. The workshop has to be locked. */
export async function readPeopleOf(
  tx: Transaction,
  { workshopId, now, randomBytes }: { workshopId: string; now: Date; randomBytes: RandomBytes },
  all: readonly (string | Person)[],
): Promise<PeopleOf> {
  const ids = all.filter((who) => typeof who === 'string')
  const people = all.filter((who) => typeof who !== 'string')
  const externalIds = people.flatMap(({ externalId }) => externalId ?? [])
  const emails = people.flatMap(({ email }) => email?.toLowerCase() ?? [])
  const known = tx.selectFrom('participant').where('workshop_id', '=', workshopId)
  const found = await known
    .selectAll()
    .where(
      sql<boolean>`(id = any(${ids}::text[]) or external_id = any(${externalIds}::text[])
        or lower(email) = any(${emails}::text[]))`,
    )
    .execute()
  const { count } = await known
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const byId = new Map(found.map((row) => [row.id, row]))
  const byExternalId = new Map(found.map((row) => [row.external_id, row]))
  const byEmail = new Map(found.map((row) => [row.email?.toLowerCase(), row]))
  const added = new Set<ParticipantRow>()
  const isKnown = ({ externalId, email }: Person): boolean =>
    (externalId !== undefined && byExternalId.has(externalId)) ||
    (email !== undefined && byEmail.has(email.toLowerCase()))
  const areNamed = people.every((person) => person.name !== undefined || isKnown(person))
  const pseudonyms = areNamed ? [] : await known.select('name').where('pseudonym', '=', true).execute()
  const taken = new Set(pseudonyms.map(({ name }) => name.toLowerCase()))

  const whoIs = ({ externalId, email }: Person): ParticipantRow | undefined => {
    const same = externalId === undefined ? undefined : byExternalId.get(externalId)
    if (same !== undefined || email === undefined) return same
    const row = byEmail.get(email.toLowerCase())
    if (row === undefined || externalId === undefined || row.external_id === null) return row
    throw new HallpassError('InvalidInput', 'that e-mail address is another participant’s', {
      hint: `${row.id} has it, with another external id`,
      facts: { name: 'email' },
    })
  }

  const add = (person: Person): ParticipantRow => {
    const name = person.name ?? freeName(randomBytes, taken)
    const row: ParticipantRow = {
      id: newId('p', randomBytes),
      workshop_id: workshopId,
      name,
      pseudonym: person.name === undefined,
      handle: handle(name),
      email: person.email ?? null,
      external_id: person.externalId ?? null,
      version: 1,
      created_at: now,
      updated_at: now,
    }
    added.add(row)
    if (row.external_id !== null) byExternalId.set(row.external_id, row)
    if (row.email !== null) byEmail.set(row.email.toLowerCase(), row)
    return row
  }

  return {
    of: (who) => {
      if (typeof who !== 'string') return whoIs(who) ?? add(who)
      const row = byId.get(who)
      if (row !== undefined) return row
      throw new HallpassError('NotFound', 'there is no such participant in this workshop', {
        facts: { name: 'participant' },
      })
    },
    known: (who) => {
      if (typeof who === 'string') return byId.get(who)
      const byTheirId = who.externalId === undefined ? undefined : byExternalId.get(who.externalId)
      const row = byTheirId ?? (who.email === undefined ? undefined : byEmail.get(who.email.toLowerCase()))
      return row !== undefined && byId.has(row.id) ? row : undefined
    },
    forget: (participant) => {
      if (!added.delete(participant)) return
      const { external_id: externalId, email } = participant
      if (byExternalId.get(externalId) === participant) byExternalId.delete(externalId)
      if (byEmail.get(email?.toLowerCase()) === participant) byEmail.delete(email?.toLowerCase())
    },
    isNew: (participant) => added.has(participant),
    count: () => count + added.size,
  }
}

/** A pseudonym that nobody of the workshop has; from now on it is taken. */
export function freeName(randomBytes: RandomBytes, taken: Set<string>): string {
  for (let count = 0; ; count += 1) {
    const name = newPseudonym(randomBytes)
    const whole = count < 50 ? name : `${name} ${count}`
    if (taken.has(whole.toLowerCase())) continue
    taken.add(whole.toLowerCase())
    return whole
  }
}
