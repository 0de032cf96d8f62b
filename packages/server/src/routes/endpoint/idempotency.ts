import { createHash } from 'node:crypto'
import { HallpassError } from 'hallpass'
import type { Actor } from '../../actor/index.ts'
import type { Services } from '../../change/index.ts'
import type { Answer, Endpoint } from './endpoint.ts'

/** How long a key is remembered. */
const keptMs = 24 * 3_600_000
/** After this a request that never came to an end was of a process that is gone. */
const abandonedMs = 60_000

interface Keyed {
  readonly services: Pick<Services, 'database' | 'now'>
  readonly actor: Actor
  readonly endpoint: Endpoint
  readonly key: string
  /** What has to be the same for the key to mean the same: the path and the body. */
  readonly fingerprint: string
}

/**
 * Answers a request with an `Idempotency-Key` once: repeated, it gets the same answer. Answers with secrets are not
 * kept; those requests are refused when repeated.
 *
 * @throws HallpassError `InvalidInput`, `IdempotencyConflict`
 */
export async function once(keyed: Keyed, run: () => Promise<Answer>): Promise<Answer> {
  const { services, endpoint } = keyed
  if (!/^[\x21-\x7e]{1,200}$/.test(keyed.key)) {
    throw new HallpassError('InvalidInput', 'the Idempotency-Key is not 1 to 200 visible ASCII characters', {
      facts: { name: 'idempotency-key' },
    })
  }
  const row = { actor: `${keyed.actor.kind}:${keyed.actor.id}`, key: keyed.key }
  const known = await claim(keyed, row)
  if (known !== undefined) return known
  const mine = services.database
    .updateTable('idempotency_key')
    .where('actor', '=', row.actor)
    .where('key', '=', row.key)
  try {
    const answer = await run()
    const response =
      endpoint.secret === true ? null : JSON.stringify({ body: answer.body, headers: answer.headers })
    await mine.set({ status: answer.status, response }).execute()
    return answer
  } catch (error) {
    // What failed made nothing: it may be tried again under the same key.
    await services.database
      .deleteFrom('idempotency_key')
      .where('actor', '=', row.actor)
      .where('key', '=', row.key)
      .execute()
    throw error
  }
}

async function claim(
  { services, fingerprint }: Keyed,
  { actor, key }: { readonly actor: string; readonly key: string },
): Promise<Answer | undefined> {
  const now = services.now()
  const requestHash = createHash('sha256').update(fingerprint).digest()
  const values = {
    actor,
    key,
    request_hash: requestHash,
    status: null,
    response: null,
    created_at: now,
    expires_at: new Date(now.getTime() + keptMs),
  }
  const abandoned = new Date(now.getTime() - abandonedMs)
  const inserted = await services.database
    .insertInto('idempotency_key')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['actor', 'key'])
        .doUpdateSet(values)
        .where((where) =>
          where.or([
            where('idempotency_key.expires_at', '<=', now),
            where.and([
              where('idempotency_key.status', 'is', null),
              where('idempotency_key.created_at', '<=', abandoned),
              where('idempotency_key.request_hash', '=', requestHash),
            ]),
          ]),
        ),
    )
    .returning('actor')
    .executeTakeFirst()
  if (inserted !== undefined) return undefined
  const found = await services.database
    .selectFrom('idempotency_key')
    .selectAll()
    .where('actor', '=', actor)
    .where('key', '=', key)
    .executeTakeFirst()
  if (found === undefined) throw keyConflict('it was used a moment ago', 'try again')
  if (!found.request_hash.equals(requestHash)) {
    throw keyConflict('this Idempotency-Key came with another request', 'use a new key for each request')
  }
  if (found.status === null)
    throw keyConflict('the first request with this key is under way', 'ask again in a second')
  if (found.response === null) {
    throw keyConflict('this was answered, with a secret that is shown once', 'use a new key to make another')
  }
  return replayed(found.status, found.response)
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
