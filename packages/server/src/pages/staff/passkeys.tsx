import type { PasskeyRow } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import { PasskeyFacts } from '../account/index.ts'

const words = texts.staff

/** Somebody's passkeys, for an admin: each can be removed. */
export function StaffPasskeys({
  staffId,
  passkeys,
}: {
  readonly staffId: string
  readonly passkeys: readonly PasskeyRow[]
}) {
  return (
    <section class="card">
      <h2>{words.passkeys}</h2>
      {passkeys.length === 0 ? (
        <p class="soft">{words.noPasskeys}</p>
      ) : (
        <>
          <p class="soft">{words.passkeysAbout}</p>
          {passkeys.map((passkey) => (
            <form method="post" action={`/staff/${staffId}/passkey`}>
              <input type="hidden" name="passkey" value={passkey.id} />
              <h3>{passkey.name}</h3>
              <PasskeyFacts passkey={passkey} />
              <div class="row">
                <button class="bad" aria-label={words.passkeyRemoveOf(passkey.name)}>
                  {words.passkeyRemove}
                </button>
              </div>
            </form>
          ))}
        </>
      )}
    </section>
  )
}
