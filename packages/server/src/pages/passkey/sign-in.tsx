import { beginPasskeySignIn, signInWithPasskey, startSession } from '../../signin/index.ts'
import { texts } from '../../texts/index.ts'
import { answerJson, Layout, page, type PageCall, readJson, seeOther } from '../frame/index.ts'
import { OpenIdForm } from '../openid-connect/index.ts'
import { beginBrowser, browserOf } from './browser.ts'
import { Ceremony } from './ceremony.tsx'
import { siteOf, whereOf } from './where.ts'

/** The way in for those who run workshops. */
export function signInPage(call: PageCall) {
  const { actor, context } = call
  if (actor !== undefined && actor.kind !== 'participant') return seeOther(context, '/workshops')
  const words = texts.signIn
  return page(
    context,
    <Layout title={words.title} actor={actor} narrow script="passkey">
      <h1>{words.heading}</h1>
      <section class="card">
        <h2>{words.passkey}</h2>
        <p>{words.passkeyText}</p>
        <Ceremony
          where={whereOf(call)}
          does="get"
          begin="/sign-in/passkey/options"
          finish="/sign-in/passkey"
          button={words.passkeyButton}
          noScript={words.noScript}
        />
      </section>
      <OpenIdForm tools={call.tools} />
      <form class="card" method="post" action="/link">
        <h2>{words.link}</h2>
        <label for="secret">
          {words.linkField}
          <span class="hint">{words.linkHint}</span>
        </label>
        {/* `webauthn`: a browser offers a passkey here by itself, as soon as somebody comes to type. */}
        <input
          id="secret"
          name="secret"
          autocomplete="username webauthn"
          autocapitalize="none"
          spellcheck={false}
          required
          maxlength={2000}
        />
        <div class="row">
          <button>{words.linkButton}</button>
        </div>
      </form>
      <p class="soft">
        {words.participant} <a href="/">{words.participantLink}</a>
      </p>
    </Layout>,
  )
}

/** What the browser is to ask its authenticators. */
export function beginSignIn(call: PageCall) {
  return answerJson(call, async () => {
    const { secret, cookie } = beginBrowser(call)
    return { body: await beginPasskeySignIn(call.tools.services, siteOf(call), secret), cookie }
  })
}

/** What they answered: signs the browser in, and tells where to go on. */
export function finishSignIn(call: PageCall) {
  return answerJson(call, async () => {
    const { tools, context, address } = call
    const { credential: given } = await readJson(call)
    const answer = { site: siteOf(call), browser: browserOf(call), given }
    const who = await signInWithPasskey(tools.services, answer, address)
    const session = await startSession(tools.services, who, context.req.header('user-agent'))
    return { body: { to: '/workshops' }, cookie: tools.cookie.write(session.secret, session.maxAgeSeconds) }
  })
}
