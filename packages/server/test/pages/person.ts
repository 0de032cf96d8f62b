import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core'

/** A person's browser. */
export interface Person {
  readonly context: BrowserContext
  readonly page: Page
  /** What its console said is wrong. */
  readonly wrong: string[]
}

/** Opens a browser of a person's own; what its console says is wrong is collected. */
export async function openPerson(browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext(options)
  const wrong: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text())
  })
  context.on('weberror', (error) => wrong.push(String(error.error())))
  return { context, page: await context.newPage(), wrong }
}

/** A device that keeps passkeys, for one page. */
export interface Device {
  /** Whether it recognises whoever holds it. */
  readonly recognises: (isUserVerified: boolean) => Promise<unknown>
}

/** Gives a page a virtual authenticator. */
export async function giveDevice({ context, page }: Person): Promise<Device> {
  const devtools: CDPSession = await context.newCDPSession(page)
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
  return {
    recognises: (isUserVerified) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  }
}

/** A virtual device answers an offer at once: without offers, there is something to click. */
export async function withoutOffers({ context }: Person): Promise<void> {
  await context.addInitScript(
    'if ("PublicKeyCredential" in window) PublicKeyCredential.isConditionalMediationAvailable = async () => false',
  )
}

/** Opens a link that signs in, and goes on. */
export async function useLink(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('button', { name: 'Go on' }).click()
}

/** The tab that a click opens. */
export async function newTab(context: BrowserContext, click: () => Promise<void>): Promise<Page> {
  const opened = context.waitForEvent('page')
  await click()
  const page = await opened
  await page.waitForLoadState()
  return page
}
