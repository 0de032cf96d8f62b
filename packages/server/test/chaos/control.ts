import { doKeysWork } from './aws-keys.ts'
import type { LoadTools } from './load.ts'
import { count, type KnownLease } from './people.ts'
import type { Answered } from './platform.ts'

const moves = ['suspend', 'resume', 'extend', 'revoke', 'end'] as const
type Move = (typeof moves)[number]

const words: Readonly<Record<Move, string>> = {
  suspend: 'lease.suspended',
  resume: 'lease.resumed',
  extend: 'lease.extended',
  revoke: 'lease.revoked',
  end: 'lease.ended',
}

/** Does something to somebody's lease, and holds the server to what it acknowledges. */
export async function controlSomeone(tools: LoadTools): Promise<void> {
  const { ledger, platform, random } = tools
  const free = [...ledger.leases.values()].filter(
    ({ busy, state, shortSeconds }) =>
      !busy && shortSeconds === undefined && state !== 'revoked' && state !== 'ended',
  )
  if (free.length < 5) return
  const lease = random.pick(free)
  const move = chooseMove(lease, random.next())
  lease.busy = true
  try {
    // Whoever is let back in may get keys from the moment on at which that is asked for.
    if (move === 'resume') lease.closedSince = undefined
    const answered = await platform.insist(requestOf(lease, move))
    count(ledger, `${move}s`)
    await note(tools, lease, move, answered)
  } finally {
    lease.busy = false
  }
}

function chooseMove({ state }: KnownLease, chance: number): Move {
  if (state === 'suspended') return chance < 0.7 ? 'resume' : 'revoke'
  if (chance < 0.35) return 'suspend'
  if (chance < 0.7) return 'extend'
  return chance < 0.88 ? 'revoke' : 'end'
}

function requestOf({ id }: KnownLease, move: Move) {
  const path = `/v1/leases/${id}`
  if (move === 'end') return { method: 'DELETE', path } as const
  const endsAt = new Date(Date.now() + 3_600_000 + Math.floor(performance.now())).toISOString()
  const body = move === 'extend' ? { endsAt } : { reason: 'chaos' }
  return { method: 'POST', path: `${path}/${move}`, body } as const
}

async function note(tools: LoadTools, lease: KnownLease, move: Move, answered: Answered): Promise<void> {
  const { world, ledger } = tools
  const after = {
    suspend: 'suspended',
    resume: 'active',
    extend: 'active',
    revoke: 'revoked',
    end: 'ended',
  } as const
  // 409: a request that got no answer had done it; that it is done is all that is known then.
  if (answered.status !== 200 && answered.body.code !== 'StateConflict') {
    ledger.problems.push(
      `${move} of ${lease.id} was answered ${answered.status}: ${JSON.stringify(answered.body)}`,
    )
    return
  }
  lease.state = after[move]
  if (answered.status === 200) lease.acknowledged.push(words[move])
  if (move === 'resume' || move === 'extend') return
  lease.closedSince = performance.now()
  const denial = answered.body.denial?.state
  if (denial !== 'written' && denial !== 'proved') return
  count(ledger, 'denials at once')
  for (const keys of lease.keys) {
    if (await doKeysWork(world.lab, keys)) {
      ledger.problems.push(`${lease.id}: ${move} was answered ${denial}, and ${keys.accessKeyId} works`)
    }
  }
}
