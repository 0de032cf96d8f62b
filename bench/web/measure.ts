import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSampleServer, startServer } from '@hallpass/server'
import type { Browser } from 'playwright-core'
import { systemActor } from '../../packages/server/src/actor/index.ts'
import { linkUrl, staffLink } from '../../packages/server/src/signin/index.ts'
import { addStaff } from '../../packages/server/src/staff/index.ts'
import { createWorkshop } from '../../packages/server/src/workshop/index.ts'
import { launchChromium } from '../../packages/server/test/pages/chromium.ts'
import { fillRoom } from '../../packages/server/test/pages/classroom.ts'
import { openPerson, type Person, useLink } from '../../packages/server/test/pages/person.ts'
import { type Replicas, startReplicas } from '../../packages/server/test/pages/replicas.ts'
import { describeMachine, type Machine } from '../machine.ts'
import { type LiveSample, seenElsewhere, watchRoom } from './live.ts'
import { loadTimes, type LoadSample } from './load.ts'

/** How much is measured. */
export interface WebSizes {
  /** How many people are in a room, by room. */
  readonly classes: readonly number[]
  readonly rounds: number
  readonly liveSeconds: number
  readonly updatesPerSecond: number
  readonly joins: number
}

export interface WebResults {
  readonly measuredOn: string
  readonly machine: Machine
  readonly chromium: string
  readonly sizes: WebSizes
  readonly pass: readonly LoadSample[]
  readonly rooms: readonly RoomResults[]
  /** Milliseconds from joining at one replica to the row in a room at another. */
  readonly elsewhereMs: readonly number[]
}

export interface RoomResults {
  readonly people: number
  readonly fast: readonly LoadSample[]
  readonly slow: readonly LoadSample[]
  readonly live: LiveSample
}

const hourMs = 3_600_000
const actor = systemActor('bench')
/** What comes after the last row of a room: then all of them are there. */
const afterRows = '#room-row'

/** Measures all of it; `tell` is told what is being done. */
export async function measureWeb(sizes: WebSizes, tell: (step: string) => void): Promise<WebResults> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-bench-web-'))
  // Root's PostgreSQL runs as somebody else, who has to get through.
  chmodSync(folder, 0o755)
  const replicas = await startReplicas(folder, { startServer, startSampleServer })
  const browser = await launchChromium()
  try {
    tell('a pass')
    const pass = await measurePass(browser, replicas, sizes)
    const rooms: RoomResults[] = []
    for (const people of sizes.classes) {
      tell(`a room of ${people}`)
      rooms.push(await measureRoom(browser, replicas, people, sizes))
    }
    tell('two replicas')
    const elsewhereMs = await measureElsewhere(browser, replicas, sizes)
    return {
      measuredOn: new Date().toISOString().slice(0, 10),
      machine: describeMachine(),
      chromium: browser.version(),
      sizes,
      pass,
      rooms,
      elsewhereMs,
    }
  } finally {
    await browser.close()
    await replicas.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

async function measurePass(browser: Browser, { first }: Replicas, { rounds }: WebSizes) {
  const { page, context } = await openPerson(browser)
  await useLink(page, first.participantUrl)
  await page.waitForURL('**/pass')
  const samples = await loadTimes(page, `${first.url}/pass`, { line: 'slow', wanted: 'footer', rounds })
  await context.close()
  return samples
}

async function measureRoom(
  browser: Browser,
  replicas: Replicas,
  people: number,
  { rounds, liveSeconds, updatesPerSecond }: WebSizes,
): Promise<RoomResults> {
  const { services } = replicas.first
  const workshop = await openWorkshop(replicas, `A class of ${people}`, people)
  const leases = await fillRoom(services, workshop.id, people)
  const { page, context } = await instructorAt(browser, replicas, 'first')
  const room = `${replicas.first.url}/workshops/${workshop.id}`
  const fast = await loadTimes(page, room, { line: 'fast', wanted: afterRows, rounds })
  const slow = await loadTimes(page, room, { line: 'slow', wanted: afterRows, rounds })
  const rate = { seconds: liveSeconds, perSecond: updatesPerSecond }
  const live = await watchRoom({ page, room }, { services, leases }, rate)
  await context.close()
  return { people, fast, slow, live }
}

async function measureElsewhere(browser: Browser, replicas: Replicas, { joins }: WebSizes) {
  const workshop = await openWorkshop(replicas, 'A class that comes', joins + 1)
  const { page, context } = await instructorAt(browser, replicas, 'second')
  await page.goto(`${replicas.second.url}/workshops/${workshop.id}`)
  const samples = await seenElsewhere(page, replicas.first.services, workshop.join_code ?? '', joins)
  await context.close()
  return samples
}

async function openWorkshop({ first: { services }, lab }: Replicas, name: string, seats: number) {
  const roleArn = await lab.role(`Handed${seats}`)
  const now = Date.now()
  return createWorkshop(
    services,
    actor,
    {
      name,
      roles: [{ roleArn, accountId: lab.account }],
      startsAt: new Date(now - hourMs),
      endsAt: new Date(now + 6 * hourMs),
      seats,
      joinMode: 'code',
    },
    'open',
  )
}

async function instructorAt(
  browser: Browser,
  replicas: Replicas,
  which: 'first' | 'second',
): Promise<Person> {
  const { services } = replicas.first
  const staff = await addStaff(services, actor, { name: `Bench ${performance.now()}`, role: 'admin' })
  const person = await openPerson(browser)
  await useLink(person.page, linkUrl(replicas[which].url, await staffLink(services, actor, staff.id)))
  await person.page.waitForURL((at) => at.pathname !== '/link')
  return person
}
