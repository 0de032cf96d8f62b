import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireTool } from '../../../../test/tools.ts'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import type { Services } from '../../src/change/index.ts'
import { createLease, createMissingLeases } from '../../src/lease/index.ts'
import { importParticipants } from '../../src/participant/index.ts'
import { firstAdminLink, participantLink } from '../../src/signin/index.ts'
import { createWorkshop, type Workshop } from '../../src/workshop/index.ts'
import { awsServices, hourMs } from '../aws-desk.ts'
import { admin, useDesks } from '../desk.ts'
import { launchChromium } from './chromium.ts'
import { deskApp, Visitor } from './desk-app.ts'
import { readPrinted } from './qr-codes.ts'
import { openRouted, signInOn } from './routed.ts'
import { tooWide } from './too-wide.ts'

// As long as an address gets, with a port of five digits.
const url = 'https://temporary-aws-access.workshops.training.department.example.com:44321'
const desks = useDesks()
let lab: Lab
let services: Services
let app: ReturnType<typeof deskApp>['app']
let workshop: Workshop
let browser: Browser | undefined
let missing = ''
const cookies = { staff: '', participant: '' }

beforeAll(async () => {
  try {
    browser = await launchChromium()
  } catch (error) {
    missing = `Chromium does not start here: ${error instanceof Error ? error.message.split('\n', 1)[0] : ''}`
    console.warn(`skipped: pages on paper and at a long address: ${missing}`)
    return
  }
  lab = await openLab()
  services = { ...awsServices(await desks.make(), lab), randomBytes }
  app = deskApp(services, url).app
  workshop = await createWorkshop(
    services,
    admin,
    {
      name: 'Storage for absolute beginners, second part: buckets',
      roles: [{ roleArn: await lab.role('HandedOutToEverybodyInTheSecondPart'), accountId: lab.account }],
      startsAt: new Date(Date.now() - hourMs),
      endsAt: new Date(Date.now() + 6 * hourMs),
      seats: 100,
      joinMode: 'code',
    },
    'open',
  )
  const { participant } = await createLease(services, admin, {
    workshopId: workshop.id,
    participant: { name: 'María del Carmen Fernández de la Vega y Llanfairpwllgwyngyllgogerychwyrn' },
  })
  const staff = await firstAdminLink(services)
  cookies.staff = await signInOn(app, url, staff?.secret ?? '')
  const link = await participantLink(services, admin, participant.id)
  cookies.participant = await signInOn(app, url, link.secret)
})
afterAll(async () => {
  await browser?.close()
  await lab?.close()
})

async function open(cookie: string, viewport: { width: number; height: number }) {
  if (browser === undefined) throw new Error(missing)
  return openRouted(browser, { app, url, cookie }, { viewport })
}

describe('at a long address', () => {
  it('no page of an instructor is wider than a small phone', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const { page, context } = await open(cookies.staff, { width: 320, height: 640 })
    const room = `/workshops/${workshop.id}`
    const rests = ['', '/projector', '/cards', '/timeline', '/role', '/change']
    const staff = await services.database.selectFrom('staff').select('id').executeTakeFirstOrThrow()
    for (const path of [
      ...rests.map((rest) => `${room}${rest}`),
      '/workshops',
      '/workshops/new',
      '/health',
      '/staff',
      `/staff/${staff.id}`,
      '/account',
      '/account/passkeys/new',
    ]) {
      await page.goto(`${url}${path}`)
      expect(await tooWide(page), path).toEqual([])
    }
    await context.close()
  })

  it('no page of a participant is wider than a small phone, keys and commands included', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const { page, context } = await open(cookies.participant, { width: 320, height: 640 })
    const nobody = await open('', { width: 320, height: 640 })
    for (const [who, paths] of [
      [page, ['/pass', '/pass/test']],
      [nobody.page, ['/', '/link', '/sign-in', `/join/${workshop.join_code}`, '/join/zzzzzzzz']],
    ] as const) {
      for (const path of paths) {
        await who.goto(`${url}${path}`)
        expect(await tooWide(who), path).toEqual([])
      }
    }
    await nobody.context.close()
    await page.goto(`${url}/pass`)
    await page.getByRole('button', { name: 'Show the command' }).click()
    await page.getByText(`--server-url ${url}`).waitFor()
    expect(await tooWide(page)).toEqual([])
    await page.getByRole('button', { name: 'Show my keys' }).click()
    await page.locator('#keys').waitFor()
    expect(await tooWide(page)).toEqual([])
    await context.close()
  })

  it.for([
    [1024, 768],
    [1280, 720],
    [1920, 1080],
    [3840, 2160],
  ] as const)(
    'a projector of %i by %i shows the code, the QR code and the address at once',
    async ([width, height], { skip }) => {
      if (missing !== '') skip(missing)
      const { page, context } = await open(cookies.staff, { width, height })
      await page.goto(`${url}/workshops/${workshop.id}/projector`)
      expect(await tooWide(page)).toEqual([])
      for (const shown of ['.big-code', '.projector svg', '.address']) {
        const box = await page.locator(shown).boundingBox()
        expect((box?.y ?? height) + (box?.height ?? 0), shown).toBeLessThanOrEqual(height)
      }
      await context.close()
    },
  )
})

const printing = requireTool('cards on paper', 'gs')

describe.skipIf(!printing)('cards on paper', () => {
  it.for([['A4'], ['Letter']] as const)(
    'are whole, one each, with a code that leads to that person: %s',
    { timeout: 180_000 },
    async ([format], { skip }) => {
      if (missing !== '') skip(missing)
      const made = await createWorkshop(
        services,
        admin,
        {
          name: `Cards on ${format}`,
          roles: [{ roleArn: await lab.role(`On${format}`), accountId: lab.account }],
          startsAt: new Date(Date.now() - hourMs),
          endsAt: new Date(Date.now() + 6 * hourMs),
          seats: 30,
        },
        'open',
      )
      const names = Array.from({ length: 15 }, (_, index) => `Person ${String.fromCodePoint(65 + index)}`)
      // One of them takes three lines, and moves what comes after.
      names[3] = 'Person Daria with a name that is as long as a name can be and then some more of it'
      await importParticipants(services, admin, made.id, Buffer.from(names.join('\n')), {
        dryRun: false,
        maxPeople: 100,
      })
      await createMissingLeases(services, admin, made.id)
      const { page, context } = await open(cookies.staff, { width: 1280, height: 800 })
      await page.goto(`${url}/workshops/${made.id}/cards`)
      const pages = readPrinted(await page.pdf({ format }))
      await context.close()
      expect(pages.length).toBeGreaterThan(1)
      const found: string[] = []
      for (const { text, codes } of pages) {
        // What begins a card and what ends it are on the same paper.
        expect(text.match(/Person [A-Z]/g)).toHaveLength(codes.length)
        expect(text.match(/Scan it/g)).toHaveLength(codes.length)
        for (const code of codes) {
          const [, secret = ''] = /^https:\/\/[^#]+\/link#(hp_link_[\w-]{43})$/.exec(code) ?? []
          expect(code.startsWith(`${url}/link#`), code).toBe(true)
          const { html } = await new Visitor(app, url).post('/link', { secret })
          const [, name = ''] = /<h1>([^<]+)<\/h1>/.exec(html) ?? []
          expect(text).toContain(name.slice(0, 8))
          found.push(name)
        }
      }
      expect(found.toSorted()).toEqual(names.toSorted())
    },
  )
})
