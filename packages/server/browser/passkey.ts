// Passkeys: one form on a page, that signs in or adds one. The words are the page's.

import { create, get } from './webauthn.ts'

/** What the server refused, in its words. */
class Refused extends Error {}

async function post<T>(url: string, body: object): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer: T & { message?: string; hint?: string } = await response.json()
  if (response.ok) return answer
  throw new Refused(
    [answer.message, answer.hint]
      .filter((part) => part !== undefined && part !== '')
      .map((part) => sentence(part ?? ''))
      .join(' '),
  )
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}

/** The word of the page for what a browser says. */
function wordFor(error: unknown): string {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
      return 'cancelled'
    case 'InvalidStateError':
      return 'known'
    case 'SecurityError':
      return 'elsewhere'
    case 'NotSupportedError':
      return 'unsupported'
    default:
      return 'failed'
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) work(form)

function work(form: HTMLFormElement): void {
  const { begin = '', finish = '', passkey } = form.dataset
  const told = form.querySelector<HTMLElement>('[data-told]')
  const tell = (text: string | undefined): void => {
    if (!told) return
    told.textContent = text ?? ''
    told.hidden = text === undefined
  }
  for (const part of form.querySelectorAll<HTMLElement>('[data-dead]')) part.hidden = true
  if (!('PublicKeyCredential' in globalThis)) {
    tell(form.dataset['unsupported'])
    return
  }
  for (const part of form.querySelectorAll<HTMLElement>('[data-live]')) part.hidden = false

  const done = async (made: { readonly credential: unknown }): Promise<void> => {
    const name = form.querySelector<HTMLInputElement>('[name=name]')?.value
    const { to } = await post<{ to: string }>(finish, { ...made, name })
    location.assign(to)
  }
  const explain = (error: unknown): void =>
    tell(error instanceof Refused ? error.message : form.dataset[wordFor(error)])

  let canOffer = false
  let offer: AbortController | undefined
  /** Offers a passkey in the page's field, again and again: a challenge is good for five minutes. */
  const offerForever = async (): Promise<void> => {
    const mine = new AbortController()
    offer = mine
    const again = setTimeout(() => mine.abort(), 4 * 60_000)
    try {
      const options = await post<PublicKeyCredentialRequestOptionsJSON>(begin, {})
      await done(await get(options, { mediation: 'conditional', signal: mine.signal }))
    } catch (error) {
      // Aborted by the clock: with a new challenge. By the button: no more.
      if (mine.signal.aborted) {
        if (offer === mine) void offerForever()
      } else if (error instanceof Refused) tell(error.message)
    } finally {
      clearTimeout(again)
    }
  }

  const run = async (): Promise<void> => {
    tell(undefined)
    const waiting = offer
    offer = undefined
    waiting?.abort()
    const button = form.querySelector('button')
    if (button) button.disabled = true
    try {
      if (passkey === 'create') {
        await done(await create(await post<PublicKeyCredentialCreationOptionsJSON>(begin, {})))
      } else {
        await done(await get(await post<PublicKeyCredentialRequestOptionsJSON>(begin, {})))
      }
    } catch (error) {
      explain(error)
      if (canOffer) void offerForever()
    } finally {
      if (button) button.disabled = false
    }
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void run()
  })

  if (passkey === 'get' && 'isConditionalMediationAvailable' in PublicKeyCredential) {
    void PublicKeyCredential.isConditionalMediationAvailable().then((can) => {
      canOffer = can
      return can ? offerForever() : undefined
    })
  }
}
