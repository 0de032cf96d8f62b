/** Pages for whoever runs workshops, in the order in which axe looks at them. */
export const pagesOfStaff = ['/workshops', '/workshops/new', '/health', '/staff', '/staff/:id'] as const

/** What there is of a workshop, below its address. */
export const pagesOfWorkshop = ['', '/projector', '/cards', '/timeline', '/role', '/change'] as const

/** The other pages, the test in which axe looks at each, and what the test comes there by. */
export const pagesLookedAt: Readonly<Record<string, readonly [test: string, by: string]>> = {
  '/': ['browser.test.ts', '`${server.url}/`'],
  '/join/:code': ['browser.test.ts', '/join/zzzzzzzz`'],
  '/link': ['browser.test.ts', "getByText('This link is yours alone')"],
  '/pass': ['browser.test.ts', 'useLink(ada.page, server.participantUrl)'],
  '/pass/test': ['browser.test.ts', '/pass/test`'],
  '/sign-in': ['passkey.browser.test.ts', '/sign-in`'],
  '/account': ['passkey.browser.test.ts', "getByRole('heading', { name: 'My account' })"],
  '/account/passkeys/new': ['passkey.browser.test.ts', "getByRole('button', { name: 'Add a passkey' })"],
}

/** What a browser asks for and does not show as a page. */
export const noPages = [
  '/assets/:name',
  '/join',
  '/sign-in/openid-connect/callback',
  '/pass/state',
  '/workshops/:id/live',
  '/workshops/:id/people.csv',
] as const
