import type { Child } from 'hono/jsx'
import { texts } from '../../texts/index.ts'
import type { Where } from './where.ts'

interface CeremonyProps {
  readonly where: Where
  /** What the browser does: use a passkey, or make one. */
  readonly does: 'get' | 'create'
  /** Where a script asks for the challenge, and where it brings the answer. */
  readonly begin: string
  readonly finish: string
  readonly button: string
  /** Said where there are no scripts. */
  readonly noScript: string
  readonly children?: Child
}

/**
 * A form that the script `passkey` works; its button is there where the script is, in place of the words for
 * where it is not. What only a browser knows the moment to say goes along.
 */
export function Ceremony({ where, does, begin, finish, button, noScript, children }: CeremonyProps) {
  const words = texts.ceremony
  if ('why' in where) return <p class="note">{texts.noPasskeys[where.why]}</p>
  if ('only' in where) {
    return (
      <p class="note">
        {texts.noPasskeys.here} <a href={where.only}>{where.only}</a>
      </p>
    )
  }
  return (
    <form
      data-passkey={does}
      data-begin={begin}
      data-finish={finish}
      data-unsupported={words.unsupported}
      data-cancelled={words.cancelled}
      data-known={words.known}
      data-elsewhere={words.elsewhere}
      data-failed={words.failed}
    >
      <p class="note" data-dead>
        {noScript}
      </p>
      <div data-live hidden>
        {children}
        <div class="row">
          <button class="main">{button}</button>
        </div>
      </div>
      <p class="note bad" role="alert" data-told hidden></p>
    </form>
  )
}
