import { addPasskey, beginPasskey } from '../../signin/index.ts'
import { texts } from '../../texts/index.ts'
import { answerJson, Layout, page, type PageCall, readJson, requireStaff } from '../frame/index.ts'
import { beginBrowser, browserOf } from './browser.ts'
import { deviceName } from './device-name.ts'
import { Ceremony } from './ceremony.tsx'
import { siteOf, whereOf } from './where.ts'

const words = texts.addPasskey

/** Offers a passkey to somebody who came by a link. */
export function offerPage(call: PageCall) {
  const actor = requireStaff(call.actor)
  return page(
    call.context,
    <Layout title={words.title} actor={actor} narrow script="passkey">
      <h1>{words.heading}</h1>
      <p>{words.text}</p>
      <section class="card">
        <AddPasskey call={call} />
      </section>
      <p>
        <a href="/workshops">{words.later}</a>
      </p>
    </Layout>,
  )
}

/** The form that adds one. */
export function AddPasskey({ call }: { readonly call: PageCall }) {
  return (
    <Ceremony
      where={whereOf(call)}
      does="create"
      begin="/account/passkeys/options"
      finish="/account/passkeys"
      button={words.button}
      noScript={words.noScript}
    >
      <label for="passkey-name">
        {words.name}
        <span class="hint">{words.nameHint}</span>
      </label>
      <input
        id="passkey-name"
        name="name"
        maxlength={60}
        required
        autocomplete="off"
        value={deviceName(call.context.req.header('user-agent')) ?? words.unnamed}
      />
    </Ceremony>
  )
}

/** Where somebody goes on who came by a link: to be offered a passkey, where they have none and there can be one. */
export async function afterLink(call: PageCall, staffId: string): Promise<string> {
  if (!('id' in whereOf(call))) return '/workshops'
  const one = await call.tools.services.database
    .selectFrom('passkey')
    .select('id')
    .where('staff_id', '=', staffId)
    .limit(1)
    .executeTakeFirst()
  return one === undefined ? '/account/passkeys/new' : '/workshops'
}

/** What the browser is to ask its authenticators. */
export function beginAdding(call: PageCall) {
  return answerJson(call, async () => {
    const actor = requireStaff(call.actor)
    const { secret, cookie } = beginBrowser(call)
    return { body: await beginPasskey(call.tools.services, actor, siteOf(call), secret), cookie }
  })
}

/** The passkey that they made. */
export function finishAdding(call: PageCall) {
  return answerJson(call, async () => {
    const actor = requireStaff(call.actor)
    const { credential: given, name } = await readJson(call)
    await addPasskey(call.tools.services, actor, {
      site: siteOf(call),
      browser: browserOf(call),
      given,
      name: typeof name === 'string' ? name : '',
    })
    return { body: { to: '/account' } }
  })
}
