import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Listening } from '@hallpass/local-aws'

import { violations } from '../../../server/test/pages/axe.ts'
import { launchChromium } from '../../../server/test/pages/chromium.ts'
import { tooWide } from '../../../server/test/pages/too-wide.ts'
import { allow, createFixture, createSetup, credentials, type Fixture, iam } from '../local-aws-fixture.ts'

const pictures = process.env['HALLPASS_SCREENSHOTS']

let fixture: Fixture
let server: Listening
let browser: Browser | undefined
let missing = ''

beforeAll(async () => {
  try {
    browser = await launchChromium()
  } catch (error) {
    missing = `Chromium does not start here: ${error instanceof Error ? error.message.split('\n', 1)[0] : ''}`
    console.warn(`skipped: the console page in a browser: ${missing}`)
    return
  }
  fixture = createFixture({
    now: () => new Date(),
    seed: {
      buckets: {
        lab: { objects: { 'notes/one.txt': 'hello', 'top.txt': 'top', '<b>"x"</b> ü.txt': 'hostile' } },
      },
    },
  })
  fixture.clock.now = new Date()
  server = await fixture.aws.listen()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** A link that signs in to the console as a new session of the role, which may do so much. */
async function consoleLink(sessionName: string, policy?: string): Promise<string> {
  if (fixture.aws.events({ eventName: 'CreateRole' }).length === 0) {
    await createSetup(fixture)
    await iam(fixture, 'PutRolePolicy', {
      RoleName: 'InstruqtS3Access',
      PolicyName: 'events',
      PolicyDocument: allow('local:*'),
    })
    const lab = 'arn:aws:s3:::lab'
    await iam(fixture, 'PutRolePolicy', {
      RoleName: 'InstruqtS3Access',
      PolicyName: 'InstruqtS3AccessPolicy',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['s3:ListAllMyBuckets', 's3:AbortMultipartUpload'], Resource: '*' },
          { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetObject'], Resource: [lab, `${lab}/*`] },
          { Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: `${lab}/*` },
          { Effect: 'Deny', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: `${lab}/kept/<b>/*` },
          {
            Effect: 'Allow',
            Action: 'sqs:*',
            Resource: '*',
            Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
          },
          {
            Effect: 'Allow',
            Action: 'ssm:GetParameter',
            Resource: 'arn:aws:ssm:eu-central-1:111122223333:parameter/lab/*',
            Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
          },
        ],
      }),
    })
  }
  const keys = credentials(
    await fixture.query(fixture.aws.admin, 'sts', {
      Action: 'AssumeRole',
      RoleArn: `arn:aws:iam::${fixture.aws.accountId}:role/InstruqtS3Access`,
      RoleSessionName: sessionName,
      SourceIdentity: 'anna',
      ...(policy === undefined ? {} : { Policy: policy }),
    }),
  )
  const Session = JSON.stringify({
    sessionId: keys.accessKeyId,
    sessionKey: keys.secretAccessKey,
    sessionToken: keys.sessionToken,
  })
  const answer = await fetch(`${server.url}/federation`, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'getSigninToken', Session }),
  })
  const { SigninToken }: { SigninToken: string } = JSON.parse(await answer.text())
  const query = new URLSearchParams({
    Action: 'login',
    Issuer: 'https://lab.example/',
    Destination: 'https://console.aws.amazon.com/s3/home',
    SigninToken,
  })
  return `${server.url}/federation?${query.toString()}`
}

/** Somebody's browser; what its console says wrong is collected. */
async function person(options: Parameters<Browser['newContext']>[0] = {}) {
  if (browser === undefined) throw new Error(missing)
  const context = await browser.newContext(options)
  const wrong: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text())
  })
  context.on('weberror', (error) => wrong.push(String(error.error())))
  return { context, page: await context.newPage(), wrong }
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `local-aws-${name}.png`), fullPage: true })
}

/** How the pages are seen by somebody for whom the system paints everything in colours of their own. */
async function inForcedColours(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' })
  await picture(page, `${name}-forced`)
  expect([await violations(page), await tooWide(page)]).toEqual([[], []])
  await page.emulateMedia({ forcedColors: 'none' })
}

const looks = [
  { name: 'light', options: { colorScheme: 'light', viewport: { width: 1200, height: 800 } } },
  { name: 'dark', options: { colorScheme: 'dark', viewport: { width: 1200, height: 800 } } },
  { name: 'narrow', options: { colorScheme: 'light', viewport: { width: 320, height: 640 } } },
] as const

describe('in a browser', () => {
  it.each(looks)('axe finds nothing and all fits: $name', async ({ name, options }) => {
    if (browser === undefined) return
    const { context, page, wrong } = await person(options)
    await page.goto(await consoleLink('identified@domain.ext'))
    // Somebody who may do nothing leaves a refusal with every kind of text in it.
    const refused = await consoleLink('o<b>"x', allow('s3:GetObject')).catch(() => undefined)
    expect(refused).toBeUndefined()
    await picture(page, `console-${name}`)
    expect([await violations(page), await tooWide(page)]).toEqual([[], []])
    await page.getByRole('link', { name: 'lab', exact: true }).click()
    await page.getByRole('heading', { name: 'lab' }).waitFor()
    await picture(page, `bucket-${name}`)
    expect([await violations(page), await tooWide(page)]).toEqual([[], []])
    const chosen = { name: 'new.txt', mimeType: 'text/plain', buffer: Buffer.from('new') }
    await page.getByLabel('Upload a file here').setInputFiles(chosen)
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await page.getByRole('button', { name: 'Delete new.txt' }).click()
    await page.getByRole('link', { name: 'top.txt', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'new.txt', exact: true }).count()).toBe(0)
    await page.getByRole('link', { name: 'notes/', exact: true }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'one.txt', exact: true }).click()
    expect((await download).suggestedFilename()).toBe('one.txt')
    await page.getByRole('link', { name: 'Console' }).click()
    await page.getByRole('link', { name: 'What happened' }).click()
    await page.getByRole('heading', { name: 'What happened' }).waitFor()
    await picture(page, `events-${name}`)
    expect([await violations(page), await tooWide(page)]).toEqual([[], []])
    await page.locator('summary').first().click()
    await picture(page, `record-${name}`)
    expect([await violations(page), await tooWide(page)]).toEqual([[], []])
    await page.getByLabel('Error code').fill('*')
    await page.getByRole('button', { name: 'Show' }).click()
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0)
    expect(await page.locator('tbody tr:not(.refused)').count()).toBe(0)
    expect(wrong).toEqual([])
    await context.close()
  })

  it.each(looks)('several sessions, each in its tab: $name', async ({ name, options }) => {
    if (browser === undefined) return
    const { context, page, wrong } = await person(options)
    await page.goto(await consoleLink('ada@domain.ext'))
    const tab = await context.newPage()
    await tab.goto(await consoleLink('bob@domain.ext', allow('s3:List*')))
    const sessions = tab.getByRole('navigation', { name: 'Sessions in this browser' })
    await picture(tab, `sessions-${name}`)
    expect(await sessions.getByRole('listitem').count()).toBe(2)
    await inForcedColours(tab, `sessions-${name}`)
    expect([await violations(tab), await tooWide(tab)]).toEqual([[], []])
    const mine = 'assumed-role/InstruqtS3Access/ada@domain.ext'
    // The first tab is still of the first session, whatever the second does.
    await page.reload()
    expect(await page.locator('[data-field="who"]').textContent()).toBe(mine)
    await page.getByRole('link', { name: 'lab', exact: true }).click()
    await page.getByText(`as ${mine}`).waitFor()
    await page.goto(`${server.url}/console`)
    await picture(page, `choose-${name}`)
    expect([await violations(page), await tooWide(page)]).toEqual([[], []])
    await page.getByRole('link', { name: mine }).click()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    // Who is left is shown.
    await page.getByText('bob@domain.ext').first().waitFor()
    await tab.reload()
    expect(await tab.locator('[data-field="who"]').textContent()).toContain('bob@domain.ext')
    for (const one of ['p1', 'p2', 'p3', 'p4', 'p5']) await page.goto(await consoleLink(one))
    await page.getByRole('heading', { name: 'Too many sessions' }).waitFor()
    await picture(page, `too-many-${name}`)
    expect([await violations(page), await tooWide(page)]).toEqual([[], []])
    await page.getByRole('button', { name: 'Sign out of all 5 sessions' }).click()
    await page.getByRole('heading', { name: 'Not signed in' }).waitFor()
    expect(await context.cookies()).toEqual([])
    expect(wrong.filter((text) => !/40[03]/.test(text))).toEqual([])
    await context.close()
  })

  it.each(looks)('one has to log out first, where only one is let in: $name', async ({ name, options }) => {
    if (browser === undefined) return
    const { context, page } = await person(options)
    const many = [fixture, server] as const
    fixture = createFixture({ now: () => new Date(), oneConsoleSession: true })
    fixture.clock.now = new Date()
    server = await fixture.aws.listen()
    try {
      await page.goto(await consoleLink('ada@domain.ext'))
      const link = await consoleLink('bob@domain.ext')
      await page.goto(link)
      await page.getByText('You must first log out before logging into a different AWS account.').waitFor()
      await picture(page, `must-log-out-${name}`)
      await inForcedColours(page, `must-log-out-${name}`)
      expect([await violations(page), await tooWide(page)]).toEqual([[], []])
      await page.getByRole('button', { name: 'click here' }).click()
      await page.getByRole('heading', { name: 'Not signed in' }).waitFor()
      await page.goto(link)
      expect(await page.locator('[data-field="who"]').textContent()).toContain('bob@domain.ext')
    } finally {
      await server.close()
      ;[fixture, server] = many
      await context.close()
    }
  })

  it('prints, works without scripts and signs out by its button', async () => {
    if (browser === undefined) return
    const { context, page, wrong } = await person({ javaScriptEnabled: false })
    await page.goto(await consoleLink('bob@domain.ext'))
    await page.emulateMedia({ media: 'print' })
    await picture(page, 'console-print')
    await page.emulateMedia({ media: 'screen' })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Not signed in' }).waitFor()
    await page.goto(`${server.url}/_local/events`)
    await page.getByRole('heading', { name: 'Refused' }).waitFor()
    expect(await page.context().cookies()).toEqual([])
    expect(wrong.filter((text) => !text.includes('403'))).toEqual([])
    await context.close()
  })
})
