import type { AbilitiesInWords } from '../abilities/index.ts'
import type { RawResponse } from '../base/index.ts'
import { abilitiesSection } from './abilities-section.ts'
import { consoleAddress } from './console-address.ts'
import { html, type Html, page } from './html.ts'
import { readableTime, sessionList, timeLeft } from './session-list.ts'
import type { Visitor } from './visitors.ts'

export interface ConsoleView {
  readonly visitor: Visitor
  /** Everybody who is signed in in this browser. */
  readonly visitors: readonly Visitor[]
  readonly now: Date
  /** What the session may do; `undefined`: it is not told. */
  readonly abilities: AbilitiesInWords | undefined
  /** Whether it may see what happened. */
  readonly maySeeEvents: boolean
  /** The names of the buckets, or the sentence that refuses them. */
  readonly buckets: readonly string[] | { readonly refusal: string }
  readonly headers: RawResponse['headers']
}

/** Who is signed in, until when, where from, what the session may do, and which buckets it may list. */
export function consolePage(view: ConsoleView): RawResponse {
  const { visitor, visitors, now } = view
  const { session, caller, who } = visitor
  const base = consoleAddress(session)
  const until = session.expiresAt.toISOString().replace(/\.\d{3}Z$/, 'Z')
  return page(
    200,
    `${who} · ${caller.account} · local AWS console`,
    html`<h1>Local AWS console</h1>
      ${visitors.length < 2 ? html`` : sessionList({ visitors, now, current: visitor })}
      <dl data-console="signed-in">
        <dt>Signed in as</dt>
        <dd data-field="who">${who}</dd>
        <dt>Account</dt>
        <dd data-field="account">${caller.account}</dd>
        <dt>Until</dt>
        <dd>
          <time data-field="until" datetime="${until}">${readableTime(session.expiresAt)}</time>
          <span class="soft">(${timeLeft(session.expiresAt, now)} left)</span>
        </dd>
        <dt>Issuer</dt>
        <dd data-field="issuer">${issuerLink(session.issuer)}</dd>
        <dt>You asked for</dt>
        <dd data-field="destination">${session.destination}</dd>
      </dl>
      <h2>S3 buckets</h2>
      <section data-console="buckets">${buckets(view.buckets, base)}</section>
      ${abilitiesSection(view.abilities)} ${view.maySeeEvents ? eventsLink(session.handle) : html``}
      <form method="post" action="${base}/sign-out"><button type="submit">Sign out</button></form>
      ${visitors.length < 2 ? html`` : signOutOfAll(visitors.length)}`,
    view.headers,
  )
}

/** For an address that is of no session, in a browser that has several. */
export function chooserPage({
  visitors,
  now,
  headers,
}: {
  readonly visitors: readonly Visitor[]
  readonly now: Date
  readonly headers: RawResponse['headers']
}): RawResponse {
  return page(
    200,
    'Sessions · local AWS console',
    html`<h1>Local AWS console</h1>
      ${sessionList({ visitors, now })} ${signOutOfAll(visitors.length)}`,
    headers,
  )
}

/**
 * For a browser that is not signed in, or no longer.
 *
 * @param others how many sessions it has beside
 */
export function signedOutPage(
  why: string,
  issuer: string | undefined,
  others: number,
  headers: RawResponse['headers'],
): RawResponse {
  const back =
    issuer === undefined
      ? html`<p>Open a console link to sign in.</p>`
      : html`<p>To sign in again, go back to ${issuerLink(issuer)}.</p>`
  const beside =
    others === 0
      ? html``
      : html`<p><a href="/console">Other sessions in this browser: ${String(others)}</a></p>`
  return page(
    403,
    'Not signed in · local AWS console',
    html`<h1>Not signed in</h1>
      <section data-console="signed-out">
        <p data-field="why">${why}</p>
        ${back}${beside}
      </section>`,
    headers,
  )
}

/** A sign-in that went wrong: as on AWS, status 400 and a page. */
export function badRequestPage(problem: string): RawResponse {
  return page(
    400,
    'Sign-in refused · local AWS',
    html`<h1>Sign-in refused</h1>
      <section><p data-field="problem">${problem}</p></section>`,
  )
}

/** What AWS says without multi-session support, where somebody else is signed in already. */
export function mustLogOutPage(): RawResponse {
  return page(
    400,
    'Amazon Web Services Sign-In · local AWS',
    html`<h1>Amazon Web Services Sign-In</h1>
      <section data-console="must-log-out">
        <form method="post" action="/console/sign-out">
          <p>
            You must first log out before logging into a different AWS account. To logout,
            <button type="submit" class="link">click here</button>
          </p>
        </form>
        <p class="soft">Then open the console link again: it is good for 15 minutes.</p>
      </section>`,
  )
}

/** A browser has as many sessions as it may. */
export function tooManySessionsPage({
  visitors,
  now,
  headers,
}: {
  readonly visitors: readonly Visitor[]
  readonly now: Date
  readonly headers: RawResponse['headers']
}): RawResponse {
  return page(
    400,
    'Too many sessions · local AWS console',
    html`<h1>Too many sessions</h1>
      <section data-console="too-many">
        <p>
          This browser has ${String(visitors.length)} sessions already, as many as it may have. Sign out of
          one, then open the console link again: it is good for 15 minutes.
        </p>
      </section>
      ${sessionList({ visitors, now })} ${signOutOfAll(visitors.length)}`,
    headers,
  )
}

function buckets(found: ConsoleView['buckets'], base: string): Html {
  if ('refusal' in found) {
    return html`<p>This session may not list buckets:</p>
      <p><code data-field="refusal">${found.refusal}</code></p>`
  }
  if (found.length === 0) return html`<p data-field="no-buckets">There are no buckets yet.</p>`
  return html`<ul data-field="buckets">
    ${found.map((name) => html`<li><a href="${base}/s3/${name}">${name}</a></li>`)}
  </ul>`
}

function eventsLink(handle: string): Html {
  return html`<p><a href="/_local/events?console=${handle}">What happened</a></p>`
}

function signOutOfAll(sessions: number): Html {
  return html`<form method="post" action="/console/sign-out">
    <button type="submit">Sign out of all ${String(sessions)} sessions</button>
  </form>`
}

function issuerLink(issuer: string | undefined): Html {
  if (issuer === undefined) return html`<span class="soft">not given</span>`
  return isWebAddress(issuer) ? html`<a href="${issuer}" rel="noreferrer">${issuer}</a>` : html`${issuer}`
}

/** Only such an issuer becomes a link: `javascript:` and its like stay text. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}
