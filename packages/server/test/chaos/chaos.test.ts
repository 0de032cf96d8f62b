import { describe, expect, it } from 'vitest'
import { runChaos } from './run.ts'

const seed = 7

describe(`two replicas that lose each other, their database and AWS, seed ${seed}`, () => {
  it('lose nothing and double nothing, nobody gets in again, and no secret is left behind', async () => {
    const { problems, counts } = await runChaos({ count: 4, seed, log: () => {} })
    expect(problems).toEqual([])
    // A run in which nothing happened would prove nothing.
    for (const what of ['leases', 'keys', 'webhook events']) expect(counts.get(what)).toBeGreaterThan(0)
  }, 900_000)
})
