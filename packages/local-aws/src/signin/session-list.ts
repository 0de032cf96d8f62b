import { consoleAddress } from './console-address.ts'
import { html, type Html } from './html.ts'
import type { Visitor } from './visitors.ts'

/** The sessions of a browser, to go to and to sign out of. */
export function sessionList({
  visitors,
  now,
  current,
}: {
  readonly visitors: readonly Visitor[]
  readonly now: Date
  /** Whose page it stands on. */
  readonly current?: Visitor
}): Html {
  return html`<nav aria-label="Sessions in this browser" data-console="sessions">
    <ul class="sessions">
      ${visitors.map((visitor) => html`<li>${sessionItem(visitor, now, visitor === current)}</li>`)}
    </ul>
  </nav>`
}

function sessionItem({ session, caller, who }: Visitor, now: Date, isCurrent: boolean): Html {
  const base = consoleAddress(session)
  const here = isCurrent ? html` aria-current="page"` : html``
  const signOut = isCurrent
    ? html``
    : html`<form class="inline" method="post" action="${base}/sign-out">
        <button type="submit">Sign out<span class="hidden"> ${who} of ${caller.account}</span></button>
      </form>`
  return html`<span>
      <a href="${base}" ${here}>${who}</a><br />
      <span class="soft">${caller.account} · ${timeLeft(session.expiresAt, now)} left</span>
    </span>
    ${signOut}`
}

/** E.g. `2026-11-22 12:00 UTC`. */
export function readableTime(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** E.g. `1 h 20 min`. */
export function timeLeft(until: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((until.getTime() - now.getTime()) / 60_000))
  const hours = Math.floor(minutes / 60)
  if (minutes === 0) return 'less than a minute'
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`
}
