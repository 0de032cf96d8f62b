import { HallpassError } from 'hallpass'
import type { Database, MadeUnderKey, Transaction } from '../../store/index.ts'
import type { Answer } from './endpoint.ts'

/** How long a key is remembered. */
const keptMs = 24 * 3_600_000
/**
 * After this a request that made nothing yet is taken for one of a process that is gone. Should it be alive after all,
 * it makes nothing: its transaction finds that the key is another's.
 */
const abandonedMs = 15_000

/** One request's hold of a key: from a moment, so that whoever takes the key over has another. */
export interface Claim {
  readonly actor: string
  readonly key: string
  readonly requestHash: Buffer
  readonly createdAt: Date
}

/** What came of a key before: an answer, or something made that was not answered. */
export type Known = { readonly answer: Answer } | { readonly made: MadeUnderKey }

/**
 * Takes a key, or tells what came of it before.
 *
 * @throws HallpassError `IdempotencyConflict`
 */
export async function takeKey(database: Database, claim: Claim): Promise<Known | undefined> {
  const { actor, key, requestHash, createdAt } = claim
  const values = {
    actor,
    key,
    request_hash: requestHash,
    status: null,
    response: null,
    made: null,
    created_at: createdAt,
    expires_at: new Date(createdAt.getTime() + keptMs),
  }
  const inserted = await database
    .insertInto('idempotency_key')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['actor', 'key'])
        .doUpdateSet(values)
        .where((where) =>
          where.or([
            where('idempotency_key.expires_at', '<=', createdAt),
            where.and([
              where('idempotency_key.status', 'is', null),
              where('idempotency_key.made', 'is', null),
              where('idempotency_key.created_at', '<=', new Date(createdAt.getTime() - abandonedMs)),
              where('idempotency_key.request_hash', '=', requestHash),
            ]),
          ]),
        ),
    )
    .returning('actor')
    .executeTakeFirst()
  if (inserted !== undefined) return undefined
  const found = await database
    .selectFrom('idempotency_key')
    .selectAll()
    .where('actor', '=', actor)
    .where('key', '=', key)
    .executeTakeFirst()
  if (found === undefined) throw keyConflict('it was used a moment ago', 'try again')
  if (!found.request_hash.equals(requestHash)) {
    throw keyConflict('this Idempotency-Key came with another request', 'use a new key for each request')
  }
  if (found.status !== null && found.response === null) throw secretIsGone(found.made?.id)
  if (found.status !== null && found.response !== null) {
    return { answer: replayed(found.status, found.response) }
  }
  if (found.made !== null) return { made: found.made }
  throw keyConflict('the first request with this key is under way', 'ask again in a few seconds')
}

/**
 * Writes down, in the transaction that makes it, what is made under a key.
 *
 * @throws HallpassError `IdempotencyConflict` when the key was taken over meanwhile: then nothing is made here
 */
export async function markMade(tx: Transaction, claim: Claim, made: MadeUnderKey): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('idempotency_key')
    .set({ made: JSON.stringify(made) })
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .where('created_at', '=', claim.createdAt)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw keyConflict('it took too long, and was asked again', 'ask again')
}

/** Keeps an answer. Should that fail, what was made is known under the key all the same, and is answered from there. */
export async function keepAnswer(database: Database, claim: Claim, answer: Answer): Promise<void> {
  const { status, body, headers } = answer
  try {
    await database
      .updateTable('idempotency_key')
      .set({ status, response: body === undefined ? null : JSON.stringify({ body, headers }) })
      .where('actor', '=', claim.actor)
      .where('key', '=', claim.key)
      .where('status', 'is', null)
      .execute()
  } catch {
    // The answer is there: whoever waits for it is not to be told of a failure.
  }
}

/** Gives a key back under which nothing was made: it may be tried again. */
export async function letGo(database: Database, claim: Claim): Promise<void> {
  try {
    await database
      .deleteFrom('idempotency_key')
      .where('actor', '=', claim.actor)
      .where('key', '=', claim.key)
      .where('created_at', '=', claim.createdAt)
      .where('made', 'is', null)
      .execute()
  } catch {
    // It counts as abandoned soon; what is told is what went wrong before.
  }
}

/** The refusal of a repetition whose answer was a secret: `id` is what was made. */
export function secretIsGone(id: string | undefined): HallpassError {
  const made = id === undefined ? '' : `; what was made is ${id}`
  return keyConflict(
    'this was made before, with a secret that is shown once',
    `use a new key to make another${made}`,
  )
}

function replayed(status: number, response: string): Answer {
  const kept: { body?: unknown; headers?: Record<string, string> } = JSON.parse(response)
  return {
    status: status === 201 || status === 202 || status === 204 ? status : 200,
    ...(kept.body === undefined ? {} : { body: kept.body }),
    headers: { ...kept.headers, 'idempotency-replayed': 'true' },
  }
}

function keyConflict(problem: string, hint: string): HallpassError {
  return new HallpassError('IdempotencyConflict', problem, { hint, facts: { name: 'idempotency-key' } })
}
