/**
 * `npm run bench:web`: the pages in headless Chromium, on a CPU slowed down four times and a slow 4G line: a pass, and
 * rooms of 300 and of 1,000: bytes over the wire, time until what matters is visible, and what a live room costs. Ten
 * minutes of events (an update a second) are sent in one, ten updates a second: as much work, told per update. Prints a
 * table of Markdown. `-- --quick` is a room of 50 and ten seconds.
 */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSampleServer } from '@hallpass/server'
import type { CDPSession, Page } from 'playwright-core'
import { openLab } from '../../packages/hallpass/test/lab.ts'
import { systemActor } from '../../packages/server/src/actor/index.ts'
import { leaseCredentials } from '../../packages/server/src/lease/index.ts'
import { linkUrl, staffLink } from '../../packages/server/src/signin/index.ts'
import { addStaff } from '../../packages/server/src/staff/index.ts'
import { createWorkshop } from '../../packages/server/src/workshop/index.ts'
import { launchChromium } from '../../packages/server/test/pages/chromium.ts'
import { fillRoom } from '../../packages/server/test/pages/classroom.ts'
import { openPerson, useLink } from '../../packages/server/test/pages/person.ts'
import { describeMachine } from '../machine.ts'

const quick = process.argv.includes('--quick')
const classes = quick ? [50] : [300, 1000]
const liveSeconds = quick ? 10 : 60
const updatesPerSecond = 10
const rounds = quick ? 1 : 5
const hourMs = 3_600_000
const actor = systemActor('bench')

const folder = mkdtempSync(join(tmpdir(), 'hallpass-bench-web-'))
// Root's PostgreSQL runs as somebody else, who has to get through.
chmodSync(folder, 0o755)
const lab = await openLab()
const server = await startSampleServer({
  version: '0.0.0',
  dataFolder: join(folder, 'data'),
  roleArn: await lab.role('Handed'),
  issuers: { default: { env: lab.env(lab.issuer) } },
  revoker: { env: lab.env(lab.admin) },
  log: (line) => console.error(line),
})
const services = { ...server.services, randomBytes }
const browser = await launchChromium()
const rows: [string, string][] = []
const tell = (what: string, value: string): void => {
  rows.push([what, value])
  console.error(`${what}: ${value}`)
}

try {
  const participant = await openPerson(browser)
  await useLink(participant.page, server.participantUrl)
  await participant.page.waitForURL('**/pass')
  tell('pass, slow', await loaded(participant.page, `${server.url}/pass`, 'slow', 'h1'))
  await participant.context.close()

  const staff = await addStaff(services, actor, { name: 'Bench', role: 'admin' })
  for (const people of classes) {
    const workshop = await createWorkshop(
      services,
      actor,
      {
        name: `A class of ${people}`,
        roles: [{ roleArn: await lab.role(`Handed${people}`), accountId: lab.account }],
        startsAt: new Date(Date.now() - hourMs),
        endsAt: new Date(Date.now() + 6 * hourMs),
        seats: people,
      },
      'open',
    )
    const leases = await fillRoom(services, workshop.id, people)
    const { page, context } = await openPerson(browser)
    await useLink(page, linkUrl(server.url, await staffLink(services, actor, staff.id)))
    await page.waitForURL((at) => at.pathname !== '/link')
    const room = `${server.url}/workshops/${workshop.id}`
    tell(`room of ${people}`, await loaded(page, room, 'fast', '#room tbody tr'))
    tell(`room of ${people}, slow`, await loaded(page, room, 'slow', '#room tbody tr'))
    const devtools = await slowed(page, 'slow-cpu')
    await page.goto(room)
    const before = await metrics(devtools)
    let updates = 0
    const until = performance.now() + liveSeconds * 1000
    while (performance.now() < until) {
      const { lease, participant: who } = leases[updates % leases.length] ?? raise()
      services.issuing.forget([lease.id])
      await leaseCredentials(services, { kind: 'participant', id: who.id, workshopId: workshop.id }, lease.id)
      updates += 1
      await new Promise((resolve) => setTimeout(resolve, 1000 / updatesPerSecond))
    }
    const after = await metrics(devtools)
    const ms = (name: string): number => ((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000
    tell(
      `room of ${people}, live, CPU slowed four times`,
      `${updates} updates: script ${(ms('ScriptDuration') / updates).toFixed(2)} ms, layout and style ${((ms('LayoutDuration') + ms('RecalcStyleDuration')) / updates).toFixed(2)} ms an update`,
    )
    tell(`room of ${people}, script's memory`, `${heap(before)} before, ${heap(after)} after`)
    await context.close()
  }
} finally {
  await browser.close()
  await server.close()
  await lab.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

const { processor, cores, memoryGib, system } = describeMachine()
const lines = rows.map(([what, value]) => `| ${what} | ${value} |`)
const title = `${processor}, ${cores} cores, ${memoryGib} GiB, ${system}`
console.log([title, '', '| what | measured |', '| --- | --- |', ...lines].join('\n'))

type Line = 'fast' | 'slow' | 'slow-cpu'

/** A browser on such a machine and line. Slow 4G as Chromium's own developer tools have it. */
async function slowed(page: Page, line: Line): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: line === 'fast' ? 1 : 4 })
  const throughput = line === 'slow' ? (1.6 * 1024 * 1024 * 0.9) / 8 : -1
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: line === 'slow' ? 150 : 0,
    downloadThroughput: throughput,
    uploadThroughput: line === 'slow' ? (750 * 1024 * 0.9) / 8 : -1,
  })
  return devtools
}

/** Bytes of all that was loaded, and how long after the answer began something is painted that has `wanted` in it. */
async function loaded(page: Page, url: string, line: Line, wanted: string): Promise<string> {
  const devtools = await slowed(page, line)
  let bytes = 0
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  const samples: { server: number; visible: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    bytes = 0
    await page.goto(url, { waitUntil: 'load' })
    await page.locator(wanted).first().waitFor()
    samples.push(
      await page.evaluate<{ server: number; visible: number }>(`new Promise((resolve) => {
        const read = () => {
          const [navigation] = performance.getEntriesByType('navigation')
          const [paint] = performance.getEntriesByName('first-contentful-paint')
          if (!paint) return setTimeout(read, 20)
          const { requestStart, responseStart } = navigation
          resolve({ server: responseStart - requestStart, visible: paint.startTime - responseStart })
        }
        read()
      })`),
    )
  }
  await devtools.detach()
  const middle = (of: 'server' | 'visible'): number =>
    samples.map((sample) => sample[of]).toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0
  return `${(bytes / 1000).toFixed(1)} KB over the wire; answered after ${middle('server').toFixed(0)} ms, visible ${middle('visible').toFixed(0)} ms later`
}

async function metrics(devtools: CDPSession): Promise<ReadonlyMap<string, number>> {
  await devtools.send('HeapProfiler.collectGarbage')
  const { metrics: all } = await devtools.send('Performance.getMetrics')
  return new Map(all.map(({ name, value }) => [name, value]))
}

function heap(of: ReadonlyMap<string, number>): string {
  return `${((of.get('JSHeapUsedSize') ?? 0) / 1e6).toFixed(1)} MB`
}

function raise(): never {
  throw new Error('nobody is there')
}
