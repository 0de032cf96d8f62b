import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import { linkUrl, staffLink } from '../../src/signin/index.ts'
import { addStaff } from '../../src/staff/index.ts'
import { type SampleServer, startSampleServer } from '../../src/start-sample.ts'
import { createWorkshop } from '../../src/workshop/index.ts'
import { admin, temporaryFolder } from '../desk.ts'
import { violations } from './axe.ts'
import { launchChromium } from './chromium.ts'

const folder = temporaryFolder()
let lab: Lab
let server: SampleServer
let browser: Browser | undefined
let missing = ''
/** The server by a name: an address has no passkeys. */
let url = ''

beforeAll(async () => {
  try {
    browser = await launchChromium()
  } catch (error) {
    missing = `Chromium does not start here: ${error instanceof Error ? error.message.split('\n', 1)[0] : ''}`
    console.warn(`skipped: passkeys in a browser: ${missing}`)
    return
  }
  lab = await openLab()
  server = await startSampleServer({
    version: '0.0.0',
    dataFolder: join(folder, 'data'),
    roleArn: await lab.role('Handed'),
    issuers: { default: { env: lab.env(lab.issuer) } },
    revoker: { env: lab.env(lab.admin) },
    log: () => {},
  })
  url = server.url.replace('127.0.0.1', 'localhost')
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await lab?.close()
})

/** An instructor with a workshop of their own, and the link that an admin made for them. */
async function instructor(name: string) {
  const { services } = server
  const staff = await addStaff(services, admin, { name, role: 'instructor' })
  const actor = { kind: 'instructor', id: staff.id, name } as const
  const now = Date.now()
  const workshop = await createWorkshop(services, actor, {
    name: `Workshop of ${name}`,
    roles: [{ roleArn: 'arn:aws:iam::123456789012:role/Handed', accountId: '123456789012' }],
    startsAt: new Date(now),
    endsAt: new Date(now + 3_600_000),
    seats: 3,
  })
  return { staff, workshop, link: linkUrl(url, await staffLink(services, admin, staff.id)) }
}

/** A person's browser, on a device that recognises them; what its console says wrong is collected. */
async function person({
  conditional = false,
  ...options
}: BrowserContextOptions & { conditional?: boolean } = {}) {
  if (browser === undefined) throw new Error(missing)
  const context = await browser.newContext(options)
  const wrong: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text())
  })
  context.on('weberror', (error) => wrong.push(String(error.error())))
  // A virtual device answers an offer at once: with it there is nothing to click.
  if (!conditional) {
    await context.addInitScript(
      'if ("PublicKeyCredential" in window) PublicKeyCredential.isConditionalMediationAvailable = async () => false',
    )
  }
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const recognises = (isUserVerified: boolean) =>
    devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  return { context, page, wrong, recognises }
}

async function useLink(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('button', { name: 'Go on' }).click()
}

const signOut = (page: Page) =>
  page
    .getByRole('banner')
    .getByRole('button', { name: /Sign out/ })
    .click()

describe('passkeys in a browser', () => {
  it('an instructor adds one after the first link, signs out, and signs in with it to their own workshops', async ({
    skip,
  }) => {
    if (missing !== '') skip(missing)
    const ina = await instructor('Ina')
    const { page, context, wrong } = await person()
    await useLink(page, ina.link)
    await page.getByRole('heading', { name: 'Next time, without a link?' }).waitFor()
    expect(await page.getByLabel('Its name').inputValue()).toBe('Chrome on Linux')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Its name').fill('Work laptop')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('heading', { name: 'Work laptop' }).waitFor()
    expect(await violations(page)).toEqual([])

    await signOut(page)
    await page.goto(`${url}/workshops`)
    await page.getByText('This page is for those who run workshops').waitFor()
    wrong.length = 0
    await page.goto(`${url}/`)
    await page.getByRole('link', { name: 'Sign in here' }).click()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('link', { name: ina.workshop.name }).waitFor()
    expect(await page.getByRole('link', { name: server.workshopName }).count()).toBe(0)
    expect(wrong).toEqual([])
    const audit = await server.services.database
      .selectFrom('passkey')
      .selectAll()
      .where('staff_id', '=', ina.staff.id)
      .executeTakeFirstOrThrow()
    expect(audit.last_used_at).not.toBeNull()
    await context.close()
  })

  it('nobody is signed in whom the device does not recognise, and one device takes one passkey of a person', async ({
    skip,
  }) => {
    if (missing !== '') skip(missing)
    const bea = await instructor('Bea')
    const { page, context, recognises } = await person()
    await useLink(page, bea.link)
    await recognises(false)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Nothing was done').waitFor()
    expect(await violations(page)).toEqual([])
    await recognises(true)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('heading', { name: 'My account' }).waitFor()
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('This device has a passkey for you already.').waitFor()
    await signOut(page)
    await page.goto(`${url}/sign-in`)
    await recognises(false)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('Nothing was done').waitFor()
    await context.close()
  })

  it('a passkey that was removed signs nobody in, and the page says what to do', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const cleo = await instructor('Cleo')
    const { page, context } = await person()
    await useLink(page, cleo.link)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('button', { name: /^Remove / }).click()
    await page.getByRole('heading', { name: 'Remove your last passkey?' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Remove it all the same' }).click()
    await page.getByText('You have none.').waitFor()
    await signOut(page)
    await page.goto(`${url}/sign-in`)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('This passkey signs nobody in here.').waitFor()
    expect(await violations(page)).toEqual([])
    await context.close()
  })

  it('a browser that offers passkeys by itself signs in without a click', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const dora = await instructor('Dora')
    const { page, context } = await person({ conditional: true })
    await useLink(page, dora.link)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('heading', { name: 'My account' }).waitFor()
    await signOut(page)
    await page.goto(`${url}/sign-in`)
    await page.getByRole('link', { name: dora.workshop.name }).waitFor()
    await context.close()
  })

  it('at an IP address, the page says where passkeys are', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const { page, context } = await person()
    await page.goto(`${server.url}/sign-in`)
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: url }).click()
    expect(page.url()).toBe(`${url}/`)
    await context.close()
  })

  it('without JavaScript everything else of the account works', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const eva = await instructor('Eva')
    const first = await person()
    await useLink(first.page, eva.link)
    await first.page.getByRole('button', { name: 'Add a passkey' }).click()
    await first.page.getByRole('heading', { name: 'My account' }).waitFor()
    const { page, context } = await person({ javaScriptEnabled: false })
    await page.goto(`${url}/sign-in`)
    await page.getByText('A passkey needs JavaScript.').waitFor()
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()).toBe(false)
    const link = linkUrl(url, await staffLink(server.services, admin, eva.staff.id))
    await page.getByLabel('Your sign-in link').fill(link)
    await page.getByRole('button', { name: 'Sign in with the link' }).click()
    await page.goto(`${url}/account`)
    await page.getByLabel('Name of Chrome on Linux').fill('Phone')
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('heading', { name: 'Phone' }).waitFor()
    // The other browser is signed out from here, and this one with all the rest.
    await page
      .getByRole('main')
      .locator('form', { hasText: 'last seen', hasNotText: 'this one' })
      .getByRole('button', { name: /Sign out/ })
      .click()
    await first.page.goto(`${url}/account`)
    await first.page.getByText('This page is for those who run workshops').waitFor()
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('heading', { name: 'Sign in to run workshops' }).waitFor()
    await page.goto(`${url}/account`)
    await page.getByText('This page is for those who run workshops').waitFor()
    await Promise.all([context.close(), first.context.close()])
  })

  it.for([
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
    ['dark', 320],
  ] as const)(
    'axe finds nothing, and nothing is wider than the screen: %s, %i wide',
    async ([colorScheme, width], { skip }) => {
      if (missing !== '') skip(missing)
      const who = await instructor(`Fay ${colorScheme} ${width}`)
      const { page, context, wrong } = await person({ colorScheme, viewport: { width, height: 800 } })
      const look = async (): Promise<void> => {
        expect(await violations(page)).toEqual([])
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        expect(wide, page.url()).toBeLessThanOrEqual(0)
      }
      await page.goto(`${url}/sign-in`)
      await look()
      await useLink(page, who.link)
      await page.getByRole('button', { name: 'Add a passkey' }).waitFor()
      await look()
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await page.getByRole('heading', { name: 'My account' }).waitFor()
      await look()
      await page.getByRole('button', { name: /^Remove / }).click()
      await look()
      expect(wrong.filter((line) => !line.includes('409'))).toEqual([])
      await context.close()
    },
  )
})
