import { accountOf, type Actor, notFound } from '../actor/index.ts'
import { hashSecret } from '../base/index.ts'
import { change, type Changing, type Reading } from '../change/index.ts'
import type { Database } from '../store/index.ts'
import { staffIdleMs } from './web-session.ts'

/** A browser that is signed in. */
export interface SignedInBrowser {
  /** Not its secret, and nothing to find it by. */
  readonly id: string
  readonly createdAt: Date
  /** Within five minutes. */
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  /** As the browser named itself. */
  readonly userAgent: string | null
}

/** The id of the session that a cookie's secret is of. */
export function sessionId(secret: string): string {
  return idOf(hashSecret(secret))
}

/**
 * The browsers that one is signed in with, the last seen first.
 *
 * @throws HallpassError `Forbidden`
 */
export async function mySessions({ database, now }: Reading, actor: Actor): Promise<SignedInBrowser[]> {
  const rows = await sessionsOf(database, accountOf(actor))
  const at = now()
  return rows
    .filter((row) => row.expires_at > at && at.getTime() - row.last_seen_at.getTime() <= staffIdleMs)
    .map((row) => ({
      id: idOf(row.hash),
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      userAgent: row.user_agent,
    }))
}

/**
 * Signs one of one's browsers out.
 *
 * @throws HallpassError `Forbidden`, `NotFound`
 */
export async function endMySession(services: Changing, actor: Actor, id: string): Promise<void> {
  const staffId = accountOf(actor)
  await change(services, actor, async ({ tx, record }) => {
    const row = (await sessionsOf(tx, staffId)).find(({ hash }) => idOf(hash) === id)
    if (row === undefined) throw notFound()
    await tx.deleteFrom('web_session').where('hash', '=', row.hash).execute()
    record({ action: 'staff.signed-out', detail: { staffId, browsers: 1 } })
  })
}

/**
 * Signs all of one's browsers out, also the one that asks. Answers how many there were. Safe to repeat.
 *
 * @throws HallpassError `Forbidden`
 */
export async function endMySessions(services: Changing, actor: Actor): Promise<number> {
  const staffId = accountOf(actor)
  return change(services, actor, async ({ tx, record }) => {
    const { numDeletedRows } = await tx
      .deleteFrom('web_session')
      .where('staff_id', '=', staffId)
      .executeTakeFirst()
    const browsers = Number(numDeletedRows)
    if (browsers > 0) record({ action: 'staff.signed-out', detail: { staffId, browsers } })
    return browsers
  })
}

async function sessionsOf(database: Database, staffId: string) {
  return database
    .selectFrom('web_session')
    .selectAll()
    .where('staff_id', '=', staffId)
    .orderBy('last_seen_at', 'desc')
    .limit(1000)
    .execute()
}

// A part of what the session is found by: the whole of it is made from the secret, and not the other way round.
function idOf(hash: Buffer): string {
  return hash.subarray(0, 12).toString('hex')
}
