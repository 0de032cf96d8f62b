import type { Actor } from '../actor/index.ts'
import { hashSecret, newSecret } from '../base/index.ts'
import type { Changing } from '../change/index.ts'

/** Who signed in: a member of staff, or a participant of one workshop. */
export type SignedIn =
  | {
      readonly staffId: string
      /** Signed in by OpenID Connect: after half a day the provider is asked again. */
      readonly byProvider?: boolean
    }
  | { readonly participantId: string }

/** A session of a browser. */
export interface WebSession {
  /** The value of the cookie. */
  readonly secret: string
  readonly maxAgeSeconds: number
}

const hourMs = 3_600_000
/** After so long without a request a session of staff is over. */
export const staffIdleMs = 8 * hourMs
const staffLife = { idleMs: staffIdleMs, absoluteMs: 7 * 24 * hourMs }
const providerLife = { idleMs: staffIdleMs, absoluteMs: 12 * hourMs }
// A participant comes back to a workshop of several days, on the same machine.
const participantLife = { idleMs: 14 * 24 * hourMs, absoluteMs: 30 * 24 * hourMs }
// Written down rarely: a page that is live asks every few seconds.
const seenMs = 5 * 60_000

type Sessions = Pick<Changing, 'database' | 'now' | 'randomBytes'>

/** Begins a session. A new secret for each: a cookie from before signing in is of no use after it. */
export async function startSession(
  { database, now, randomBytes }: Sessions,
  who: SignedIn,
  userAgent: string | undefined,
): Promise<WebSession> {
  const secret = newSecret('session', randomBytes)
  const at = now()
  const byProvider = 'staffId' in who && who.byProvider === true
  const life = byProvider ? providerLife : 'staffId' in who ? staffLife : participantLife
  await database
    .insertInto('web_session')
    .values({
      hash: hashSecret(secret),
      staff_id: 'staffId' in who ? who.staffId : null,
      participant_id: 'participantId' in who ? who.participantId : null,
      created_at: at,
      last_seen_at: at,
      expires_at: new Date(at.getTime() + life.absoluteMs),
      user_agent: userAgent?.slice(0, 200) ?? null,
      by_provider: byProvider,
    })
    .execute()
  return { secret, maxAgeSeconds: life.absoluteMs / 1000 }
}

/** Whose session it is; nothing for one that has ended, or whose member of staff was taken away. */
export async function sessionActor(
  { database, now }: Pick<Changing, 'database' | 'now'>,
  secret: string,
  address?: string,
): Promise<Actor | undefined> {
  const hash = hashSecret(secret)
  const row = await database
    .selectFrom('web_session')
    .leftJoin('staff', 'staff.id', 'web_session.staff_id')
    .leftJoin('participant', 'participant.id', 'web_session.participant_id')
    .select(['web_session.last_seen_at', 'web_session.expires_at'])
    .select(['staff.id as staff', 'staff.name', 'staff.role', 'staff.disabled_at'])
    .select(['participant.id as participant', 'participant.workshop_id'])
    .where('web_session.hash', '=', hash)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const at = now()
  const { idleMs } = row.staff === null ? participantLife : staffLife
  if (row.expires_at <= at || at.getTime() - row.last_seen_at.getTime() > idleMs) return undefined
  if (at.getTime() - row.last_seen_at.getTime() > seenMs) {
    await database.updateTable('web_session').set({ last_seen_at: at }).where('hash', '=', hash).execute()
  }
  const from = address === undefined ? {} : { address }
  if (row.staff !== null && row.role !== null && row.name !== null) {
    return row.disabled_at === null ? { kind: row.role, id: row.staff, name: row.name, ...from } : undefined
  }
  if (row.participant !== null && row.workshop_id !== null) {
    return { kind: 'participant', id: row.participant, workshopId: row.workshop_id, ...from }
  }
  return undefined
}

/** Ends a session, and says where it came from. */
export async function endSession(
  { database }: Pick<Changing, 'database'>,
  secret: string,
): Promise<{ readonly byProvider: boolean }> {
  const row = await database
    .deleteFrom('web_session')
    .where('hash', '=', hashSecret(secret))
    .returning('by_provider')
    .executeTakeFirst()
  return { byProvider: row?.by_provider ?? false }
}
