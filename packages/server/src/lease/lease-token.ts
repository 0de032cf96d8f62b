import { HallpassError } from 'hallpass'
import type { Actor } from '../actor/index.ts'
import { gather, hashSecret, newId, newSecret } from '../base/index.ts'
import { change, type Changing, type Reading } from '../change/index.ts'
import type { Database } from '../store/index.ts'
import { requireLease } from './read-lease.ts'

/** A token for a machine that fetches a lease's keys. */
export interface LeaseToken {
  readonly id: string
  /** Shown this once. */
  readonly secret: string
}

/**
 * Makes a token with which a machine gets the keys of one lease for as long as it lives.
 *
 * @throws HallpassError `NotFound`, `Forbidden`
 */
export async function makeLeaseToken(services: Changing, actor: Actor, leaseId: string): Promise<LeaseToken> {
  const { lease } = await requireLease(services.database, actor, 'lease.token', leaseId)
  const id = newId('k', services.randomBytes)
  const secret = newSecret('lease', services.randomBytes)
  await change(services, actor, async ({ tx, now, record }) => {
    await tx
      .insertInto('lease_token')
      .values({ id, lease_id: lease.id, hash: hashSecret(secret), created_at: now })
      .execute()
    record({
      action: 'lease.token-made',
      workshopId: lease.workshop_id,
      participantId: lease.participant_id,
      leaseId: lease.id,
      detail: { tokenId: id },
    })
  })
  return { id, secret }
}

/** Whose token it is: the participant, limited to that lease. Nothing for one that is unknown or was taken back. */
export async function leaseTokenActor(
  { database, now }: Reading,
  secret: string,
  address?: string,
): Promise<(Actor & { readonly kind: 'participant'; readonly leaseId: string }) | undefined> {
  const row = await findToken(database, hashSecret(secret))
  if (row === undefined || (row.expires_at !== null && row.expires_at <= now())) return undefined
  return {
    kind: 'participant',
    id: row.participant_id,
    workshopId: row.workshop_id,
    leaseId: row.id,
    tokenId: row.token_id,
    ...(address === undefined ? {} : { address }),
  }
}

/**
 * Takes back the token that a request came with: a machine that leaves gets no keys with it any more. Those that it has
 * live on until they end.
 *
 * @throws HallpassError `Forbidden` for whoever came with something else
 */
export async function returnLeaseToken(services: Changing, actor: Actor): Promise<void> {
  const { tokenId, leaseId, workshopId, id } =
    actor.kind === 'participant' ? actor : { tokenId: undefined, leaseId: undefined, workshopId: '', id: '' }
  if (tokenId === undefined || leaseId === undefined) throw noLeaseToken()
  await change(services, actor, async ({ tx, now, record }) => {
    const { numUpdatedRows } = await tx
      .updateTable('lease_token')
      .set({ revoked_at: now })
      .where('id', '=', tokenId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    record({
      action: 'lease.token-returned',
      workshopId,
      participantId: id,
      leaseId,
      detail: { tokenId },
    })
  })
}

/** For whoever came without a lease's token where one is taken. */
export function noLeaseToken(): HallpassError {
  return new HallpassError('Forbidden', 'this takes the token of a lease', {
    hint: 'make one with POST /v1/leases/{leaseId}/token',
  })
}

/** Of a token's hash, one that was not taken back. */
const findToken = gather(async (database: Database, hashes: readonly Buffer[]) => {
  const rows = await database
    .selectFrom('lease_token')
    .innerJoin('lease', 'lease.id', 'lease_token.lease_id')
    .select(['lease_token.id as token_id', 'lease_token.hash', 'lease_token.expires_at'])
    .select(['lease.id', 'lease.participant_id', 'lease.workshop_id'])
    .where('lease_token.hash', 'in', hashes)
    .where('lease_token.revoked_at', 'is', null)
    .execute()
  const rowOf = new Map(rows.map((row) => [row.hash.toString('hex'), row]))
  return hashes.map((hash) => rowOf.get(hash.toString('hex')))
})
