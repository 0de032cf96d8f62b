import type { Page } from 'playwright-core'
import type { Set, Who } from './set.ts'

/** What a page is looked at on. */
export interface Screen {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly scale: number
  readonly dark: boolean
}

/** A page in a state. */
export interface Picture {
  readonly name: string
  readonly who: Who
  readonly go: (page: Page, set: Set) => Promise<unknown>
  /** Default: each. */
  readonly screens?: readonly Screen[]
  /** Also what is below the screen's edge. */
  readonly whole?: boolean
}

const light: Screen = { name: 'light', width: 1280, height: 860, scale: 1, dark: false }
const dark: Screen = { ...light, name: 'dark', dark: true }
const phone: Screen = { name: 'phone', width: 390, height: 844, scale: 2, dark: false }
/** A 4K projector, as browsers on one are mostly set. */
const projector: Screen = { name: 'projector', width: 3840, height: 2160, scale: 1, dark: false }

/** Those that every page is looked at on. */
export const screens: readonly Screen[] = [light, dark, phone]
const all: readonly Screen[] = [...screens, projector]

const at =
  (path: (set: Set) => string) =>
  (page: Page, set: Set): Promise<unknown> =>
    page.goto(`${set.url}${path(set)}`)
const press =
  (path: (set: Set) => string, name: string) =>
  async (page: Page, set: Set): Promise<unknown> => {
    await at(path)(page, set)
    await page.getByRole('button', { name }).click()
    return page.waitForLoadState()
  }
const room = ({ room: { id } }: Set): string => `/workshops/${id}`
const inRoom = (rest: string) => at((set) => `${room(set)}${rest}`)
const pass = (): string => '/pass'

/** Every page, in every state that looks different. */
export const pictures: readonly Picture[] = [
  { name: 'front', who: 'nobody', go: at(() => '/') },
  { name: 'join', who: 'nobody', go: at(({ room: { join_code: code } }) => `/join/${code}`) },
  { name: 'join-early', who: 'nobody', go: at(({ draft: { join_code: code } }) => `/join/${code}`) },
  { name: 'join-over', who: 'nobody', go: at(({ ended: { join_code: code } }) => `/join/${code}`) },
  { name: 'join-wrong', who: 'nobody', go: at(() => '/join/zzzzzzzz') },
  { name: 'sign-in', who: 'nobody', go: at(() => '/sign-in') },
  { name: 'link', who: 'nobody', go: at(() => '/link') },
  { name: 'pass', who: 'active', go: at(pass), whole: true },
  { name: 'pass-keys', who: 'active', go: press(pass, 'Show my keys'), whole: true },
  { name: 'pass-device', who: 'active', go: press(pass, 'Show a code'), whole: true },
  { name: 'pass-test', who: 'active', go: testKeys, whole: true },
  { name: 'pass-suspended', who: 'suspended', go: at(pass) },
  { name: 'pass-revoked', who: 'revoked', go: at(pass) },
  { name: 'pass-over', who: 'over', go: at(pass) },
  { name: 'pass-early', who: 'early', go: at(pass) },
  { name: 'workshops', who: 'admin', go: at(() => '/workshops') },
  { name: 'new', who: 'admin', go: at(() => '/workshops/new'), whole: true },
  { name: 'new-preview', who: 'admin', go: preview, whole: true },
  { name: 'change', who: 'admin', go: inRoom('/change'), whole: true },
  { name: 'room', who: 'admin', go: inRoom(''), screens: all },
  { name: 'room-small', who: 'admin', go: at(({ small: { id } }) => `/workshops/${id}`), whole: true },
  { name: 'room-ended', who: 'admin', go: at(({ ended: { id } }) => `/workshops/${id}`) },
  { name: 'room-draft', who: 'admin', go: at(({ draft: { id } }) => `/workshops/${id}`) },
  { name: 'room-paused', who: 'admin', go: pause },
  { name: 'code', who: 'admin', go: inRoom('/projector'), screens: all },
  { name: 'cards', who: 'admin', go: inRoom('/cards') },
  { name: 'timeline', who: 'admin', go: inRoom('/timeline'), screens: all },
  { name: 'role', who: 'admin', go: inRoom('/role'), whole: true },
  { name: 'health', who: 'admin', go: at(() => '/health'), whole: true },
  { name: 'health-checked', who: 'admin', go: checkRoles, whole: true },
  { name: 'staff', who: 'admin', go: at(() => '/staff') },
  { name: 'staff-person', who: 'admin', go: at(({ staffId }) => `/staff/${staffId}`) },
  { name: 'account', who: 'admin', go: at(() => '/account'), whole: true },
]

/** The few that the documents show. */
export const forDocs: readonly (readonly [Picture, Screen])[] = [
  [
    { name: 'room', who: 'admin', go: inRoom('') },
    { ...light, height: 800 },
  ],
  [
    { name: 'pass', who: 'active', go: at(pass) },
    { ...phone, height: 780 },
  ],
  [
    { name: 'code', who: 'admin', go: inRoom('/projector') },
    { ...dark, height: 800 },
  ],
  [
    { name: 'timeline', who: 'admin', go: inRoom('/timeline') },
    { ...light, height: 700 },
  ],
]

async function testKeys(page: Page, set: Set): Promise<void> {
  await page.goto(`${set.url}/pass/test`)
  await page.getByLabel('What you have').fill('AWS_ACCESS_KEY_ID=ASIAZZZZ2XAMPLEKEYQ7')
  await page.getByRole('button', { name: 'Test it' }).click()
}

async function preview(page: Page, set: Set): Promise<void> {
  await page.goto(`${set.url}/workshops/new`)
  await page.getByLabel('Name').fill('Queues, step by step')
  await page.getByRole('button', { name: 'What may it do?' }).click()
}

async function pause(page: Page, set: Set): Promise<void> {
  await page.goto(`${set.url}/workshops/${set.small.id}`)
  await page.locator('input[name=lease]').nth(2).check()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('status').first().waitFor()
}

async function checkRoles(page: Page, { url }: Set): Promise<unknown> {
  for (const number of [0, 1]) {
    await page.goto(`${url}/health`)
    await page.getByRole('button', { name: 'Check now' }).nth(number).click()
    await page.waitForLoadState()
  }
  await page.goto(`${url}/health`)
  return page.getByText('What was looked at').first().click()
}
