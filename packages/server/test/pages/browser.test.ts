import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import { type SampleServer, startSampleServer } from '../../src/start-sample.ts'
import { temporaryFolder } from '../desk.ts'
import { violations } from './axe.ts'
import { launchChromium } from './chromium.ts'
import { pagesOfStaff, pagesOfWorkshop } from './every-page.ts'
import { newTab, openPerson, type Person, useLink } from './person.ts'
import { tooWide } from './too-wide.ts'

const folder = temporaryFolder()
const pictures = process.env['HALLPASS_SCREENSHOTS']

let lab: Lab
let server: SampleServer
let browser: Browser | undefined
let missing = ''

beforeAll(async () => {
  try {
    browser = await launchChromium()
  } catch (error) {
    missing = `Chromium does not start here: ${error instanceof Error ? error.message.split('\n', 1)[0] : ''}`
    console.warn(`skipped: the pages in a browser: ${missing}`)
    return
  }
  lab = await openLab()
  const roleArn = await lab.role('Handed')
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

function person(options: BrowserContextOptions = {}): Promise<Person> {
  if (browser === undefined) throw new Error(missing)
  return openPerson(browser, options)
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

describe('in a browser', () => {
  it('a class is let in, watched, and ended person by person', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const instructor = await person({ viewport: { width: 1280, height: 860 } })
    const ada = await person({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
    await useLink(instructor.page, server.instructorUrl)
    await instructor.page.getByRole('link', { name: server.workshopName }).click()
    await useLink(ada.page, server.participantUrl)
    expect(await ada.page.getByRole('heading', { level: 1 }).textContent()).toBe('Ada Lovelace')
    expect(await violations(ada.page)).toEqual([])
    await picture(ada.page, 'pass')
    expect(await violationsAt(ada.page, `${server.url}/pass/test`)).toEqual([])
    await ada.page.getByLabel('What you have').fill('AWS_ACCESS_KEY_ID=ASIAZZZZ2XAMPLEKEYQ7')
    await ada.page.getByRole('button', { name: 'Test it' }).click()
    await ada.page.getByText('The secret access key is missing.').waitFor()
    expect(await violations(ada.page)).toEqual([])
    await picture(ada.page, 'key-test')
    await ada.page.goto(`${server.url}/pass`)

    const row = instructor.page.getByRole('row', { name: /Ada Lovelace/ })
    expect(await row.getByRole('cell').nth(4).textContent()).toBe('')
    await ada.page.getByLabel('Or keys to copy').selectOption('bash, zsh, sh')
    await ada.page.getByRole('button', { name: 'Show my keys' }).click()
    expect(await ada.page.locator('#keys').textContent()).toContain('export AWS_ACCESS_KEY_ID=ASIA')
    expect(await violations(ada.page)).toEqual([])
    // The room learns of it by itself.
    await row
      .getByRole('cell', { name: /^\d\d:\d\d$/ })
      .first()
      .waitFor()
    expect(await violations(instructor.page)).toEqual([])
    await picture(instructor.page, 'room')

    await ada.page.getByRole('link', { name: 'Done' }).click()
    const console = await newTab(ada.context, () =>
      ada.page.getByRole('button', { name: 'Open the AWS console' }).click(),
    )
    expect(await console.textContent('body')).toMatch(/Handed\/ada-l-/)

    await row.getByRole('checkbox').check()
    await instructor.page.getByRole('button', { name: 'Revoke' }).click()
    await instructor.page.getByRole('status').getByText('One person revoked').waitFor()
    await ada.page.reload()
    await ada.page.getByText('Your access was ended').waitFor()
    expect(await violations(ada.page)).toEqual([])
    expect({ instructor: instructor.wrong, ada: ada.wrong }).toEqual({ instructor: [], ada: [] })
    await Promise.all([instructor.context.close(), ada.context.close()])
  })

  it.for([
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
  ] as const)('axe finds nothing on any page: %s, %i wide', async ([colorScheme, width], { skip }) => {
    if (missing !== '') skip(missing)
    const { services } = server
    const staff = await services.database.selectFrom('staff').select('id').executeTakeFirstOrThrow()
    const { linkUrl, staffLink } = await import('../../src/signin/index.ts')
    const actor = { kind: 'system', id: 'test' } as const
    const link = await staffLink({ ...services, randomBytes }, actor, staff.id)
    const { page, context, wrong } = await person({ colorScheme, viewport: { width, height: 800 } })
    expect(await violationsAt(page, `${server.url}/`)).toEqual([])
    expect(await violationsAt(page, `${server.url}/join/zzzzzzzz`)).toEqual([])
    await useLink(page, linkUrl(server.url, link))
    const room = (await page.getByRole('link', { name: server.workshopName }).getAttribute('href')) ?? ''
    for (const path of [...pagesOfStaff.map((one) => one.replace(':id', staff.id)), room]) {
      expect(await violationsAt(page, `${server.url}${path}`), path).toEqual([])
      expect(await tooWide(page), path).toEqual([])
    }
    await page.goto(`${server.url}/health`)
    await page.getByRole('button', { name: 'Check now' }).first().click()
    await page
      .getByText(/^Checked (?:just now|a minute ago|\d+ minutes ago)\.$/)
      .first()
      .waitFor()
    await page.getByText('What was looked at').first().click()
    expect(await violations(page), 'health, checked').toEqual([])
    expect(await tooWide(page), 'health, checked').toEqual([])
    await picture(page, `health-${colorScheme}-${width}`)
    for (const rest of pagesOfWorkshop.filter((one) => one !== '')) {
      expect(await violationsAt(page, `${server.url}${room}${rest}`), rest).toEqual([])
      expect(await tooWide(page), rest).toEqual([])
      await picture(page, `${rest.slice(1)}-${colorScheme}-${width}`)
    }
    expect(wrong.filter((line) => !line.includes('404'))).toEqual([])
    await context.close()
  })

  it('a new workshop is by the clocks of whoever makes it', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const { services } = server
    const staff = await services.database.selectFrom('staff').select('id').executeTakeFirstOrThrow()
    const { linkUrl, staffLink } = await import('../../src/signin/index.ts')
    const actor = { kind: 'system', id: 'test' } as const
    const link = await staffLink({ ...services, randomBytes }, actor, staff.id)
    const { page, context, wrong } = await person({ timezoneId: 'Asia/Tokyo' })
    await useLink(page, linkUrl(server.url, link))
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.goto(`${server.url}/workshops/new`)
    const zone = page.getByLabel('Time zone')
    expect(await zone.inputValue()).toBe('Asia/Tokyo')
    const starts = page.getByLabel('Starts')
    const at = Date.parse((await starts.getAttribute('data-at')) ?? '')
    expect(Date.parse(`${await starts.inputValue()}:00+09:00`)).toBe(at)
    expect(await page.locator('#zones option').count()).toBeGreaterThan(300)
    expect(await violations(page)).toEqual([])
    // What was typed is not taken back.
    await zone.fill('Europe/Lisbon')
    await page.getByLabel('Name').fill('Afternoon')
    await page.getByRole('button', { name: 'What may it do?' }).click()
    await page.getByRole('heading', { name: 'What the role may do' }).waitFor()
    expect(await zone.inputValue()).toBe('Europe/Lisbon')
    expect(wrong).toEqual([])
    await context.close()
  })

  it('all of it works with JavaScript off', async ({ skip }) => {
    if (missing !== '') skip(missing)
    const { page, context } = await person({ javaScriptEnabled: false })
    await page.goto(server.url)
    const code = await server.services.database
      .selectFrom('workshop')
      .select('join_code')
      .executeTakeFirstOrThrow()
    await page.getByLabel(/code of your workshop/).fill(code.join_code ?? '')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('button', { name: 'Give me a pseudonym' }).click()
    await page.getByRole('button', { name: 'Show my keys' }).click()
    expect(await page.locator('#keys').textContent()).toContain('AWS_SECRET_ACCESS_KEY')
    // A browser keeps what is behind the `#` to itself: without a script the link is pasted.
    await page.goto(server.participantUrl)
    await page.getByLabel('Your sign-in link').fill(server.participantUrl)
    await page.getByRole('button', { name: 'Go on' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Ada Lovelace')
    await context.close()
  })

  it('a link is read by the page, and is out of the address bar before anything is clicked', async ({
    skip,
  }) => {
    if (missing !== '') skip(missing)
    const { page, context, wrong } = await person()
    await page.goto(server.participantUrl)
    await page.getByText('This link is yours alone').waitFor()
    expect(page.url()).toBe(`${server.url}/link`)
    expect(await page.getByLabel('Your sign-in link').isVisible()).toBe(false)
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
    expect(wrong).toEqual([])
    await context.close()
  })
})

async function violationsAt(page: Page, url: string): Promise<string[]> {
  await page.goto(url)
  return violations(page)
}
