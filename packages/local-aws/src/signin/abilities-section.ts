import type { AbilitiesInWords, Sentence } from '../abilities/index.ts'
import { html, type Html } from './html.ts'

/** What the session may do and may not, and what is not told of it. */
export function abilitiesSection(abilities: AbilitiesInWords | undefined): Html {
  if (abilities === undefined) return html``
  const { may, butNot, mayNot, notes } = abilities
  const allowed =
    may.length === 0
      ? html`<p data-field="may-nothing">Nothing: no policy allows it anything.</p>`
      : html`<div data-field="may">${byService(may).map(serviceHtml)}</div>`
  const excepted =
    butNot.length === 0
      ? html``
      : html`<h3>But not</h3>
          <ul data-field="but-not">
            ${butNot.map((sentence) => html`<li>${exceptionHtml(sentence)}</li>`)}
          </ul>`
  const refused =
    may.length === 0 || mayNot.length === 0
      ? html``
      : html`<h3>It may not</h3>
          <ul data-field="may-not">
            ${mayNot.map((text) => html`<li>${text}</li>`)}
          </ul>`
  return html`<h2>What this session may do</h2>
    <section data-console="abilities">
      ${allowed}${excepted}${notes.map((note) => html`<p data-field="note">${note}.</p>`)}${refused}
      <p class="soft">
        By the policies of its role or user, its session policy, its boundary and its organization, now. What
        policies of buckets, queues, secrets and other roles add to it or take from it is not in it.
      </p>
    </section>`
}

/** What is of one service stands together; first what names its service itself. */
function byService(may: readonly Sentence[]): ReadonlyArray<readonly [service: string, Sentence[]]> {
  const groups = new Map<string, Sentence[]>([['', []]])
  for (const sentence of may) {
    const { service = '' } = sentence
    groups.set(service, [...(groups.get(service) ?? []), sentence])
  }
  return [...groups].filter(([, sentences]) => sentences.length > 0)
}

function serviceHtml([service, sentences]: readonly [service: string, readonly Sentence[]]): Html {
  const heading = service === '' ? html`` : html`<h3>${service}</h3>`
  return html`${heading}
    <ul>
      ${sentences.map((sentence) => html`<li>${sentenceHtml(sentence)}</li>`)}
    </ul>`
}

function sentenceHtml({ does, limits }: Sentence): Html {
  return html`${does.join(', ')}${limits.map((limit) => html`<br /><span class="soft">${limit}</span>`)}`
}

function exceptionHtml({ service, ...sentence }: Sentence): Html {
  return html`${service === undefined ? '' : `${service}: `}${sentenceHtml({ service, ...sentence })}`
}
