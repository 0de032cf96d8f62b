import type { PasskeyRow } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import { Moment } from '../frame/index.ts'

const words = texts.account

/** One's passkeys: each can get another name, and be removed. */
export function Passkeys({ passkeys }: { readonly passkeys: readonly PasskeyRow[] }) {
  return (
    <>
      {passkeys.map((passkey, index) => (
        <article class="card">
          <h3>{passkey.name}</h3>
          <PasskeyFacts passkey={passkey} />
          <form method="post" action="/account/passkeys/rename">
            <input type="hidden" name="passkey" value={passkey.id} />
            <label for={`name-${index}`}>{words.nameOf(passkey.name)}</label>
            <input
              id={`name-${index}`}
              name="name"
              value={passkey.name}
              maxlength={60}
              required
              autocomplete="off"
            />
            <div class="row">
              <button aria-label={words.renameOf(passkey.name)}>{words.rename}</button>
              <button
                class="bad"
                formaction="/account/passkeys/remove"
                formnovalidate
                aria-label={words.removeOf(passkey.name)}
              >
                {words.remove}
              </button>
            </div>
          </form>
        </article>
      ))}
    </>
  )
}

/** Where a passkey is, since when there is one, and when it was used last. */
export function PasskeyFacts({ passkey }: { readonly passkey: PasskeyRow }) {
  return (
    <dl class="facts">
      <dt>{words.where}</dt>
      <dd>{whereText(passkey)}</dd>
      <dt>{words.added}</dt>
      <dd>
        <Moment at={passkey.created_at} zone="UTC" withDate />
      </dd>
      <dt>{words.lastUsed}</dt>
      <dd>
        {passkey.last_used_at === null ? (
          words.never
        ) : (
          <Moment at={passkey.last_used_at} zone="UTC" withDate />
        )}
      </dd>
    </dl>
  )
}

/** Where a passkey is, as far as it says so. */
function whereText({ multi_device: multiDevice, backed_up: backedUp }: PasskeyRow): string {
  if (backedUp) return words.backedUp
  return multiDevice ? words.multiDevice : words.singleDevice
}
