import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import { createLease, controlLeases, type LeaseInFull } from '../../src/lease/index.ts'
import { archiveWorkshop, endWorkshop } from '../../src/lifecycle/index.ts'
import { linkUrl, participantLink, staffLink } from '../../src/signin/index.ts'
import { addStaff } from '../../src/staff/index.ts'
import { type SampleServer, startSampleServer } from '../../src/start-sample.ts'
import { createWorkshop, type Workshop, type WorkshopInput } from '../../src/workshop/index.ts'
import { admin, temporaryFolder } from '../desk.ts'
import { violations } from './axe.ts'
import { launchChromium } from './chromium.ts'
import { openPerson, type Person, useLink } from './person.ts'
import { tooWide } from './too-wide.ts'

const folder = temporaryFolder()
const pictures = process.env['HALLPASS_SCREENSHOTS']
const hourMs = 3_600_000

let lab: Lab
let server: SampleServer
let roleArn: string
let browser: Browser | undefined
let missing = ''

beforeAll(async () => {
  try {
    browser = await launchChromium()
  } catch (error) {
    missing = `Chromium does not start here: ${error instanceof Error ? error.message.split('\n', 1)[0] : ''}`
    console.warn(`skipped: the states of the pages in a browser: ${missing}`)
    return
  }
  lab = await openLab()
  roleArn = await lab.role('Handed')
  server = await startSampleServer({
    version: '0.0.0',
    dataFolder: join(folder, 'data'),
    roleArn,
    issuers: { default: { env: lab.env(lab.issuer) } },
    revoker: { env: lab.env(lab.admin) },
    log: () => {},
  })
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await lab?.close()
})

/** How people look at a page: on a phone and a laptop, by day and by night, and in a system of few colours. */
const looks = [
  { name: 'light', colorScheme: 'light', forcedColors: 'none', width: 1280 },
  { name: 'dark', colorScheme: 'dark', forcedColors: 'none', width: 1280 },
  { name: 'phone', colorScheme: 'light', forcedColors: 'none', width: 320 },
  { name: 'dark-phone', colorScheme: 'dark', forcedColors: 'none', width: 320 },
  { name: 'forced-colors', colorScheme: 'dark', forcedColors: 'active', width: 390 },
] as const

/** What axe finds on the page that is shown, and what is too wide, however one looks at it. */
async function wrongWith(page: Page, state: string): Promise<string[]> {
  const wrong: string[] = []
  for (const { name, colorScheme, forcedColors, width } of looks) {
    await page.emulateMedia({ colorScheme, forcedColors })
    await page.setViewportSize({ width, height: 800 })
    const rules = await violations(page)
    // With forced colours the system paints, and axe reads what the stylesheet would have.
    const found = [
      ...(forcedColors === 'active' ? rules.filter((rule) => !rule.startsWith('color-contrast')) : rules),
      ...(await tooWide(page)),
    ]
    wrong.push(...found.map((one) => `${state}, ${name}: ${one}`))
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${state}-${name}.png`), fullPage: width < 1280 })
    }
  }
  return wrong
}

async function newPerson(): Promise<Person> {
  if (browser === undefined) throw new Error(missing)
  return openPerson(browser)
}

function workshop(name: string, input: Partial<WorkshopInput> = {}, state: 'draft' | 'open' = 'open') {
  const now = Date.now()
  return createWorkshop(
    server.services,
    admin,
    {
      name,
      roles: [{ roleArn, accountId: lab.account }],
      startsAt: new Date(now - hourMs),
      endsAt: new Date(now + 6 * hourMs),
      seats: 5,
      joinMode: 'code',
      ...input,
    },
    state,
  )
}

async function seated(made: Workshop, name: string): Promise<Pick<LeaseInFull, 'lease' | 'participant'>> {
  return createLease(server.services, admin, { workshopId: made.id, participant: { name } })
}

async function linkOf({ participant }: Pick<LeaseInFull, 'participant'>): Promise<string> {
  return linkUrl(server.url, await participantLink(server.services, admin, participant.id))
}

/** Whether all of it is on the screen as it is scrolled now. */
async function isOnScreen(one: Locator): Promise<boolean> {
  const box = await one.boundingBox()
  const size = one.page().viewportSize()
  return box !== null && size !== null && box.y >= 0 && box.y + box.height <= size.height
}

async function signedInStaff(): Promise<Person> {
  const { services } = server
  const { id } = await addStaff(services, admin, { name: `Ina ${randomUUID()}`, role: 'admin' })
  const link = await staffLink(services, admin, id)
  const person = await newPerson()
  await useLink(person.page, linkUrl(server.url, link))
  await person.page.waitForURL((at) => at.pathname !== '/link')
  return person
}

describe('every state of a page, however one looks at it, is one that axe finds nothing on', () => {
  it('a pass: before the beginning, running, keys shown, suspended, revoked, ended, over', async ({
    skip,
  }) => {
    if (missing !== '') skip(missing)
    const { services } = server
    const made = await workshop('Passes in all states')
    const later = await workshop('Next week', { startsAt: new Date(Date.now() + 160 * hourMs), endsAt: new Date(Date.now() + 164 * hourMs) }) // prettier-ignore
    const over = await workshop('Over by now')
    const looked: string[] = []
    const control = (one: Pick<LeaseInFull, 'lease'>, move: 'suspend' | 'revoke' | 'end', reason?: string) =>
      controlLeases(
        services,
        admin,
        { workshopId: one.lease.workshop_id, leaseIds: [one.lease.id], reason },
        move,
      )

    for (const [state, of, says, change] of [
      ['pending', later, 'Next week', undefined],
      ['suspended', made, 'suspended', (one) => control(one, 'suspend', 'A word with you, please.')],
      [
        'revoked',
        made,
        'Your access was ended',
        (one) => control(one, 'revoke', 'Keys were found on the web.'),
      ],
      ['ended', made, 'is over for you', (one) => control(one, 'end')],
      ['workshop-over', over, 'is over for you', () => endWorkshop(services, admin, { workshopId: over.id })],
    ] satisfies [string, Workshop, string, ((one: LeaseSeated) => Promise<unknown>) | undefined][]) {
      const one = await seated(of, `Zoë ${state}`)
      const { page, context, wrong } = await newPerson()
      await useLink(page, await linkOf(one))
      await page.waitForURL('**/pass')
      await change?.(one)
      await page.reload()
      await page.getByText(says).first().waitFor()
      looked.push(...(await wrongWith(page, `pass-${state}`)), ...wrong)
      await context.close()
    }

    const { page, context, wrong } = await newPerson()
    await useLink(page, await linkOf(await seated(made, 'Ana with keys')))
    await page.waitForURL('**/pass')
    looked.push(...(await wrongWith(page, 'pass-active')))
    await page.getByRole('button', { name: 'Show my keys' }).click()
    await page.locator('#keys').waitFor()
    looked.push(...(await wrongWith(page, 'keys')))
    expect([...looked, ...wrong]).toEqual([])
    await context.close()
  })

  it('joining: a wrong code, a full one, one that has not begun, one that is over, no name', async ({
    skip,
  }) => {
    if (missing !== '') skip(missing)
    const { page, context, wrong } = await newPerson()
    const looked: string[] = []
    const full = await workshop('No seat left', { seats: 1 })
    await seated(full, 'The first to come')
    const draft = await workshop('Not yet', {}, 'draft')
    const over = await workshop('Long over')
    await endWorkshop(server.services, admin, { workshopId: over.id })
    for (const [state, code] of [
      ['wrong-code', 'zzzzzzzz'],
      ['draft', draft.join_code],
      ['over', over.join_code],
      ['open', full.join_code],
    ] as const) {
      await page.goto(`${server.url}/join/${code ?? ''}`)
      looked.push(...(await wrongWith(page, `join-${state}`)))
    }
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    looked.push(...(await wrongWith(page, 'join-no-name')))
    await page.getByLabel('Your name').fill('Late Lena')
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    await page.getByRole('alert').getByText(/seat/).first().waitFor()
    looked.push(...(await wrongWith(page, 'join-full')))
    expect(looked).toEqual([])
    // A browser tells its console of every answer that is no success.
    expect(wrong.filter((line) => !/status of 40[49]/.test(line))).toEqual([])
    await context.close()
  })

  it('a room: empty, not opened, a list with mistakes, the wrong name at the end, ended with proof, archived', async ({
    skip,
  }) => {
    if (missing !== '') skip(missing)
    const { page, context, wrong } = await signedInStaff()
    const looked: string[] = []
    const draft = await workshop('Not opened', {}, 'draft')
    await page.goto(`${server.url}/workshops/${draft.id}`)
    looked.push(...(await wrongWith(page, 'room-draft')))

    const made = await workshop('A room of its own')
    const room = `${server.url}/workshops/${made.id}`
    await page.goto(room)
    looked.push(...(await wrongWith(page, 'room-empty')))
    for (const name of ['Ana', 'Bo', 'محمد عبد الله', 'A name as long as it may be, and then some more of it']) await seated(made, name) // prettier-ignore
    await page.goto(room)
    await page.getByLabel('A list').fill('Grace\n"torn,quote\nAna\n\tTab,,,\n')
    await page.getByRole('button', { name: 'Add them' }).click()
    looked.push(...(await wrongWith(page, 'room-roster-mistakes')))

    await page.goto(room)
    await page.getByLabel('To be sure, type its name').fill('Another room')
    await page.getByRole('button', { name: 'End the workshop' }).click()
    looked.push(...(await wrongWith(page, 'room-wrong-name')))
    await page.goto(room)
    await page.getByLabel('To be sure, type its name').fill('A room of its own')
    await page.getByRole('button', { name: 'End the workshop' }).click()
    await page.getByRole('status').getByText('It is over.').waitFor()
    looked.push(...(await wrongWith(page, 'room-ended')))
    // The page hears of it, and loads itself again.
    await archiveWorkshop(server.services, admin, { workshopId: made.id })
    await page.locator('.heading .state.archived').waitFor()
    looked.push(...(await wrongWith(page, 'room-archived')))
    await page.goto(`${room}/timeline`)
    looked.push(...(await wrongWith(page, 'timeline')))

    await page.goto(`${server.url}/workshops/00000000-0000-4000-8000-000000000000`)
    looked.push(...(await wrongWith(page, 'not-found')))
    expect(looked).toEqual([])
    expect(wrong.filter((line) => !/status of 4\d\d/.test(line))).toEqual([])
    await context.close()
  })

  it('a long room on a phone: what is done with whoever is ticked is at hand where they stand', async ({
    skip,
  }) => {
    if (missing !== '') skip(missing)
    const { page, context, wrong } = await signedInStaff()
    await page.setViewportSize({ width: 390, height: 844 })
    const made = await workshop('Longer than a phone', { seats: 40 })
    for (let number = 10; number < 50; number += 1) await seated(made, `Person ${number}`)
    await page.goto(`${server.url}/workshops/${made.id}`)
    const pause = page.getByRole('button', { name: 'Pause' })
    await page.getByRole('row', { name: 'Person 49' }).scrollIntoViewIfNeeded()
    expect(await isOnScreen(pause)).toBe(false)
    await page.getByRole('checkbox', { name: 'Person 49' }).check()
    expect(await isOnScreen(pause)).toBe(true)
    expect([...(await violations(page)), ...(await tooWide(page))]).toEqual([])
    await pause.click()
    await page.getByRole('status').getByText('One person paused').waitFor()
    expect(wrong).toEqual([])
    await context.close()
  })

  it('what is typed for a new workshop, with mistakes in it', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const { page, context, wrong } = await signedInStaff()
    await page.goto(`${server.url}/workshops/new`)
    await page.getByLabel('Name').fill('Ends before it begins')
    await page.getByLabel('Starts').fill('2031-01-02T09:00')
    await page.getByLabel('Ends').fill('2031-01-01T09:00')
    await page.getByRole('button', { name: 'Create and open' }).click()
    await page.locator('[role=alert]').first().waitFor()
    expect(await wrongWith(page, 'new-workshop-mistakes')).toEqual([])
    expect(wrong.filter((line) => !/status of 4\d\d/.test(line))).toEqual([])
    await context.close()
  })
})

type LeaseSeated = Pick<LeaseInFull, 'lease' | 'participant'>
