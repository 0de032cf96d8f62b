import { HallpassError, readPeople } from 'hallpass'
import type { Actor } from '../actor/index.ts'
import { newId } from '../base/index.ts'
import { change, type Changing } from '../change/index.ts'
import { requireWorkshop } from '../workshop/index.ts'
import { handle } from './handle.ts'
import { freeName } from './people-of.ts'
import type { Person } from './person.ts'

/** Somebody in a list that came as data: a person, or why it is none. */
export type Listed = Person | { readonly problem: string; readonly hint?: string | null | undefined }

export interface ImportOptions {
  /** Only look. */
  readonly dryRun: boolean
  readonly maxPeople: number
}

/** What an import did, or would do. */
export interface Imported {
  readonly added: number
  /** Those who were there already. */
  readonly known: number
  /** With any of them nobody is added. */
  readonly problems: readonly {
    readonly row: number
    readonly message: string
    readonly hint: string | null
  }[]
}

interface Row extends Person {
  readonly row: number
}

/**
 * Adds people to a workshop: a table (CSV), or a list. All of them or, with any row that cannot be used, none.
 *
 * @throws HallpassError `InvalidInput` for a table that cannot be read at all, or with too many people
 * @throws HallpassError `StateConflict`, `NotFound`, `Forbidden`
 */
export async function importParticipants(
  services: Changing,
  actor: Actor,
  workshopId: string,
  list: Uint8Array | readonly Listed[],
  { dryRun, maxPeople }: ImportOptions,
): Promise<Imported> {
  await requireWorkshop(services.database, actor, 'participant.write', workshopId)
  const { rows, problems } = list instanceof Uint8Array ? readTable(list) : readList(list)
  if (rows.length > maxPeople) {
    throw new HallpassError('InvalidInput', `the list has ${rows.length} people; ${maxPeople} is the most`, {
      hint: 'split it',
    })
  }
  const found = [...problems, ...twins(rows)].toSorted((left, right) => left.row - right.row)
  return change(services, actor, async ({ tx, now, record }) => {
    const workshop = await requireWorkshop(tx, actor, 'participant.write', workshopId, 'lock')
    if (workshop.state === 'ended' || workshop.state === 'archived') {
      throw new HallpassError('StateConflict', 'this workshop is over', { facts: { name: workshop.state } })
    }
    const present = await tx
      .selectFrom('participant')
      .select(['external_id', 'email', 'name', 'pseudonym'])
      .where('workshop_id', '=', workshopId)
      .execute()
    const ids = new Set(present.map((one) => one.external_id))
    const emails = new Set(present.map((one) => one.email?.toLowerCase()))
    const names = new Set(present.map((one) => one.name))
    const isKnown = ({ externalId, email, name }: Row): boolean =>
      (externalId !== undefined && ids.has(externalId)) ||
      (email !== undefined && emails.has(email.toLowerCase())) ||
      // All that is known of them: the same list again adds nobody.
      (externalId === undefined && email === undefined && name !== undefined && names.has(name))
    const fresh = rows.filter((row) => !isKnown(row))
    const outcome = { added: fresh.length, known: rows.length - fresh.length, problems: found }
    if (found.length > 0) return { ...outcome, added: dryRun ? fresh.length : 0 }
    if (dryRun || fresh.length === 0) return outcome
    const taken = new Set(present.flatMap((one) => (one.pseudonym ? [one.name.toLowerCase()] : [])))
    const added = fresh.map((person) => {
      const name = person.name ?? freeName(services.randomBytes, taken)
      return {
        id: newId('p', services.randomBytes),
        workshop_id: workshopId,
        name,
        pseudonym: person.name === undefined,
        handle: handle(name),
        email: person.email ?? null,
        external_id: person.externalId ?? null,
        created_at: now,
        updated_at: now,
      }
    })
    await tx.insertInto('participant').values(added).execute()
    for (const { id } of added) record({ action: 'participant.added', workshopId, participantId: id })
    return outcome
  })
}

type Problem = Imported['problems'][number]

function readTable(bytes: Uint8Array): { rows: Row[]; problems: Problem[] } {
  const { people, problems } = readPeople(bytes, { sessionNames: 'any' })
  return {
    rows: people.map(({ row, sessionName, name, email }) => ({
      row,
      name: clean(name ?? (email === sessionName ? sessionName.replace(/@.*$/, '') : sessionName)),
      ...(email === undefined ? {} : { email }),
      // What names somebody in a list besides name and address names them the next time too.
      ...(name === undefined || email === sessionName ? {} : { externalId: clean(sessionName) }),
    })),
    problems: problems.map(({ row, message, hint }) => ({ row, message, hint: hint ?? null })),
  }
}

function clean(text: string): string {
  // By characters: half of one would be no text.
  return Array.from(text.replaceAll(/\p{Cc}+/gu, ' '))
    .slice(0, 200)
    .join('')
}

function readList(list: readonly Listed[]): { rows: Row[]; problems: Problem[] } {
  const rows: Row[] = []
  const problems: Problem[] = []
  for (const [index, one] of list.entries()) {
    if ('problem' in one) problems.push({ row: index + 1, message: one.problem, hint: one.hint ?? null })
    else rows.push({ ...one, row: index + 1 })
  }
  return { rows, problems }
}

/** Nobody is in a list twice: neither by the platform's id nor by e-mail address. */
function twins(rows: readonly Row[]): Problem[] {
  const seen = new Map<string, number>()
  return rows.flatMap((row) => {
    const keys = [
      ...(row.externalId === undefined ? [] : [`id ${row.externalId}`]),
      ...(row.email === undefined ? [] : [`address ${row.email.toLowerCase()}`]),
    ]
    const same = keys.find((key) => seen.has(key))
    for (const key of keys) if (!seen.has(key)) seen.set(key, row.row)
    if (same === undefined) return []
    return [
      { row: row.row, message: `it has the ${same.split(' ')[0]} of row ${seen.get(same)}`, hint: null },
    ]
  })
}
