import { HallpassError } from 'hallpass'
import { type Actor, authorize, notFound, systemActor } from '../actor/index.ts'
import { hashSecret, newSecret, randomText } from '../base/index.ts'
import { change, type Changing, type Reading } from '../change/index.ts'
import { insertStaff, loadStaff, lockStaff, recordSignIn } from '../staff/index.ts'
import type { Database, OneTimeLinkRow, Transaction } from '../store/index.ts'
import { loadWorkshop, workshopSubject } from '../workshop/index.ts'
import type { SignedIn } from './web-session.ts'

/** A secret that signs somebody in, and until when. */
export interface Link {
  readonly secret: string
  readonly expiresAt: Date
}

/**
 * The address of a link. The secret is behind the `#`: browsers send that to nobody, so that no server, proxy or
 * program that looks at links before people do ever has it.
 */
export function linkUrl(publicUrl: string, { secret }: Pick<Link, 'secret'>): string {
  return `${publicUrl}/link#${secret}`
}

const hourMs = 3_600_000
const staffLinkMs = 24 * hourMs
const codeMs = 10 * 60_000
const codeLength = 8

/**
 * The link with which the first admin signs in, on a server that has no staff yet; nothing where it has. Every start
 * makes a new one until it was used.
 */
export async function firstAdminLink(services: Changing): Promise<Link | undefined> {
  const { database, now, randomBytes } = services
  const someone = await database.selectFrom('staff').select('id').limit(1).executeTakeFirst()
  if (someone !== undefined) return undefined
  const secret = newSecret('link', randomBytes)
  const expiresAt = new Date(now().getTime() + staffLinkMs)
  await database.deleteFrom('one_time_link').where('purpose', '=', 'first-admin').execute()
  await insertLink(database, { secret, purpose: 'first-admin', createdAt: now(), expiresAt })
  return { secret, expiresAt }
}

/**
 * A link that signs a member of staff in, once, within a day. Each one replaces the one before.
 *
 * @throws HallpassError `Forbidden`, `NotFound`; `StateConflict` for somebody who is disabled
 */
export async function staffLink(services: Changing, actor: Actor, staffId: string): Promise<Link> {
  authorize(actor, 'staff.manage')
  const secret = newSecret('link', services.randomBytes)
  return change(services, actor, async ({ tx, now, record }) => {
    await lockStaff(tx)
    const row = await loadStaff(tx, staffId)
    if (row.disabled_at !== null) {
      throw new HallpassError('StateConflict', 'somebody who is disabled gets no link', {
        hint: 'enable them first',
        facts: { name: 'disabled' },
      })
    }
    await tx
      .deleteFrom('one_time_link')
      .where('staff_id', '=', staffId)
      .where('used_at', 'is', null)
      .execute()
    const expiresAt = new Date(now.getTime() + staffLinkMs)
    await insertLink(tx, { secret, purpose: 'staff', staffId, createdAt: now, expiresAt })
    record({ action: 'staff.link-made', detail: { staffId } })
    return { secret, expiresAt }
  })
}

/**
 * A participant's personal link: it works until the workshop is over, any number of times, since it is on a card that
 * somebody carries from one machine to the next.
 *
 * @throws HallpassError `Forbidden`, `NotFound`
 */
export async function participantLink(
  services: Changing,
  actor: Actor,
  participantId: string,
): Promise<Link> {
  const { workshop } = await requireParticipant(services, actor, participantId)
  const secret = newSecret('link', services.randomBytes)
  await change(services, actor, async ({ tx, now, record }) => {
    await insertLink(tx, {
      secret,
      purpose: 'participant',
      participantId,
      createdAt: now,
      expiresAt: workshop.ends_at,
    })
    record({ action: 'participant.link-made', workshopId: workshop.id, participantId })
  })
  return { secret, expiresAt: workshop.ends_at }
}

/**
 * A short code with which a participant signs in on a second machine: shown on the first, good once, for ten minutes.
 *
 * @throws HallpassError `Forbidden`, `NotFound`
 */
export async function deviceCode(services: Changing, actor: Actor): Promise<Link> {
  if (actor.kind !== 'participant') throw notFound()
  const { database, now, randomBytes } = services
  const secret = randomText(codeLength, randomBytes)
  const expiresAt = new Date(now().getTime() + codeMs)
  await insertLink(database, {
    secret,
    purpose: 'device',
    participantId: actor.id,
    createdAt: now(),
    expiresAt,
  })
  return { secret: `${secret.slice(0, 4)}-${secret.slice(4)}`, expiresAt }
}

/**
 * Signs in with a link's secret or a code. The first admin is made here.
 *
 * @throws HallpassError `NotSignedIn` for one that is unknown, used or over: the same words for all of them
 */
export async function redeem(services: Changing, given: string, address?: string): Promise<SignedIn> {
  const secret = given.startsWith('hp_link_') ? given : given.toLowerCase().replaceAll(/[^0-9a-z]/g, '')
  const actor: Actor = { ...systemActor('signin'), ...(address === undefined ? {} : { address }) }
  const found = await change(services, actor, async (changing) => {
    const { tx, now } = changing
    const link = await takeLink(tx, secret, now)
    if (link === undefined) return undefined
    if (link.purpose === 'first-admin') {
      // Replicas that start together each print a link: there is one first admin all the same.
      if (await tx.selectFrom('staff').select('id').limit(1).executeTakeFirst()) return undefined
      const { id } = await insertStaff(changing, services.randomBytes, { name: 'Admin', role: 'admin' })
      await recordSignIn(changing, id, 'first link')
      return { staffId: id }
    }
    if (link.staff_id !== null) {
      if ((await loadStaff(tx, link.staff_id)).disabled_at !== null) return undefined
      await recordSignIn(changing, link.staff_id, 'link')
      return { staffId: link.staff_id }
    }
    return link.participant_id === null ? undefined : { participantId: link.participant_id }
  })
  if (found !== undefined) return found
  throw new HallpassError('NotSignedIn', 'this link or code is unknown, was used, or its time is over', {
    hint: 'ask whoever gave it to you for a new one',
  })
}

/** The link, used from now on; nothing for one that is good for nothing. */
async function takeLink(tx: Transaction, secret: string, now: Date): Promise<OneTimeLinkRow | undefined> {
  const hash = hashSecret(secret)
  const seen = await tx
    .selectFrom('one_time_link')
    .select('purpose')
    .where('hash', '=', hash)
    .executeTakeFirst()
  // Before the link's row, as whoever disables somebody takes the two.
  if (seen?.purpose === 'first-admin' || seen?.purpose === 'staff') await lockStaff(tx)
  return tx
    .updateTable('one_time_link')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where((where) => where.or([where('used_at', 'is', null), where('purpose', '=', 'participant')]))
    .returningAll()
    .executeTakeFirst()
}

async function requireParticipant(services: Reading, actor: Actor, participantId: string) {
  authorize(actor, 'participant.link')
  const row = await services.database
    .selectFrom('participant')
    .select('workshop_id')
    .where('id', '=', participantId)
    .executeTakeFirst()
  const workshop = row === undefined ? undefined : await loadWorkshop(services.database, row.workshop_id)
  if (workshop === undefined) throw notFound()
  authorize(actor, 'participant.link', { ...workshopSubject(workshop), participantId })
  return { workshop }
}

async function insertLink(
  database: Database,
  link: {
    readonly secret: string
    readonly purpose: 'first-admin' | 'staff' | 'participant' | 'device'
    readonly staffId?: string
    readonly participantId?: string
    readonly createdAt: Date
    readonly expiresAt: Date
  },
): Promise<void> {
  await database
    .insertInto('one_time_link')
    .values({
      hash: hashSecret(link.secret),
      purpose: link.purpose,
      staff_id: link.staffId ?? null,
      participant_id: link.participantId ?? null,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute()
}
