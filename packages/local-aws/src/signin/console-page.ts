import type { AbilitiesInWords } from '../abilities/index.ts'
import type { RawResponse } from '../base/index.ts'
import { abilitiesSection } from './abilities-section.ts'
import { type ConsoleSession, expiredCookies } from './console-sessions.ts'
import { html, type Html, page } from './html.ts'

export interface ConsoleView {
  /** E.g. `assumed-role/InstruqtS3Access/identified@domain.ext`. */
  readonly who: string
  readonly account: string
  readonly session: ConsoleSession
  readonly now: Date
  /** What the session may do; `undefined`: it is not told. */
  readonly abilities: AbilitiesInWords | undefined
  /** Whether it may see what happened. */
  readonly maySeeEvents: boolean
  /** The names of the buckets, or the sentence that refuses them. */
  readonly buckets: readonly string[] | { readonly refusal: string }
}

/** Who is signed in, until when, where from, and which buckets the session may list. */
export function consolePage(view: ConsoleView): RawResponse {
  const { session } = view
  const until = session.expiresAt.toISOString().replace(/\.\d{3}Z$/, 'Z')
  return page(
    200,
    `${view.who} · local AWS console`,
    html`<h1>Local AWS console</h1>
      <dl data-console="signed-in">
        <dt>Signed in as</dt>
        <dd data-field="who">${view.who}</dd>
        <dt>Account</dt>
        <dd data-field="account">${view.account}</dd>
        <dt>Until</dt>
        <dd>
          <time data-field="until" datetime="${until}">${readable(session.expiresAt)}</time>
          <span class="soft">(${timeLeft(session.expiresAt, view.now)} left)</span>
        </dd>
        <dt>Issuer</dt>
        <dd data-field="issuer">${issuerLink(session.issuer)}</dd>
        <dt>You asked for</dt>
        <dd data-field="destination">${session.destination}</dd>
      </dl>
      <h2>S3 buckets</h2>
      <section data-console="buckets">${buckets(view.buckets)}</section>
      ${abilitiesSection(view.abilities)}
      ${view.maySeeEvents ? html`<p><a href="/_local/events">What happened</a></p>` : html``}
      <form method="post" action="/console/sign-out"><button type="submit">Sign out</button></form>`,
  )
}

/** For a browser that is not signed in, or no longer. */
export function signedOutPage(why: string, issuer: string | undefined): RawResponse {
  const back =
    issuer === undefined
      ? html`<p>Open a console link to sign in.</p>`
      : html`<p>To sign in again, go back to ${issuerLink(issuer)}.</p>`
  return page(
    403,
    'Not signed in · local AWS console',
    html`<h1>Not signed in</h1>
      <section data-console="signed-out">
        <p data-field="why">${why}</p>
        ${back}
      </section>`,
    expiredCookies,
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

function buckets(found: ConsoleView['buckets']): Html {
  if ('refusal' in found) {
    return html`<p>This session may not list buckets:</p>
      <p><code data-field="refusal">${found.refusal}</code></p>`
  }
  if (found.length === 0) return html`<p data-field="no-buckets">There are no buckets yet.</p>`
  return html`<ul data-field="buckets">
    ${found.map((name) => html`<li><a href="/console/s3/${name}">${name}</a></li>`)}
  </ul>`
}

function issuerLink(issuer: string | undefined): Html {
  if (issuer === undefined) return html`<span class="soft">not given</span>`
  return isWebAddress(issuer) ? html`<a href="${issuer}" rel="noreferrer">${issuer}</a>` : html`${issuer}`
}

/** Only such an issuer becomes a link: `javascript:` and its like stay text. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

function readable(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function timeLeft(until: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((until.getTime() - now.getTime()) / 60_000))
  const hours = Math.floor(minutes / 60)
  if (minutes === 0) return 'less than a minute'
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`
}
