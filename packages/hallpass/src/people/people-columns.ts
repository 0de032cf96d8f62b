import { nearestName, shownValue } from '../base/index.ts'
import { type ColumnUse, columnUse, plainWord } from './column-words.ts'
import { listError } from './list-error.ts'

/** A column of a list, and what it is taken for. */
export interface ListColumn {
  /** What the list calls it; empty in a list without a header. */
  readonly header: string
  /** Which one it is, from 1. */
  readonly position: number
  /** What it is taken for; `tag` for a session tag; `undefined` for a column that means nothing. */
  readonly use: ColumnUse | 'tag' | undefined
}

/** Which cell of a row holds what; positions from 0. */
export interface PeopleColumns {
  readonly sessionName: number
  readonly cells: Readonly<Partial<Record<ColumnUse, number>>>
  /** By tag key. */
  readonly tags: ReadonlyMap<string, number>
  /** All of them, as they stand. */
  readonly found: readonly ListColumn[]
}

// The strongest first: a list with names and addresses has people's real names under `name`.
const whoUses = ['session-name', 'email', 'name', 'first-name', 'last-name'] as const
const ownUses = ['duration', 'profile', 'source-identity'] as const
const tagPrefix = /^\s*tag\s*:/i

/** Whether a row names columns: one of them has to say who it is for. */
export function isHeader(cells: readonly string[], nameColumn: string | undefined): boolean {
  return cells.some((cell) => {
    const use = columnUse(cell)?.use
    return isNamed(cell, nameColumn) || whoUses.some((who) => who === use)
  })
}

/**
 * Reads a list's header: which column is for what, whatever words it uses.
 *
 * @param nameColumn - the header, or the position from 1, of the column with the session names
 * @throws HallpassError `InvalidInput` for a column that comes twice, or that is nearly one of those we know, and
 * when no column has the names
 */
export function peopleColumns(
  cells: readonly string[],
  file: string,
  nameColumn: string | undefined,
): PeopleColumns {
  const tags = new Map<string, number>()
  const best = new Map<ColumnUse, { readonly position: number; readonly strength: number }>()
  const seen = new Set<string>()
  for (const [position, cell] of cells.entries()) {
    const known = columnUse(cell)
    const isTag = tagPrefix.test(cell)
    const key = isTag ? cell.replace(tagPrefix, '').trim() : ''
    if (!isTag && known === undefined) refuseNearMiss(cell, file)
    const same = isTag ? tags.has(key) : known !== undefined && seen.has(plainWord(cell))
    if (same) throw listError(file, `has the column ${cell.trim()} twice`, 'leave one of them', { line: 1 })
    seen.add(plainWord(cell))
    if (isTag) tags.set(key, position)
    else if (known !== undefined && known.strength < (best.get(known.use)?.strength ?? Infinity)) {
      best.set(known.use, { position, strength: known.strength })
    }
  }
  const positions = new Map([...best].map(([use, { position }]) => [use, position]))
  const sessionName = nameColumnOf(cells, file, nameColumn) ?? firstWho(positions)
  if (sessionName === undefined) throw noNames(file, cells)
  const used = new Map([...positions].map(([use, position]) => [position, use]))
  const isTag = new Set(tags.values())
  return {
    sessionName,
    cells: Object.fromEntries(positions),
    tags,
    found: cells.map((header, at) => ({
      header: header.trim(),
      position: at + 1,
      use: at === sessionName ? 'session-name' : isTag.has(at) ? 'tag' : used.get(at),
    })),
  }
}

/** The columns of a list without a header: which one has the names, from 1. */
export function columnsWithoutHeader(
  cells: readonly string[],
  file: string,
  nameColumn: string | undefined,
): PeopleColumns {
  const sessionName = nameColumnOf(cells, file, nameColumn) ?? (cells.length === 1 ? 0 : undefined)
  if (sessionName === undefined) throw noNames(file, cells)
  const found = cells.map((_, at) => ({
    header: '',
    position: at + 1,
    use: at === sessionName ? ('session-name' as const) : undefined,
  }))
  return { sessionName, cells: {}, tags: new Map(), found }
}

/** Session name, address, name; one half of a name only where there is no other half. */
function firstWho(positions: ReadonlyMap<ColumnUse, number>): number | undefined {
  const who = whoUses.find((use) => positions.has(use))
  if (who === 'first-name' && positions.has('last-name')) return undefined
  return who === undefined ? undefined : positions.get(who)
}

function isNamed(cell: string, nameColumn: string | undefined): boolean {
  return (
    nameColumn !== undefined &&
    (cell.trim() === nameColumn.trim() ||
      (plainWord(cell) !== '' && plainWord(cell) === plainWord(nameColumn)))
  )
}

function nameColumnOf(
  cells: readonly string[],
  file: string,
  nameColumn: string | undefined,
): number | undefined {
  if (nameColumn === undefined) return undefined
  const exact = cells.findIndex((cell) => cell.trim() === nameColumn.trim())
  const named = exact === -1 ? cells.findIndex((cell) => isNamed(cell, nameColumn)) : exact
  if (named !== -1) return named
  const position = /^\d{1,4}$/.test(nameColumn) ? Number(nameColumn) : 0
  if (position >= 1 && position <= cells.length) return position - 1
  throw listError(file, `has no column ${shownValue(nameColumn)}`, choices(cells), {
    line: 1,
    name: 'nameColumn',
  })
}

function noNames(file: string, cells: readonly string[]): Error {
  return listError(
    file,
    'does not say which column holds the names',
    `choose it by its header or position, or begin the list with a row like session-name,duration\n${choices(cells)}`,
    { line: 1, name: 'nameColumn' },
  )
}

const mostShown = 12

function choices(cells: readonly string[]): string {
  const shown = cells.slice(0, mostShown).map((cell, at) => `${at + 1} ${shownValue(cell.trim())}`)
  const more = cells.length > mostShown ? ` and ${cells.length - mostShown} more` : ''
  return `its columns: ${shown.join(', ')}${more}`
}

// A column that is left out by a slip of the pen must not be passed over in silence.
function refuseNearMiss(cell: string, file: string): void {
  const name = plainWord(cell)
  const nearest = /^tags?\b/.test(name) ? 'tag:KEY' : nearestName(name, ['session-name', ...ownUses])
  if (nearest === undefined) return
  throw listError(
    file,
    `has a column ${shownValue(cell)}`,
    `did you mean ${nearest}? rename it, or take it out`,
    { line: 1 },
  )
}
