import { texts } from '../../texts/index.ts'
import { keyForms } from './key-forms.ts'

const { keys, device } = texts.pass

interface CodeProps {
  /** A code for a second machine or a terminal, where it was asked for. Secret. */
  readonly code: string | undefined
  readonly publicUrl: string
}

/** Keys for the terminal: the one command first, then keys in every form. */
export function Keys({ code, publicUrl }: CodeProps) {
  const { about, show, label, good } = keys.command
  return (
    <section class="card" id="keys-here">
      <h2>{keys.heading}</h2>
      <p>{about}</p>
      {code === undefined ? (
        <form class="row" method="post" action="/pass/device#keys-here">
          <button>{show}</button>
        </form>
      ) : (
        <>
          <pre id="command" tabindex={0} aria-label={label}>
            npx hallpass join {code} --server-url {publicUrl}
          </pre>
          <div class="row">
            <button type="button" data-copy="command" data-copied={texts.frame.copied} hidden>
              {texts.frame.copy}
            </button>
            <span class="soft">{good}</span>
          </div>
        </>
      )}
      <form method="post" action="/pass/keys">
        <label for="format">
          {keys.as}
          <span class="hint">{keys.asHint}</span>
        </label>
        <select id="format" name="format">
          {keyForms.map(([name, text]) => (
            <option value={name}>{text}</option>
          ))}
        </select>
        <div class="row">
          <button>{keys.show}</button>
        </div>
      </form>
    </section>
  )
}

/** The pass on another laptop or phone. */
export function SecondMachine({ code, publicUrl }: CodeProps) {
  const { heading, about, show, code: typeIt } = device
  return (
    <section class="card" id="second">
      <h2>{heading}</h2>
      {code === undefined ? (
        <form method="post" action="/pass/device#second">
          <p>{about}</p>
          <button>{show}</button>
        </form>
      ) : (
        <p>{typeIt(<strong>{new URL(publicUrl).host}</strong>, <strong class="state">{code}</strong>)}</p>
      )}
    </section>
  )
}
