import { HallpassError, nearestName, shownValue } from '../base/index.ts'

/** Which cell of a row holds what; positions from 0. */
export interface PeopleColumns {
  readonly sessionName: number
  readonly duration: number | undefined
  readonly profile: number | undefined
  readonly sourceIdentity: number | undefined
  /** By tag key. */
  readonly tags: ReadonlyMap<string, number>
  /** Columns that mean nothing here, by their names. */
  readonly ignored: readonly string[]
}

// The strongest first: a list with names and addresses has people's real names under `name`.
const nameColumns = ['session-name', 'email', 'name'] as const
const otherColumns = ['duration', 'profile', 'source-identity'] as const
const tagPrefix = 'tag:'

/** Whether a list's first row names its columns: one of them has to say who it is for. */
export function isHeader(cells: readonly string[]): boolean {
  return cells.some((cell) => nameColumns.some((name) => name === plain(cell)))
}

/**
 * Reads a list's first row: `session-name` (or `email`, or `name`; also with `_` or a space, in any case), and as
 * wanted `duration`, `profile`, `source-identity`, `tag:KEY`.
 *
 * @throws HallpassError `InvalidInput` for a column that comes twice, or that is nearly one of these
 */
export function peopleColumns(cells: readonly string[], file: string): PeopleColumns {
  const positions = new Map<string, number>()
  const tags = new Map<string, number>()
  const ignored: string[] = []
  for (const [position, cell] of cells.entries()) {
    const name = plain(cell)
    const known = [...nameColumns, ...otherColumns].some((column) => column === name)
    const target = name.startsWith(tagPrefix) ? tags : positions
    const key = target === tags ? cell.trim().slice(tagPrefix.length).trim() : name
    if (target === positions && !known) {
      refuseNearMiss(cell, name, file)
      if (name !== '') ignored.push(cell.trim())
      continue
    }
    if (target.has(key)) throw invalid(file, `has the column ${cell.trim()} twice`, 'leave one of them')
    target.set(key, position)
  }
  const nameColumn = nameColumns.find((name) => positions.has(name))
  const sessionName = nameColumn === undefined ? undefined : positions.get(nameColumn)
  if (sessionName === undefined) {
    throw invalid(
      file,
      'does not say which column holds the names',
      'begin it with a row like session-name,duration',
    )
  }
  return {
    sessionName,
    duration: positions.get('duration'),
    profile: positions.get('profile'),
    sourceIdentity: positions.get('source-identity'),
    tags,
    ignored: [...ignored, ...nameColumns.filter((name) => name !== nameColumn && positions.has(name))],
  }
}

/** The columns of a list without a header: one, of names. */
export const namesOnly: PeopleColumns = {
  sessionName: 0,
  duration: undefined,
  profile: undefined,
  sourceIdentity: undefined,
  tags: new Map(),
  ignored: [],
}

// A column that is left out by a slip of the pen must not be passed over in silence.
function refuseNearMiss(cell: string, name: string, file: string): void {
  const nearest = /^tags?\b/.test(name) ? 'tag:KEY' : nearestName(name, ['session-name', ...otherColumns])
  if (nearest === undefined) return
  throw invalid(
    file,
    `has a column ${shownValue(cell)}`,
    `did you mean ${nearest}? rename it, or take it out`,
  )
}

function plain(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
    .replace(/^e-mail$/, 'email')
}

function invalid(file: string, problem: string, hint: string): HallpassError {
  return new HallpassError('InvalidInput', `${file} ${problem}`, { hint, facts: { file, line: 1 } })
}
