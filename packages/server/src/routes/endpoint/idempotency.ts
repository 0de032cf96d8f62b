import { createHash } from 'node:crypto'
import { HallpassError } from 'hallpass'
import type { Actor } from '../../actor/index.ts'
import type { RecordedEntry } from '../../audit/index.ts'
import type { Services } from '../../change/index.ts'
import type { MadeUnderKey } from '../../store/index.ts'
import type { Answer, Endpoint } from './endpoint.ts'
import { type Claim, keepAnswer, letGo, markMade, secretIsGone, takeKey } from './idempotency-key.ts'

interface Keyed {
  readonly services: Services
  readonly actor: Actor
  readonly endpoint: Endpoint
  readonly key: string
  /** What has to be the same for the key to mean the same: the path and the body. */
  readonly fingerprint: string
}

/** What is done under a key. */
interface Work {
  /** With services whose changes are of this key; one change makes all that is made. */
  readonly run: (services: Services) => Promise<Answer>
  /** Answers for what was made before, by a request that came to no end; nothing where the answer has a secret. */
  readonly again: ((made: MadeUnderKey) => Promise<Answer>) | undefined
}

/**
 * Answers a request with an `Idempotency-Key` once: repeated, it gets the same answer. That it made something is
 * written down together with what it made, so it is not made twice either when the server is killed before it
 * answered. Answers with secrets are not kept; those requests are refused when repeated.
 *
 * @throws HallpassError `InvalidInput`, `IdempotencyConflict`
 */
export async function once(keyed: Keyed, { run, again }: Work): Promise<Answer> {
  const { services, actor, endpoint, key } = keyed
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new HallpassError('InvalidInput', 'the Idempotency-Key is not 1 to 200 visible ASCII characters', {
      facts: { name: 'idempotency-key' },
    })
  }
  const claim: Claim = {
    actor: `${actor.kind}:${actor.id}`,
    key,
    requestHash: createHash('sha256').update(keyed.fingerprint).digest(),
    createdAt: services.now(),
  }
  const known = await takeKey(services.database, claim)
  if (known !== undefined) return 'answer' in known ? known.answer : finish(keyed, claim, known.made, again)
  let answer: Answer
  try {
    answer = await run(holding(services, claim))
  } catch (error) {
    await letGo(services.database, claim)
    throw error
  }
  await keepAnswer(services.database, claim, endpoint.secret === true ? { status: answer.status } : answer)
  return answer
}

/** The answer for what a process made that then was gone. */
async function finish(
  { services }: Keyed,
  claim: Claim,
  made: MadeUnderKey,
  again: Work['again'],
): Promise<Answer> {
  if (again === undefined) throw secretIsGone(made.id)
  const answer = await again(made)
  await keepAnswer(services.database, claim, answer)
  return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } }
}

/** Services that write down under the key what they change, with the change or not at all. */
function holding(services: Services, claim: Claim): Services {
  const { notifying } = services
  return {
    ...services,
    keyed: { services, mark: (tx, made) => markMade(tx, claim, made) },
    notifying: {
      recorded: async (tx, entries) => {
        await notifying.recorded(tx, entries)
        await markMade(tx, claim, madeBy(entries))
      },
    },
  }
}

function madeBy(entries: readonly RecordedEntry[]): MadeUnderKey {
  const ids = entries.flatMap(({ detail }) => [detail?.['tokenId'], detail?.['webhookId']])
  return {
    workshopId: entries.find(({ workshopId }) => workshopId !== undefined)?.workshopId,
    leaseId: entries.find(({ action }) => action === 'lease.created')?.leaseId,
    id: ids.find((id) => typeof id === 'string'),
    participants: entries.filter(({ action }) => action === 'participant.added').length,
  }
}
