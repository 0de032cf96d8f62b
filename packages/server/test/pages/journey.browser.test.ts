import { ListBucketsCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkUrl, staffLink } from '../../src/signin/index.ts'
import { addStaff } from '../../src/staff/index.ts'
import { admin, temporaryFolder } from '../desk.ts'
import { launchChromium } from './chromium.ts'
import { giveDevice, newTab, openPerson, type Person, useLink, withoutOffers } from './person.ts'
import { startSampleServer } from '../../src/start-sample.ts'
import { startServer } from '../../src/start-server.ts'
import { type Replicas, startReplicas } from './replicas.ts'

const folder = temporaryFolder()
/** A test of a whole day, by a whole class, on a machine that may be busy. */
const patienceMs = 600_000

let replicas: Replicas
let browser: Browser | undefined
let missing = ''

beforeAll(async () => {
  try {
    browser = await launchChromium()
  } catch (error) {
    missing = `Chromium does not start here: ${error instanceof Error ? error.message.split('\n', 1)[0] : ''}`
    console.warn(`skipped: a workshop's day in a browser: ${missing}`)
    return
  }
  replicas = await startReplicas(folder, { startServer, startSampleServer })
})
afterAll(async () => {
  await browser?.close()
  await replicas?.close()
})

/** One of the class: a browser, and what came of it. */
interface Participant extends Person {
  readonly name: string
  readonly url: string
  readonly keys: Keys
}

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

describe("a workshop's day in a browser", () => {
  it.for([
    ['on', 30],
    ['off', 6],
  ] as const)(
    'from the sign-in to the end, on two replicas; JavaScript %s, a class of %i',
    { timeout: patienceMs },
    async ([javaScript, people], { skip }) => {
      if (missing !== '') skip(missing)
      const javaScriptEnabled = javaScript === 'on'
      const [first, second] = addresses()
      const name = `Buckets ${javaScriptEnabled ? 'with' : 'without'} scripts`
      const ina = await newPerson(javaScriptEnabled)
      const bea = await newPerson(javaScriptEnabled)
      await signIn(ina, first, `Ina ${name}`, javaScriptEnabled ? 'passkey' : 'link')
      const code = await makeWorkshop(ina.page, name)
      await signIn(bea, second, `Bea ${name}`, 'link')
      await bea.page.goto(`${second}/workshops`)
      await bea.page.getByRole('link', { name }).click()
      const shown = (person: Person) => rowsOf(person, javaScriptEnabled)

      const everybody: Participant[] = []
      // Each keeps a browser of their own; a page stays open where it is looked at again.
      for (let index = 0; index < people; index += 5) {
        const five = Array.from({ length: Math.min(5, people - index) }, (_, next) => index + next)
        if (index > 5) for (const { page } of everybody.slice(5)) await page.close()
        everybody.push(
          ...(await Promise.all(
            five.map((number) =>
              joined(
                `Person ${number}`,
                `${number % 2 === 0 ? first : second}/join/${code}`,
                javaScriptEnabled,
              ),
            ),
          )),
        )
      }
      // Each instructor sees those who came by the other replica.
      for (const instructor of [ina, bea]) {
        await expect.poll(() => shown(instructor), { timeout: patienceMs / 4 }).toBe(people)
      }
      const identities = await Promise.all(everybody.map(({ keys }) => whoIs(keys)))
      expect(new Set(identities).size).toBe(people)
      await Promise.all(everybody.map(({ keys }) => listBuckets(keys)))
      for (const [index, { context, page }] of everybody.slice(0, 5).entries()) {
        const console = await newTab(context, () =>
          page.getByRole('button', { name: 'Open the AWS console' }).click(),
        )
        expect(await console.textContent('body')).toContain(identities[index])
        await console.close()
      }

      const [victim, ...others] = everybody
      if (victim === undefined) throw new Error('nobody came')
      await ina.page
        .getByRole('row', { name: victim.name, exact: false })
        .first()
        .getByRole('checkbox')
        .check()
      await ina.page.getByRole('button', { name: 'Revoke' }).click()
      await ina.page.getByRole('status').getByText('One person revoked').waitFor()
      expect(await isDenied(victim.keys)).toBe(true)
      for (const { keys } of others) await listBuckets(keys)
      await says(victim, 'Your access was ended')
      // The other instructor is told on the other replica.
      if (!javaScriptEnabled) await bea.page.reload()
      await bea.page.getByRole('row', { name: victim.name }).first().getByText('revoked').waitFor()

      await bea.page.getByLabel('To be sure, type its name').fill(name)
      await bea.page.getByRole('button', { name: 'End the workshop' }).click()
      await bea.page.getByRole('status').getByText('It is over.').waitFor()
      expect(await Promise.all(everybody.map(({ keys }) => isDenied(keys)))).toEqual(
        everybody.map(() => true),
      )
      for (const other of others.slice(0, 4)) await says(other, 'This workshop is over for you')
      for (const { context, url } of others.slice(4)) {
        expect(await (await context.request.get(`${url}/pass`)).text()).toContain(
          'This workshop is over for you',
        )
      }
      if (!javaScriptEnabled) await ina.page.reload()
      await ina.page.locator('.heading .state.ended').waitFor()
      for (const { wrong } of [ina, bea, ...everybody]) expect(wrong).toEqual([])
      await Promise.all([ina, bea, ...everybody].map(({ context }) => context.close()))

      async function says({ page, url }: Participant, what: string): Promise<void> {
        if (!javaScriptEnabled) await page.goto(`${url}/pass`)
        await page.getByText(what).waitFor()
      }
    },
  )
})

/** The two servers by a name: an address has no passkeys. */
function addresses(): [string, string] {
  const named = (url: string): string => url.replace('127.0.0.1', 'localhost')
  return [named(replicas.first.url), named(replicas.second.url)]
}

/** A new admin comes by a link; by passkey, adds one, signs out, and signs in with it. */
async function signIn(person: Person, url: string, name: string, how: 'passkey' | 'link'): Promise<void> {
  const { services } = replicas.first
  const { id } = await addStaff(services, admin, { name, role: 'admin' })
  const link = linkUrl(url, await staffLink(services, admin, id))
  const { page } = person
  if (how === 'link') {
    await page.goto(`${url}/sign-in`)
    await page.getByLabel('Your sign-in link').fill(link)
    await page.getByRole('button', { name: 'Sign in with the link' }).click()
    return
  }
  await withoutOffers(person)
  await giveDevice(person)
  await useLink(page, link)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('heading', { name: 'My account' }).waitFor()
  await page
    .getByRole('banner')
    .getByRole('button', { name: /Sign out/ })
    .click()
  await page.goto(`${url}/sign-in`)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('heading', { name: 'Workshops', exact: true }).waitFor()
}

/** Makes a workshop on the page, with the role that is suggested, and stays in its room; the code to join by. */
async function makeWorkshop(page: Page, name: string): Promise<string> {
  await page.goto(new URL('/workshops/new', page.url()).href)
  await page.getByLabel('Name').fill(name)
  expect(await page.getByLabel('Role').inputValue()).toBe(replicas.roleArn)
  await page.getByRole('button', { name: 'What may it do?' }).click()
  await page.getByRole('heading', { name: 'What the role may do' }).waitFor()
  await page.getByRole('button', { name: 'Create and open' }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  const room = page.url()
  await page.getByRole('link', { name: 'Show the code' }).click()
  const code = await page.locator('.big-code').textContent()
  await page.goto(room)
  return code?.replaceAll(/\s/g, '') ?? ''
}

async function newPerson(javaScriptEnabled: boolean): Promise<Person> {
  if (browser === undefined) throw new Error(missing)
  const person = await openPerson(browser, { javaScriptEnabled })
  person.context.setDefaultTimeout(patienceMs / 4)
  return person
}

/** Somebody joins in a browser of their own, and takes keys. */
async function joined(name: string, link: string, javaScriptEnabled: boolean): Promise<Participant> {
  const person = await newPerson(javaScriptEnabled)
  const { page } = person
  await page.goto(link)
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await page.getByLabel('Or keys to copy').selectOption('JSON')
  await page.getByRole('button', { name: 'Show my keys' }).click()
  const printed: unknown = JSON.parse((await page.locator('#keys').textContent()) ?? '')
  await page.getByRole('link', { name: 'Done' }).click()
  return { ...person, name, url: new URL(link).origin, keys: readKeys(printed) }
}

function readKeys(printed: unknown): Keys {
  const text = (name: string): string =>
    typeof printed === 'object' && printed !== null ? String(Reflect.get(printed, name)) : ''
  return {
    accessKeyId: text('AccessKeyId'),
    secretAccessKey: text('SecretAccessKey'),
    sessionToken: text('SessionToken'),
  }
}

function at(credentials: Keys) {
  return { endpoint: replicas.lab.url, region: 'us-east-1', credentials, maxAttempts: 1 }
}

async function whoIs(keys: Keys): Promise<string> {
  const { Arn = '' } = await new STSClient(at(keys)).send(new GetCallerIdentityCommand({}))
  return Arn.split('/').slice(1).join('/')
}

async function listBuckets(keys: Keys): Promise<void> {
  await new S3Client({ ...at(keys), forcePathStyle: true }).send(new ListBucketsCommand({}))
}

async function isDenied(keys: Keys): Promise<boolean> {
  try {
    await listBuckets(keys)
    return false
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'AccessDenied') return true
    throw error
  }
}

/** How many rows the room shows. */
async function rowsOf({ page }: Person, live: boolean): Promise<number> {
  if (!live) await page.reload()
  return page.locator('#room tbody tr').count()
}
