import { HallpassError } from 'hallpass'
import { newId } from '../base/index.ts'
import type { Change, Changing } from '../change/index.ts'
import type { ParticipantRow } from '../store/index.ts'
import { handle } from './handle.ts'
import { newPseudonym } from './pseudonym.ts'

/** Who somebody is, as far as we are told. */
export interface Person {
  /** As people call them; a pseudonym is made for those who have none. 1 to 200 characters. */
  readonly name?: string | undefined
  readonly email?: string | undefined
  /** A platform's own id for them. */
  readonly externalId?: string | undefined
}

/** The participant that a person is already: by the platform's id, or else by the e-mail address. */
export async function findParticipant(
  tx: Change['tx'],
  workshopId: string,
  person: Person,
): Promise<ParticipantRow | undefined> {
  const known = tx.selectFrom('participant').selectAll().where('workshop_id', '=', workshopId)
  if (person.externalId !== undefined) {
    const found = await known.where('external_id', '=', person.externalId).executeTakeFirst()
    if (found !== undefined) return found
  }
  if (person.email === undefined) return undefined
  const found = await known
    .where((where) => where(where.fn<string>('lower', ['email']), '=', person.email?.toLowerCase() ?? ''))
    .executeTakeFirst()
  if (found === undefined || person.externalId === undefined || found.external_id === null) return found
  throw new HallpassError('InvalidInput', 'that e-mail address is another participant’s', {
    hint: `${found.id} has it, with another external id`,
    facts: { name: 'email' },
  })
}

const pseudonymTries = 50

/** Adds one. The workshop has to be locked: whether they are there already was asked before. */
export async function addParticipant(
  services: Pick<Changing, 'randomBytes'>,
  { tx, now, record }: Change,
  workshopId: string,
  person: Person,
): Promise<ParticipantRow> {
  const name = person.name ?? (await freePseudonym(services, tx, workshopId))
  const row = await tx
    .insertInto('participant')
    .values({
      id: newId('p', services.randomBytes),
      workshop_id: workshopId,
      name,
      pseudonym: person.name === undefined,
      handle: handle(name),
      email: person.email ?? null,
      external_id: person.externalId ?? null,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  record({ action: 'participant.added', workshopId, participantId: row.id })
  return row
}

async function freePseudonym(
  { randomBytes }: Pick<Changing, 'randomBytes'>,
  tx: Change['tx'],
  workshopId: string,
): Promise<string> {
  const wanted = [...new Set(Array.from({ length: pseudonymTries }, () => newPseudonym(randomBytes)))]
  const taken = await tx
    .selectFrom('participant')
    .select('name')
    .where('workshop_id', '=', workshopId)
    .where('pseudonym', '=', true)
    .where('name', 'in', wanted)
    .execute()
  const free = wanted.find((name) => taken.every((row) => row.name !== name))
  return free ?? `${wanted[0]} ${randomBytes(2).readUInt16BE()}`
}
