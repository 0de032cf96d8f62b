import { texts } from '../../texts/index.ts'
import type { PagesTools } from '../frame/index.ts'

const words = texts.openIdConnect

/** The button to the provider, where there is one: to sign in, or to `connect` an account of somebody signed in. */
export function OpenIdForm({
  tools,
  connect = false,
  returnTo,
}: {
  readonly tools: PagesTools
  readonly connect?: boolean
  readonly returnTo?: string
}) {
  const name = tools.openId?.provider.settings.name
  if (name === undefined) return undefined
  return (
    <form class="card" method="post" action="/sign-in/openid-connect">
      <h2>{connect ? words.connectTitle : words.title}</h2>
      {connect ? <p>{words.connectAbout(name)}</p> : undefined}
      {connect ? <input type="hidden" name="connect" value="yes" /> : undefined}
      {returnTo === undefined ? undefined : <input type="hidden" name="to" value={returnTo} />}
      <div class="row">
        <button>{connect ? words.connect(name) : words.button(name)}</button>
      </div>
    </form>
  )
}
