// The room: rows that change and come by themselves, a search, and a box that ticks everybody. Everything on it works
// without.

import type { RoomRow } from '../src/pages/room/room-row.ts'
import { leftText } from './left-text.ts'

const table = document.querySelector<HTMLTableElement>('#room')
const rows = table?.tBodies[0]
const data = table?.dataset ?? {}
const filter = document.querySelector<HTMLInputElement>('[data-filter]')
/** Not everybody is on the page: the numbers above it are the server's. */
const partly = (data['find'] ?? '') !== '' || (data['state'] ?? '') !== '' || data['cut'] === 'yes'

function isRow(value: unknown): value is RoomRow {
  return typeof value === 'object' && value !== null && 'id' in value && 'state' in value
}

/** Whether it was another text: what is as it was costs no layout. */
function set(node: Element | null | undefined, text: string): boolean {
  if (!node || node.textContent === text) return false
  node.textContent = text
  return true
}

function show(row: RoomRow): void {
  const known = document.getElementById(row.id)
  const line = known ?? added(row)
  if (!line) return
  const [pick, , stateCell, ...cells] = line.children
  const box = pick?.querySelector('input')
  if (box) box.value = row.lease
  const badge = stateCell?.firstElementChild
  const before = badge?.className
  const now = `state ${row.state}`
  if (badge && before !== now) badge.className = now
  const news = [!known, set(badge, row.says)]
  if (!partly && (!known || before !== now)) {
    if (known) count(before?.slice('state '.length), -1)
    count(row.state, 1)
  }
  const texts = [row.firstSeen, row.lastKey, row.console, row.left]
  // What is left is always another text: the last column is no news.
  cells.forEach((cell, index) => news.push(set(cell, texts[index] ?? '') && index < 3))
  line.dataset['ends'] = String(row.ends ?? '')
  if (news.includes(true)) flash(line)
}

const flashing = new Map<HTMLElement, ReturnType<typeof setTimeout>>()

function flash(line: HTMLElement): void {
  clearTimeout(flashing.get(line))
  line.classList.add('changed')
  flashing.set(
    line,
    setTimeout(() => {
      line.classList.remove('changed')
      flashing.delete(line)
    }, 2000),
  )
}

/** Somebody new, in their place; nobody where they are not among those who were asked for. */
function added(row: RoomRow): HTMLElement | undefined {
  const template = document.querySelector<HTMLTemplateElement>('#room-row')
  const line = template?.content.querySelector('tr')?.cloneNode(true)
  if (!(line instanceof HTMLTableRowElement) || !rows) return undefined
  const wanted = (data['find'] ?? '').toLowerCase()
  if (!row.name.toLowerCase().includes(wanted)) return undefined
  if ((data['state'] ?? '') !== '' && data['state'] !== row.state) return undefined
  line.id = row.id
  set(line.cells[1], row.name)
  line.querySelector('input')?.setAttribute('aria-label', row.name)
  rows.insertBefore(line, place(row.name))
  document.querySelector('[data-nobody]')?.remove()
  hide(line)
  return line
}

const language = document.documentElement.lang

/** Before whom somebody stands by name; by another order, somebody new is the last. */
function place(name: string): Element | null {
  if (!rows || data['order'] !== 'name') return null
  const sign = data['down'] === 'yes' ? -1 : 1
  let from = 0
  let until = rows.rows.length
  while (from < until) {
    const middle = (from + until) >> 1
    const other = rows.rows[middle]?.cells[1]?.textContent ?? ''
    if (sign * name.localeCompare(other, language) < 0) until = middle
    else from = middle + 1
  }
  return rows.rows[from] ?? null
}

function count(state: string | undefined, change: number): void {
  const item = document.querySelector<HTMLElement>(`[data-count="${state ?? ''}"]`)
  const bold = item?.querySelector('b')
  if (!item || !bold) return
  const number = Number(bold.textContent) + change
  bold.textContent = String(number)
  item.hidden = number === 0 && state !== 'active'
}

const note = document.querySelector<HTMLElement>('#live-note')

function say(text: string | undefined): void {
  if (!note) return
  note.hidden = text === undefined
  set(note.firstElementChild, text ?? '')
}

/** Something was typed or ticked, which a page that is loaded again would lose. */
function isInUse(): boolean {
  const typed = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')]
  return typed.some((one) =>
    one.type === 'checkbox' && one instanceof HTMLInputElement ? one.checked : one.value !== one.defaultValue,
  )
}

/** Hears what happens; of a connection that broke, what was missed comes first. */
function listen(address: string, since: string): void {
  let last = since
  let lost: ReturnType<typeof setTimeout> | undefined
  const events = new EventSource(`${address}?since=${encodeURIComponent(last)}`)
  events.addEventListener('ready', () => {
    clearTimeout(lost)
    lost = undefined
    say(undefined)
  })
  for (const kind of ['ready', 'rows', 'still', 'workshop']) {
    events.addEventListener(kind, ({ lastEventId }) => (last = lastEventId))
  }
  events.addEventListener('rows', ({ data: sent }) => {
    const told: unknown = JSON.parse(String(sent))
    if (Array.isArray(told)) for (const row of told) if (isRow(row)) show(row)
  })
  events.addEventListener('workshop', () => {
    if (isInUse()) say(note?.dataset['moved'])
    // A page that answers a form is not sent again.
    else location.replace(address.replace(/\/live$/, location.search))
  })
  events.addEventListener('error', () => {
    lost ??= setTimeout(() => say(note?.dataset['lost']), 3000)
    // The browser tries again by itself, unless somebody answered that there is nothing.
    if (events.readyState !== EventSource.CLOSED) return
    setTimeout(() => {
      clearTimeout(lost)
      listen(address, last)
    }, 5000)
  })
}

if (data['live']) listen(data['live'], data['now'] ?? '')

// The server's clock counts: a laptop's may be anywhere.
const offsetMs = Date.parse(data['now'] ?? '') - Date.now()

function showLeft(): void {
  const texts = new Map<string, string>()
  const now = Date.now() + offsetMs
  for (const line of rows?.rows ?? []) {
    // Most end in the same moment: that stands in the table once.
    const ends = line.dataset['ends'] ?? data['ends'] ?? ''
    if (ends === '') continue
    const text = texts.get(ends) ?? leftText(Number(ends) * 1000 - now, data)
    texts.set(ends, text)
    set(line.lastElementChild, text)
  }
}
setInterval(showLeft, 30_000)

// Those whom the server shows are not those who are left on the page by the search below: the box in the head is for them.
if (data['cut'] !== 'yes') document.querySelector('[data-everybody]')?.closest('label')?.remove()

const all = document.querySelector<HTMLInputElement>('[data-all]')
if (all) {
  all.hidden = false
  all.addEventListener('change', () => {
    for (const box of document.querySelectorAll<HTMLInputElement>('input[name=lease]')) {
      if (!box.closest('tr')?.hidden) box.checked = all.checked
    }
  })
}

/** Leaves somebody out who is not searched for. */
function hide(line: HTMLElement): void {
  const wanted = filter?.value.trim().toLowerCase() ?? ''
  line.hidden = !line.textContent.toLowerCase().includes(wanted)
}

filter?.addEventListener('input', () => {
  for (const line of rows?.rows ?? []) hide(line)
})
