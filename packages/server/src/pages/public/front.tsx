import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall, seeOther } from '../frame/index.ts'

/** The front page: a code, and the way in for staff. */
export function frontPage({ context, actor }: PageCall) {
  if (actor?.kind === 'participant') return seeOther(context, '/pass')
  if (actor !== undefined) return seeOther(context, '/workshops')
  const words = texts.front
  return page(
    context,
    <Layout title={words.title} narrow>
      <h1>{words.heading}</h1>
      <form class="card" method="get" action="/join">
        <label for="code">
          {words.code}
          <span class="hint">{words.codeHint}</span>
        </label>
        <input id="code" name="code" autocomplete="off" autocapitalize="none" spellcheck={false} required />
        <div class="row">
          <button class="main">{words.join}</button>
        </div>
      </form>
      <form class="card" method="post" action="/device">
        <label for="device">
          {words.device}
          <span class="hint">{words.deviceHint}</span>
        </label>
        <input id="device" name="code" autocomplete="off" autocapitalize="none" spellcheck={false} required />
        <div class="row">
          <button>{words.goOn}</button>
        </div>
      </form>
      <p class="soft">
        {words.staff} <a href="/sign-in">{words.staffSignIn}</a>
      </p>
    </Layout>,
  )
}
