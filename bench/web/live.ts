import type { CDPSession, Page } from 'playwright-core'
import { leaseCredentials, joinWorkshop, type LeaseInFull } from '../../packages/server/src/lease/index.ts'
import type { Services } from '../../packages/server/src/change/index.ts'
import { slowed } from './load.ts'

/** What a room costs while it is live. */
export interface LiveSample {
  readonly updates: number
  readonly seconds: number
  readonly scriptMs: number
  readonly layoutMs: number
  readonly heapBeforeBytes: number
  readonly heapAfterBytes: number
}

/** Somebody gets keys, again and again, while a room is looked at on a slow machine. */
export async function watchRoom(
  { page, room }: { readonly page: Page; readonly room: string },
  { services, leases }: { readonly services: Services; readonly leases: readonly LeaseInFull[] },
  { seconds, perSecond }: { readonly seconds: number; readonly perSecond: number },
): Promise<LiveSample> {
  const devtools = await slowed(page, 'slow machine')
  await page.goto(room)
  const before = await metrics(devtools)
  const began = performance.now()
  let updates = 0
  while (performance.now() - began < seconds * 1000) {
    const { lease, participant, workshop } = leases[updates % leases.length] ?? raise()
    services.issuing.forget([lease.id])
    await leaseCredentials(
      services,
      { kind: 'participant', id: participant.id, workshopId: workshop.id },
      lease.id,
    )
    updates += 1
    const next = began + (updates * 1000) / perSecond
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())))
  }
  const after = await metrics(devtools)
  const ms = (name: string): number => ((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000
  await devtools.detach()
  return {
    updates,
    seconds: (performance.now() - began) / 1000,
    scriptMs: ms('ScriptDuration'),
    layoutMs: ms('LayoutDuration') + ms('RecalcStyleDuration'),
    heapBeforeBytes: before.get('JSHeapUsedSize') ?? 0,
    heapAfterBytes: after.get('JSHeapUsedSize') ?? 0,
  }
}

/** How long after somebody joined at one replica their row is in a room that another replica shows, each time. */
export async function seenElsewhere(
  page: Page,
  services: Services,
  code: string,
  joins: number,
): Promise<number[]> {
  await page.waitForLoadState()
  const samples: number[] = []
  for (let join = 0; join < joins; join += 1) {
    const name = `Newcomer ${join}`
    const seen = page.evaluate(`new Promise((resolve, reject) => {
      const body = document.querySelector('#room tbody')
      const has = () => [...body.rows].some((row) => row.textContent.includes(${JSON.stringify(name)}))
      const observer = new MutationObserver(look)
      function look() {
        if (!has()) return
        observer.disconnect()
        resolve()
      }
      observer.observe(body, { childList: true })
      setTimeout(() => reject(new Error(${JSON.stringify(`${name} is not seen after half a minute`)})), 30_000)
      // The row can be there before anybody looks.
      look()
    })`)
    const began = performance.now()
    await joinWorkshop(services, { code, name, address: '127.0.0.1' })
    await seen
    samples.push(performance.now() - began)
    // What comes within the same moment is told together.
    await new Promise((resolve) => setTimeout(resolve, 600))
  }
  return samples
}

async function metrics(devtools: CDPSession): Promise<ReadonlyMap<string, number>> {
  await devtools.send('HeapProfiler.collectGarbage')
  const { metrics: all } = await devtools.send('Performance.getMetrics')
  return new Map(all.map(({ name, value }) => [name, value]))
}

function raise(): never {
  throw new Error('nobody is there')
}
