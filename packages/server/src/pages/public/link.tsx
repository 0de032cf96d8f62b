import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall } from '../frame/index.ts'

/** A personal link, a first link: to look at it changes nothing, since mail programs and phones look at links. */
export function linkPage({ context }: PageCall) {
  const words = texts.link
  return page(
    context,
    <Layout title={words.title} narrow script="link">
      <h1>{words.title}</h1>
      <p data-read hidden>
        {words.warning}
      </p>
      <form class="card" method="post" action="/link">
        <div data-paste>
          <label for="secret">
            {words.paste}
            <span class="hint">{words.pasteHint}</span>
          </label>
          <input id="secret" name="secret" autocomplete="off" spellcheck={false} required maxlength={2000} />
        </div>
        <div class="row">
          <button class="main big">{words.goOn}</button>
        </div>
      </form>
    </Layout>,
  )
}

/** What was read from the link, or pasted: the secret alone, or the whole address. */
export function secretOf(given: string): string {
  return /hp_link_[\w-]{43}/.exec(given)?.[0] ?? given
}
