import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { type Actor, authorize, notFound, systemActor } from '../actor/index.ts'
import { hashSecret, newId, newSecret, randomText } from '../base/index.ts'
import { change, type Changing, type Reading } from '../change/index.ts'
import type { Database } from '../store/index.ts'
import { loadWorkshop, workshopSubject } from '../workshop/index.ts'
import type { SignedIn } from './web-session.ts'

/** A secret that signs somebody in, and until when. */
export interface Link {
  readonly secret: string
  readonly expiresAt: Date
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
 * A link that signs a member of staff in, once.
 *
 * @throws HallpassError `Forbidden`, `NotFound`
 */
export async function staffLink(services: Changing, actor: Actor, staffId: string): Promise<Link> {
  authorize(actor, 'staff.manage')
  const { database, now, randomBytes } = services
  const row = await database.selectFrom('staff').select('id').where('id', '=', staffId).executeTakeFirst()
  if (row === undefined) throw notFound()
  const secret = newSecret('link', randomBytes)
  const expiresAt = new Date(now().getTime() + staffLinkMs)
  await insertLink(database, { secret, purpose: 'staff', staffId, createdAt: now(), expiresAt })
  return { secret, expiresAt }
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
  // Whoever has the link gets the keys: a token that may not ask for those may not ask for this.
  if (actor.kind === 'platform') authorize(actor, 'lease.issue')
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
  const staffId = newId('s', services.randomBytes)
  const actor: Actor = { ...systemActor('signin'), ...(address === undefined ? {} : { address }) }
  const found = await change(services, actor, async ({ tx, now, record }) => {
    const link = await tx
      .selectFrom('one_time_link')
      .selectAll()
      .where('hash', '=', hashSecret(secret))
      .where('expires_at', '>', now)
      .where((where) => where.or([where('used_at', 'is', null), where('purpose', '=', 'participant')]))
      .forUpdate()
      .executeTakeFirst()
    if (link === undefined) return undefined
    if (link.staff_id !== null && !(await isActive(tx, link.staff_id))) return undefined
    await tx.updateTable('one_time_link').set({ used_at: now }).where('hash', '=', link.hash).execute()
    if (link.purpose === 'first-admin') {
      // Replicas that start together each print a link: there is one first admin all the same.
      await sql`lock table staff in share row exclusive mode`.execute(tx)
      if (await tx.selectFrom('staff').select('id').limit(1).executeTakeFirst()) return undefined
      await tx
        .insertInto('staff')
        .values({
          id: staffId,
          name: 'Admin',
          email: null,
          role: 'admin',
          oidc_issuer: null,
          oidc_subject: null,
          created_at: now,
          updated_at: now,
          disabled_at: null,
        })
        .execute()
      record({ action: 'staff.added', detail: { staffId, role: 'admin' } })
      record({ action: 'staff.signed-in', detail: { staffId, how: 'first link' } })
      return { staffId }
    }
    if (link.staff_id !== null) {
      record({ action: 'staff.signed-in', detail: { staffId: link.staff_id, how: 'link' } })
      return { staffId: link.staff_id }
    }
    return link.participant_id === null ? undefined : { participantId: link.participant_id }
  })
  if (found !== undefined) return found
  throw new HallpassError('NotSignedIn', 'this link or code is unknown, was used, or its time is over', {
    hint: 'ask whoever gave it to you for a new one',
  })
}

async function isActive(database: Database, staffId: string): Promise<boolean> {
  const row = await database
    .selectFrom('staff')
    .select('id')
    .where('id', '=', staffId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

async function requireParticipant(services: Reading, actor: Actor, participantId: string) {
  authorize(actor, 'participant.read')
  const row = await services.database
    .selectFrom('participant')
    .select('workshop_id')
    .where('id', '=', participantId)
    .executeTakeFirst()
  const workshop = row === undefined ? undefined : await loadWorkshop(services.database, row.workshop_id)
  if (workshop === undefined) throw notFound()
  authorize(actor, 'participant.read', { ...workshopSubject(workshop), participantId })
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
