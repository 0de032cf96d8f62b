import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, hasLapsed, type Denial } from '../../src/revoke/denial.ts'
import { deny, tidy } from '../../src/revoke/deny.ts'
import { lift } from '../../src/revoke/lift.ts'
import { type Page, sizeOf } from '../../src/revoke/pages.ts'
import type { RolePolicies } from '../../src/revoke/role-policies.ts'
import type { Writing } from '../../src/revoke/writing.ts'
import { parseRoleArn } from '../../src/settings/role-arn.ts'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 300)
const start = new Date('2026-11-22T08:00:00Z')
/** Whose revocation is taken back every now and then; nothing is promised about it. */
const lifted = 'AROA234567:zoe'
const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000)

/**
 * A role as IAM keeps it, with everything that IAM does not promise: each call takes effect at a moment of the
 * scheduler's choice, and what is read may be older than what was written.
 */
class LooseRole {
  readonly #scheduler: fc.Scheduler
  readonly #room: number
  readonly #staleness: () => number
  #pages: readonly Page[] = []
  readonly #past: (readonly Page[])[] = [[]]
  /** What `deny` said is denied. */
  readonly promised: Denial[] = []
  now = start

  constructor(scheduler: fc.Scheduler, room: number, staleness: () => number) {
    this.#scheduler = scheduler
    this.#room = room
    this.#staleness = staleness
  }

  /** The role as one writer sees it, who is killed before the call of that number. */
  seenBy(killedBefore: number): RolePolicies {
    let calls = 0
    const call = async <T>(label: string, effect: () => T): Promise<T> => {
      if (++calls >= killedBefore) throw new Error('killed')
      await this.#scheduler.schedule(Promise.resolve(), label)
      const result = effect()
      this.#check(label)
      await this.#scheduler.schedule(Promise.resolve(), `${label} answered`)
      return result
    }
    return {
      role: parseRoleArn('arn:aws:iam::123456789012:role/Handed'),
      roleId: 'AROA234567',
      read: () =>
        call('read', () => {
          const pages = this.#seen()
          return { pages, room: this.#room - size(pages) }
        }),
      get: (name) => call('get', () => this.#seen().find((page) => page.name === name)),
      put: (name, policy) =>
        call('put', () => {
          const pages = [...this.#pages.filter((page) => page.name !== name), { ...policy, name }]
          if (size(pages) > this.#room) return false
          this.#change(pages)
          return true
        }),
      remove: (name) => call('remove', () => this.#change(this.#pages.filter((page) => page.name !== name))),
    }
  }

  get pages(): readonly Page[] {
    return this.#pages
  }

  /** From here on everything that is read is as it is. */
  settle(): void {
    this.#past.splice(0, this.#past.length, this.#pages)
  }

  #change(pages: readonly Page[]): void {
    this.#pages = pages
    this.#past.push(pages)
  }

  #seen(): readonly Page[] {
    return this.#past[Math.max(0, this.#past.length - 1 - this.#staleness())] ?? []
  }

  #check(label: string): void {
    for (const denial of this.promised) {
      if (hasLapsed(denial, this.now) || denial.userId === lifted) continue
      const kept = this.#pages.some((page) => page.denials.some((other) => covers(other, denial)))
      if (!kept) throw new Error(`lost at a ${label}: ${JSON.stringify(denial)}`)
    }
  }
}

function size(pages: readonly Page[]): number {
  return pages.reduce((sum, page) => sum + sizeOf(page), 0)
}

const denial: fc.Arbitrary<Denial> = fc
  .record({
    userId: fc.option(
      fc.constantFrom('AROA234567:ada', 'AROA234567:bob', lifted, `AROA234567:${'c'.repeat(60)}`),
      {
        nil: undefined,
      },
    ),
    before: fc.constantFrom(undefined, later(0), later(1)),
    until: fc.constantFrom(later(4), later(10), later(16)),
  })
  // Everyone is always denied before a moment, and for as long as that moment says.
  .map(({ userId, before, until }) =>
    userId === undefined ? everyoneBefore(before ?? start) : { userId, before, until },
  )

function everyoneBefore(before: Date): Denial {
  return { userId: undefined, before, until: new Date(before.getTime() + 10 * 3_600_000) }
}

const writer = fc.record({
  denials: fc.array(denial, { maxLength: 4 }),
  killedBefore: fc.oneof(
    { weight: 3, arbitrary: fc.constant(Infinity) },
    { weight: 1, arbitrary: fc.nat(12) },
  ),
  lifts: fc.boolean(),
  tidies: fc.boolean(),
  hours: fc.constantFrom(0, 5, 11),
})

describe('any number of writers at once, in any order of their calls', () => {
  it('lose nothing that any of them was told is denied, though reads be stale and writers be killed', async () => {
    let finished = 0
    let promised = 0
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(writer, { minLength: 2, maxLength: 5 }),
        fc.constantFrom(1_000, 1_800, 10_240),
        fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 3)),
        fc.infiniteStream(fc.nat(255)),
        async (scheduler, writers, room, stale, bytes) => {
          const role = new LooseRole(scheduler, room, () => stale.next().value ?? 0)
          let drawn = 0
          // In any order, and never the same twice.
          const randomBytes = () => Uint8Array.of(bytes.next().value ?? 0, 0, 0, 0, 0, 0, 0, ++drawn)
          const writingAt = (now: Date): Writing => ({
            now,
            randomBytes,
            random: () => 0,
            sleep: () => scheduler.schedule(Promise.resolve(), 'sleep'),
            signal: undefined,
          })
          // The clocks of writers agree; those with later hours just start later.
          const run = async ({
            denials,
            killedBefore,
            lifts,
            tidies,
            hours,
          }: (typeof writers)[number]): Promise<void> => {
            const seen = role.seenBy(killedBefore)
            await scheduler.schedule(Promise.resolve(), `start at ${hours}`)
            const now = new Date(Math.max(later(hours).getTime(), role.now.getTime()))
            role.now = now
            const writing = writingAt(now)
            for (const wanted of denials) {
              if (hasLapsed(wanted, now)) continue
              if ((await deny(seen, [wanted], writing)).length > 0) {
                role.promised.push(wanted)
                promised++
              }
            }
            const together = denials.filter((wanted) => !hasLapsed(wanted, now))
            const denied = await deny(seen, together, writing)
            expect(together).toEqual(expect.arrayContaining([...denied]))
            role.promised.push(...denied)
            if (lifts) await lift(seen, new Set([lifted]), writing)
            if (tidies) await tidy(seen, writing)
            finished++
          }
          const running = writers.map((one) =>
            run(one).catch((error: unknown) => {
              if (!/(?:killed|the revocation was written|too many)/.test(String(error))) throw error
            }),
          )
          await scheduler.waitFor(Promise.all(running))
          role.settle()
          for (const wanted of role.promised) {
            if (hasLapsed(wanted, role.now) || wanted.userId === lifted) continue
            expect(role.pages.some((page) => page.denials.some((other) => covers(other, wanted)))).toBe(true)
          }
          await scheduler.waitFor(lift(role.seenBy(Infinity), new Set([lifted]), writingAt(role.now)))
          const left = role.pages.flatMap((page) => page.denials.map(({ userId }) => userId))
          expect(left).not.toContain(lifted)
          role.now = later(12)
          // However full they left it: there is room to deny everyone.
          const everyone = { userId: undefined, before: later(12), until: later(48) }
          const last = deny(role.seenBy(Infinity), [everyone], writingAt(later(12)))
          expect(await scheduler.waitFor(last)).toEqual([everyone])
        },
      ),
      { numRuns },
    )
    expect(finished).toBeGreaterThan(numRuns)
    expect(promised).toBeGreaterThan(numRuns)
  })
})
