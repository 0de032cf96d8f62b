// The room: rows that change by themselves, a search, and a box that ticks everybody. Everything on it works without.

interface Row {
  readonly id: string
  readonly state: string
  readonly says: string
  readonly firstSeen: string
  readonly lastKey: string
  readonly console: string
  readonly left: string
}

const table = document.querySelector<HTMLTableElement>('#room')
const filtered = table?.dataset['filtered'] === 'true'

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'id' in value && 'state' in value
}

function show(row: Row): void {
  const line = document.getElementById(row.id)
  if (!line) {
    // Somebody new: the page is made again, with everybody in their place; unless not everybody is to be shown.
    if (!filtered) location.reload()
    return
  }
  const badge = line.querySelector('.state')
  if (badge) {
    badge.textContent = row.says
    badge.className = `state ${row.state}`
  }
  const texts = [row.firstSeen, row.lastKey, row.console, row.left]
  ;[...line.children].slice(3).forEach((cell, index) => {
    cell.textContent = texts[index] ?? ''
  })
  line.classList.remove('changed')
  requestAnimationFrame(() => line.classList.add('changed'))
}

function count(): void {
  for (const item of document.querySelectorAll<HTMLElement>('[data-count]')) {
    const state = item.dataset['count'] ?? ''
    const bold = item.querySelector('b')
    if (bold) bold.textContent = String(document.querySelectorAll(`#room tbody .state.${state}`).length)
  }
}

if (table?.dataset['live']) {
  const events = new EventSource(table.dataset['live'])
  events.addEventListener('rows', ({ data }) => {
    const rows: unknown = JSON.parse(String(data))
    if (Array.isArray(rows)) for (const row of rows) if (isRow(row)) show(row)
    if (!filtered) count()
  })
}

// Those whom the server shows are not those who are left on the page by the search below: the box in the head is for them.
document.querySelector('[data-everybody]')?.closest('label')?.remove()

const all = document.querySelector<HTMLInputElement>('[data-all]')
if (all) {
  all.hidden = false
  all.addEventListener('change', () => {
    for (const box of document.querySelectorAll<HTMLInputElement>('input[name=lease]')) {
      if (!box.closest('tr')?.hidden) box.checked = all.checked
    }
  })
}

const filter = document.querySelector<HTMLInputElement>('[data-filter]')
if (filter) {
  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase()
    for (const line of document.querySelectorAll<HTMLElement>('#room tbody tr')) {
      line.hidden = !line.textContent.toLowerCase().includes(wanted)
    }
  })
}
