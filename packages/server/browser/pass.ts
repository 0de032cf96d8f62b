// The pass: the time that is left, what became of it meanwhile, and buttons that copy. Everything on it works without.

import { fill, leftText } from './left-text.ts'

const left = document.querySelector<HTMLElement>('[data-until]')
if (left) {
  // The server's clock counts: a laptop's may be anywhere.
  const offsetMs = Date.parse(left.dataset['now'] ?? '') - Date.now()
  const until = Date.parse(left.dataset['until'] ?? '')
  const told = new Set<number>()
  const status = document.createElement('span')
  status.setAttribute('role', 'status')
  status.className = 'soft'
  left.after(' ', status)
  const show = (): void => {
    const ms = until - (Date.now() + offsetMs)
    left.textContent = leftText(ms, left.dataset)
    // Said aloud at a few moments, and not every minute.
    for (const minutes of [5, 15]) {
      if (ms <= minutes * 60_000 && ms > 0 && !told.has(minutes)) {
        told.add(minutes)
        status.textContent = fill(left.dataset['soon'], { minutes })
      }
    }
    if (ms <= 0) location.replace('/pass')
    else setTimeout(show, Math.min(15_000, ms))
  }
  show()
}

// Paused, revoked, extended, ended: the page says so by itself, soon, and at once to whoever comes back to it.
const shown = document.querySelector<HTMLElement>('[data-pass]')?.dataset['pass']
if (shown !== undefined) {
  const everyMs = 15_000
  let asking = false
  const look = async (): Promise<void> => {
    if (asking || document.visibilityState === 'hidden') return
    asking = true
    try {
      const answer = await fetch('/pass/state', { cache: 'no-store' })
      const now: unknown = answer.ok ? Reflect.get(await answer.json(), 'pass') : undefined
      const signedOut = answer.status === 401 || answer.status === 404
      if (signedOut || (answer.ok && now !== shown)) location.replace('/pass')
    } catch {
      // No network now: the next look is soon.
    } finally {
      asking = false
    }
  }
  // A class does not ask in the same moment.
  setInterval(() => void look(), everyMs + Math.random() * 5000)
  document.addEventListener('visibilitychange', () => void look())
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  const from = document.getElementById(button.dataset['copy'] ?? '')
  if (!from || !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(from.textContent).then(() => {
      button.textContent = button.dataset['copied'] ?? ''
    })
  })
}
