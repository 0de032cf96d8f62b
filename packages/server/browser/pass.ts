// The pass: the time that is left, and buttons that copy. Everything on it works without.

function fill(text: string | undefined, values: Readonly<Record<string, string | number>>): string {
  return (text ?? '').replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''))
}

// The words are the page's, as its language has them.
function leftText(ms: number, words: DOMStringMap): string {
  const minutes = Math.ceil(ms / 60_000)
  if (minutes <= 0) return words['over'] ?? ''
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return fill(words['minutes'], { minutes })
  return fill(words['hours'], { hours, minutes: String(minutes % 60).padStart(2, '0') })
}

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
    if (ms <= 0) location.reload()
    else setTimeout(show, Math.min(15_000, ms))
  }
  show()
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
