import type { AwsError, RawResponse } from '../base/index.ts'
import { consoleAddress, html, type Html, page } from '../signin/index.ts'
import type { CloudTrailEvent } from '../trail/index.ts'

/** What the page was asked for, as it stands in its address. */
export interface EventsPageView {
  readonly asked: ReadonlyMap<string, string>
  /** The newest first. */
  readonly events: readonly CloudTrailEvent[]
  readonly limit: number
  /** Whether somebody looks at every account's events. */
  readonly showsAccounts: boolean
}

/** What is shown unless more is asked for. */
export const pageLimit = 100
const mostOnPage = 1000

/** What happened, as a table: the newest first, with what to look for above it. */
export function eventsPage(view: EventsPageView): RawResponse {
  const { events, asked, limit } = view
  return page(
    200,
    'What happened · local AWS',
    html`<h1>What happened</h1>
      <form class="filter" method="get" action="/_local/events">
        ${consoleField(asked)} ${field('who', 'Who', asked)} ${field('eventName', 'Event', asked)}
        ${field('errorCode', 'Error code', asked, '* for any')}
        ${field('since', 'Since', asked, 'such as 10m')} ${field('accessKeyId', 'Access key', asked)}
        <button type="submit">Show</button>
      </form>
      ${events.length === 0 ? html`<section><p>Nothing that this lets through.</p></section>` : table(view)}
      ${events.length < limit || limit >= mostOnPage ? html`` : more(view)}
      <p><a href="${consoleAddress({ handle: asked.get('console') })}">Console</a></p>`,
  )
}

/** Whose page it is stays the same, where a browser has several sessions. */
function consoleField(asked: ReadonlyMap<string, string>): Html {
  const handle = asked.get('console')
  return handle === undefined ? html`` : html`<input type="hidden" name="console" value="${handle}" />`
}

/** A refusal for a person. */
export function localErrorPage(error: AwsError): RawResponse {
  const answer = page(
    error.status,
    'Refused · local AWS',
    html`<h1>Refused</h1>
      <section>
        <p data-field="code">${error.code}</p>
        <p data-field="message">${error.message}</p>
      </section>
      <p><a href="/console">Console</a></p>`,
  )
  return { ...answer, headers: [...answer.headers, ...error.headers] }
}

function field(name: string, label: string, asked: ReadonlyMap<string, string>, hint?: string): Html {
  const described = hint === undefined ? html`` : html`<span class="soft">${hint}</span>`
  return html`<label
    >${label} ${described}<input
      name="${name}"
      value="${asked.get(name) ?? ''}"
      autocomplete="off"
      spellcheck="false"
  /></label>`
}

function more({ asked, limit }: EventsPageView): Html {
  const query = new URLSearchParams([...asked].filter(([name]) => name !== 'limit'))
  query.set('limit', String(Math.min(limit * 3, mostOnPage)))
  return html`<p><a href="/_local/events?${query.toString()}">Show more</a></p>`
}

function table({ events, showsAccounts }: EventsPageView): Html {
  return html`<table class="events">
    <caption>
      The last ${String(events.length)}, the newest first; times in UTC
    </caption>
    <thead>
      <tr>
        <th scope="col">Time</th>
        <th scope="col">Who</th>
        <th scope="col">Event</th>
        <th scope="col">On what</th>
        <th scope="col">Answer</th>
      </tr>
    </thead>
    <tbody>
      ${events.map((event) => row(event, showsAccounts))}
    </tbody>
  </table>`
}

function row(event: CloudTrailEvent, showsAccounts: boolean): Html {
  const time = event.eventTime
  const { accessKeyId } = event.userIdentity
  return html`<tr ${event.errorCode === undefined ? html`` : html`class="refused"`}>
    <td data-label="Time"><time datetime="${time}">${time.slice(0, 10)} ${time.slice(11, 19)}</time></td>
    <td data-label="Who" class="who">
      <div>
        ${whoOf(event)}
        ${accessKeyId === undefined ? html`` : html`<br /><span class="soft">${accessKeyId}</span>`}
        ${showsAccounts ? html`<br /><span class="soft">in the trail of ${event.recipientAccountId}</span>` : html``}
      </div>
    </td>
    <td data-label="Event" class="event">
      <div>
        <b>${event.eventName}</b><br /><span class="soft"
          >${event.eventSource.replace('.amazonaws.com', '')}</span
        >
      </div>
    </td>
    <td data-label="On what" class="what"><div>${event.resources?.[0]?.ARN ?? '–'}</div></td>
    <td data-label="Answer">
      <div>
        ${answerOf(event)}
        <details>
          <summary>Record <span class="hidden">of ${event.eventName} at ${time.slice(11, 19)}</span></summary>
          <pre tabindex="0">${JSON.stringify(event, undefined, 2)}</pre>
        </details>
      </div>
    </td>
  </tr>`
}

/** A person knows the end of an arn; the role is beside it. */
function whoOf({ userIdentity }: CloudTrailEvent): string {
  const { type, arn, userName, accountId, sessionContext } = userIdentity
  if (type === 'Unknown') return 'unknown'
  if (type === 'AWSAccount') {
    return accountId === 'ANONYMOUS_PRINCIPAL' ? 'anonymous' : `somebody of ${accountId ?? 'another account'}`
  }
  const name = userName ?? (arn === undefined ? type : arn.slice(arn.lastIndexOf(':') + 1))
  const short = name.slice(name.lastIndexOf('/') + 1)
  const role = sessionContext?.sessionIssuer?.userName
  return role === undefined ? short : `${short} (${role})`
}

function answerOf({ errorCode, errorMessage, additionalEventData }: CloudTrailEvent): Html {
  if (errorCode === undefined) return html`done`
  const reason = additionalEventData?.['reason']
  return html`<b>${errorCode}</b> ${errorMessage === undefined ? html`` : html`<br />${errorMessage}`}
    ${typeof reason === 'string' ? html`<br /><span class="soft">${reason}</span>` : html``}`
}
