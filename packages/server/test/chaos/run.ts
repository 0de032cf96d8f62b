import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { scopes } from '../../src/actor/index.ts'
import { findProblems } from './check.ts'
import { type Disturbance, disturbanceNames, disturbances } from './disturbances.ts'
import { makeLoad, workshopBody } from './load.ts'
import type { Ledger } from './people.ts'
import { createPlatform } from './platform.ts'
import { createRandom, type Random } from './random.ts'
import { findSecrets } from './secrets.ts'
import { openWorld, type World } from './world.ts'

export interface ChaosOptions {
  /** How many disturbances. */
  readonly count: number
  readonly seed: number
  readonly log: (line: string) => void
}

/** What came of it. */
export interface ChaosReport {
  /** What should not have been; empty when all is well. */
  readonly problems: readonly string[]
  readonly disturbances: ReadonlyMap<string, number>
  readonly counts: ReadonlyMap<string, number>
}

/**
 * Two replicas under load, which lose each other, their database and their way to AWS at moments of chance; then
 * all that was acknowledged has to be there, once, and nothing that was taken away may be of use.
 */
export async function runChaos({ count: times, seed, log }: ChaosOptions): Promise<ChaosReport> {
  // Each its own: what goes wrong, and in which order, is the seed's alone.
  const moments = createRandom(seed * 3)
  const random = createRandom(seed * 3 + 1)
  const chance = createRandom(seed * 3 + 2)
  const world = await openWorld(() => chance.next() < 0.05)
  try {
    const bare = createPlatform(world, '', random)
    const made = await bare.insist({
      method: 'POST',
      path: '/v1/api-tokens',
      cookie: world.adminCookie,
      body: { name: 'Lab', scopes },
    })
    const token = String(made.body.secret)
    world.secrets.add(token)
    const platform = createPlatform(world, token, random)
    const hook = await platform.insist({
      method: 'POST',
      path: '/v1/webhooks',
      body: { url: world.receiver.url },
    })
    world.secrets.add(hook.body.secret)
    const body = workshopBody(world, 'The class')
    const workshop = await platform.insist({ method: 'POST', path: '/v1/workshops', body, key: 'the-class' })
    const ledger: Ledger = {
      workshopId: workshop.body.id,
      joinCode: workshop.body.joinCode,
      leases: new Map(),
      asked: new Set(),
      workshops: new Map(),
      tokenRequests: new Map(),
      guests: new Map(),
      problems: [],
      counts: new Map(),
    }
    const enough = new AbortController()
    const load = makeLoad({ world, platform, ledger, random }, enough.signal)
    const done = await disturb(world, moments, times, log).finally(() => enough.abort())
    await load
    log('the load is over; what is left to be done is waited for')
    await comesToRest(world)
    const problems = [
      ...ledger.problems,
      ...bare.faults,
      ...platform.faults,
      ...world.replicas.flatMap((replica) => faultsIn(replica.printed())),
      ...world.replicas.flatMap((replica) =>
        replica.crashes() > 0
          ? [`${replica.url} crashed ${replica.crashes()} times: ${crashOf(replica.printed())}`]
          : [],
      ),
      ...(await findProblems({ world, platform, ledger, random })),
      ...(await findSecrets(world)),
    ]
    ledger.counts.set('asked again', platform.repeats())
    return { problems, disturbances: done, counts: ledger.counts }
  } finally {
    await world.close()
  }
}

/** What an endpoint told of itself: a line for each fault, after the endpoint's name. */
function faultsIn(printed: string): string[] {
  const lines = printed.split('\n').filter((line) => /^[a-z]+[A-Z]\w+: /.test(line))
  return [...new Set(lines)].filter((line) => !line.includes('DatabaseUnavailable'))
}

function crashOf(printed: string): string {
  const at = printed.indexOf('[the replica ended by itself')
  return printed.slice(Math.max(0, at - 1500), at + 60)
}

/** Each kind in turn, in an order of chance, with pauses of chance: some begin before the last one is over. */
async function disturb(
  world: World,
  random: Random,
  times: number,
  log: (line: string) => void,
): Promise<Map<string, number>> {
  const done = new Map<string, number>()
  const under = new Map<string, Promise<void>>()
  let left: Disturbance[] = []
  for (let index = 1; index <= times; index += 1) {
    await wait(random.between(300, 2500))
    if (left.length === 0) left = [...disturbanceNames]
    const [name] = left.splice(random.between(0, left.length - 1), 1)
    if (name === undefined) continue
    // Two of a kind come one after the other; a replica is killed while the database is away, or AWS.
    const what = /replica|PostgreSQL|AWS/.exec(name)?.[0] ?? name
    await under.get(what)
    log(`${index}/${times} ${name}`)
    done.set(name, (done.get(name) ?? 0) + 1)
    under.set(what, disturbances[name](world, random))
    if (random.next() < 0.5) await under.get(what)
  }
  await Promise.all(under.values())
  for (const replica of world.replicas) await replica.start()
  return done
}

const restMs = 420_000

/** Waits until nothing is left that is to be done: denials, webhooks, ends. */
async function comesToRest({ database }: World): Promise<void> {
  const deadline = performance.now() + restMs
  for (;;) {
    const { rows } = await sql<{ left: number }>`
      select (select count(*) from denial where state = 'wanted')
        + (select count(*) from webhook_delivery where delivered_at is null and given_up_at is null)
        + (select count(*) from lease where state in ('pending', 'active', 'suspended')
            and ends_at < now() + interval '90 seconds') as left`
      .execute(database)
      .catch(() => ({ rows: [] }))
    if (rows[0]?.left === 0) return
    // Whatever is left then is found, by what it is, in what follows.
    if (performance.now() > deadline) return
    await wait(500)
  }
}
