import { sql } from 'kysely'
import type { RecordedEntry } from '../audit/index.ts'
import type { Services } from '../change/index.ts'
import type { Transaction } from '../store/index.ts'
import { isWebhookEvent } from './events.ts'
import type { Post } from './post.ts'
import { sealPurpose, signatureHeaders } from './sign.ts'

/** Puts down what webhooks are to be told, with the change that it is about or not at all. Returns how much that is. */
export async function queueDeliveries(
  tx: Transaction,
  entries: readonly RecordedEntry[],
  now: Date,
): Promise<number> {
  const told = entries.filter((entry) => isWebhookEvent(entry.action))
  if (told.length === 0) return 0
  const endpoints = await tx
    .selectFrom('webhook_endpoint')
    .leftJoin('workshop_owner', 'workshop_owner.owner', 'webhook_endpoint.owner')
    .leftJoin('staff', (join) => join.on(sql<boolean>`webhook_endpoint.owner = 'staff:' || staff.id`))
    .select(['webhook_endpoint.id', 'webhook_endpoint.events', 'webhook_endpoint.workshop_id as only'])
    .select(['workshop_owner.workshop_id as owned', 'staff.role as role'])
    .where('webhook_endpoint.disabled_at', 'is', null)
    // Who removes one holds the audit before it is locked, as here; a replica from before that did not, and is not
    // waited for.
    .forKeyShare('webhook_endpoint')
    .skipLocked()
    .execute()
  const rows = new Map<string, Parameters<typeof values>[0]>()
  for (const entry of told) {
    for (const { id, events, only, owned, role } of endpoints) {
      const meant = only === null ? role === 'admin' || owned === entry.workshopId : only === entry.workshopId
      if (meant && events.includes(entry.action))
        rows.set(`${id} ${entry.seq}`, { endpointId: id, entry, now })
    }
  }
  if (rows.size === 0) return 0
  await tx
    .insertInto('webhook_delivery')
    .values([...rows.values()].map(values))
    .execute()
  return rows.size
}

function values({ endpointId, entry, now }: { endpointId: string; entry: RecordedEntry; now: Date }) {
  const { seq, action, at, workshopId, participantId, leaseId, sessionName, reason, detail } = entry
  const data = { workshopId, participantId, leaseId, sessionName, reason, ...detail }
  return {
    endpoint_id: endpointId,
    event_id: `e-${seq}`,
    event: action,
    lease_id: leaseId ?? null,
    body: JSON.stringify({ id: `e-${seq}`, type: action, timestamp: at, data }),
    created_at: now,
    next_attempt_at: now,
    delivered_at: null,
    given_up_at: null,
    last_status: null,
    last_error: null,
  }
}

// Over a day and a half altogether.
const waitsSeconds = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200]
// A replica that dies while it sends leaves the delivery to the others after that long.
const claimSeconds = 60
const mostAtOnce = 50

/**
 * Sends what is due, oldest first. What is about one lease arrives in the order in which it happened: nothing is sent
 * while something earlier of the same lease waits. Sent at least once; `webhook-id` tells a repetition.
 *
 * @returns when to come back, where something waits
 */
export async function deliverDue(
  services: Pick<Services, 'database' | 'now' | 'seal'>,
  post: Post,
): Promise<Date | undefined> {
  for (;;) {
    const claimed = await claim(services)
    if (claimed.length === 0) break
    await Promise.all(claimed.map((delivery) => deliver(services, post, delivery)))
  }
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_attempt_at) as at from webhook_delivery d where ${isNext}`.execute(services.database)
  return rows[0]?.at ?? undefined
}

/** What waits, and has nothing of the same lease before it that waits too. */
const isNext = sql`
  d.delivered_at is null and d.given_up_at is null
  and not exists (
    select 1 from webhook_delivery earlier
    where earlier.endpoint_id = d.endpoint_id and earlier.lease_id = d.lease_id and earlier.id < d.id
      and earlier.delivered_at is null and earlier.given_up_at is null
  )`

interface Claimed {
  readonly id: number
  readonly endpoint_id: string
  readonly event_id: string
  readonly body: string
  readonly attempts: number
  readonly url: string
  readonly sealed_secret: Buffer
}

async function claim({ database, now }: Pick<Services, 'database' | 'now'>): Promise<Claimed[]> {
  const at = now()
  const { rows } = await sql<Claimed>`
    with due as (
      select id from webhook_delivery d
      where next_attempt_at <= ${at} and ${isNext}
      order by id
      limit ${mostAtOnce}
      for update skip locked
    )
    update webhook_delivery d
    set next_attempt_at = ${new Date(at.getTime() + claimSeconds * 1000)}, attempts = d.attempts + 1
    from due, webhook_endpoint e
    where d.id = due.id and e.id = d.endpoint_id
    returning d.id, d.endpoint_id, d.event_id, d.body, d.attempts, e.url, e.sealed_secret
  `.execute(database)
  return rows
}

async function deliver(
  { database, now, seal }: Pick<Services, 'database' | 'now' | 'seal'>,
  post: Post,
  delivery: Claimed,
): Promise<void> {
  const { id, endpoint_id: endpointId, event_id: eventId, body, attempts, url } = delivery
  const secret = seal.open(delivery.sealed_secret, sealPurpose(endpointId)).toString()
  const { status, error } = await post(url, body, signatureHeaders(secret, { id: eventId, body, now: now() }))
  const at = now()
  const taken = status !== undefined && status >= 200 && status < 300
  // Gone: who answers so wants no more of this kind, and it is of no use to try again.
  const hopeless = status === 410 || attempts > waitsSeconds.length
  const waitSeconds = waitsSeconds[Math.min(attempts, waitsSeconds.length) - 1] ?? 5
  await database
    .updateTable('webhook_delivery')
    .set({
      last_status: status ?? null,
      last_error: taken ? null : (error ?? `it answered ${status}`),
      ...(taken
        ? { delivered_at: at }
        : hopeless
          ? { given_up_at: at }
          : { next_attempt_at: new Date(at.getTime() + waitSeconds * 1000) }),
    })
    .where('id', '=', id)
    .execute()
}
