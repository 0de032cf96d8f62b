import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSampleServer } from '@hallpass/server'
import type { Page } from 'playwright-core'
import { openLab } from '../../packages/hallpass/test/lab.ts'
import { systemActor } from '../../packages/server/src/actor/index.ts'
import { controlLeases, createLease, type LeaseInFull } from '../../packages/server/src/lease/index.ts'
import { endWorkshop } from '../../packages/server/src/lifecycle/index.ts'
import { linkUrl, participantLink, staffLink } from '../../packages/server/src/signin/index.ts'
import { addStaff } from '../../packages/server/src/staff/index.ts'
import { createWorkshop, type Workshop } from '../../packages/server/src/workshop/index.ts'
import { fillRoom } from '../../packages/server/test/pages/classroom.ts'
import { useLink } from '../../packages/server/test/pages/person.ts'

/** Whose browser a picture is taken of. */
export type Who = 'nobody' | 'admin' | 'active' | 'suspended' | 'revoked' | 'over' | 'early'

/** What the pictures are taken of. */
export interface Set {
  readonly url: string
  /** A class of 300 that is at work. */
  readonly room: Workshop
  /** Five people. */
  readonly small: Workshop
  readonly ended: Workshop
  readonly draft: Workshop
  readonly staffId: string
  readonly roleArn: string
  readonly signIn: (page: Page, who: Who) => Promise<void>
  readonly close: () => Promise<void>
}

const hourMs = 3_600_000
const actor = systemActor('pictures')

export async function openSet(): Promise<Set> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-pictures-'))
  // Root's PostgreSQL runs as somebody else, who has to get through.
  chmodSync(folder, 0o755)
  const lab = await openLab()
  const roleArn = await lab.role('WorkshopParticipant')
  const server = await startSampleServer({
    version: '0.0.0',
    dataFolder: join(folder, 'data'),
    roleArn,
    issuers: { default: { env: lab.env(lab.issuer) } },
    revoker: { env: lab.env(lab.admin) },
    log: (line) => console.error(line),
  })
  const services = { ...server.services, randomBytes }
  // A name for the address bar and the links, not digits.
  const url = server.url.replace('127.0.0.1', 'localhost')
  const made = (name: string, state: 'open' | 'draft', startsInMs = -hourMs, handed = roleArn) =>
    createWorkshop(
      services,
      actor,
      {
        name,
        roles: [{ roleArn: handed, accountId: lab.account }],
        startsAt: new Date(Date.now() + startsInMs),
        endsAt: new Date(Date.now() + startsInMs + 7.5 * hourMs),
        timeZone: 'Europe/Berlin',
        seats: 350,
        joinMode: 'code',
      },
      state,
    )
  const room = await made('Serverless from scratch', 'open')
  const leases = await fillRoom(services, room.id, 300)
  const small = await made('Storage for beginners', 'open')
  await fillRoom(services, small.id, 12)
  const pick = (numbers: readonly number[], reason: string) => ({
    reason,
    workshopId: room.id,
    leaseIds: numbers.map((number) => leases[number]?.lease.id ?? ''),
  })
  await controlLeases(services, actor, pick([3, 40], 'See you after lunch.'), 'suspend')
  await controlLeases(services, actor, pick([7], 'You were in the wrong room.'), 'revoke')
  const ended = await made('Yesterday’s containers', 'open')
  const [over] = await fillRoom(services, ended.id, 8)
  await endWorkshop(services, actor, { workshopId: ended.id })
  const draft = await made('Next week: queues', 'draft', 96 * hourMs)
  const closed = await lab.role('NextTerm', { trust: { Principal: { AWS: '210987654321' } } })
  await made('Next term: databases', 'draft', 2000 * hourMs, closed)
  const early = await createLease(services, actor, {
    workshopId: draft.id,
    participant: { name: 'Ada Lovelace' },
  })
  const staff = await addStaff(services, actor, { name: 'Ina Instructor', role: 'admin' })
  await addStaff(services, actor, { name: 'Tomás Reyes', role: 'instructor' })
  const people: Partial<Record<Who, LeaseInFull['participant'] | undefined>> = {
    active: leases[1]?.participant,
    suspended: leases[3]?.participant,
    revoked: leases[7]?.participant,
    over: over?.participant,
    early: early.participant,
  }
  return {
    url,
    room,
    small,
    ended,
    draft,
    staffId: staff.id,
    roleArn,
    signIn: async (page, who) => {
      if (who === 'nobody') return
      const participant = people[who]
      const link =
        who === 'admin'
          ? await staffLink(services, actor, staff.id)
          : await participantLink(services, actor, participant?.id ?? '')
      await useLink(page, linkUrl(url, link))
      await page.waitForURL((at) => at.pathname !== '/link')
    },
    close: async () => {
      await server.close()
      await lab.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    },
  }
}
