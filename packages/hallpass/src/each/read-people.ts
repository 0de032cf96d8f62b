import { HallpassError } from '../base/index.ts'
import {
  checkDuration,
  parseDuration,
  sessionDurationBounds,
  type SessionRequest,
  checkSessionName,
  checkSessionParameters,
} from '../issue/index.ts'
import { isProfileName } from '../shared-config/index.ts'
import { type CsvRow, parseCsv } from './parse-csv.ts'
import { isHeader, namesOnly, type PeopleColumns, peopleColumns } from './people-columns.ts'
import type { Person } from './person.ts'

/** How a list of people is read. */
export interface ReadPeopleOptions {
  /** The list, as CSV. */
  readonly bytes: Uint8Array
  /** What it is called, for errors. */
  readonly file: string
  /** What goes for everybody; a row's own duration, source identity and tags come first. */
  readonly everyone: Omit<SessionRequest, 'sessionName'>
  /** Whether each person is to have a profile: then its name is checked too. */
  readonly profiles: boolean
}

/** A list that was read. */
export interface People {
  readonly people: readonly Person[]
  /** Columns of the list that meant nothing. */
  readonly ignoredColumns: readonly string[]
}

/**
 * Reads a list of people and checks every row.
 *
 * @throws HallpassError `InvalidInput`: the hint lists every row that cannot be used, and why
 */
export function readPeople(options: ReadPeopleOptions): People {
  const { file } = options
  const rows = parseCsv(options.bytes, file)
  const [first] = rows
  if (first === undefined) throw nobody(file)
  const header = isHeader(first.cells)
  const columns = header || first.cells.length > 1 ? peopleColumns(first.cells, file) : namesOnly
  const problems: RowProblem[] = []
  const people: Person[] = []
  for (const row of header ? rows.slice(1) : rows) {
    const wide = row.cells.findLastIndex((cell) => cell.trim() !== '') >= first.cells.length
    const found = wide
      ? [`it has more cells than row ${first.line}`]
      : problemsOf(() => people.push(person(row, columns, options)))
    problems.push(...found.map((problem) => ({ row: row.line, problem })))
  }
  problems.push(...twins(people, options.profiles))
  if (problems.length > 0) throw refused(file, problems)
  if (people.length === 0) throw nobody(file)
  return { people, ignoredColumns: columns.ignored }
}

function person(row: CsvRow, columns: PeopleColumns, { everyone, profiles }: ReadPeopleOptions): Person {
  const cell = (position: number | undefined): string | undefined => {
    const text = position === undefined ? '' : (row.cells[position] ?? '').trim()
    return text === '' ? undefined : text
  }
  const duration = cell(columns.duration)
  const tags = [...columns.tags].flatMap(([key, position]) => {
    const value = cell(position)
    return value === undefined ? [] : [[key, value] as const]
  })
  const request = {
    ...everyone,
    sessionName: checkSessionName(cell(columns.sessionName) ?? ''),
    durationSeconds:
      duration === undefined
        ? everyone.durationSeconds
        : checkDuration(parseDuration(duration, 'the duration'), sessionDurationBounds, 'the duration'),
    sourceIdentity: cell(columns.sourceIdentity) ?? everyone.sourceIdentity,
    tags: tags.length === 0 ? everyone.tags : { ...everyone.tags, ...Object.fromEntries(tags) },
  }
  checkSessionParameters(request)
  const profile = cell(columns.profile)
  const profileName = profile ?? request.sessionName
  if (profiles && !isProfileName(profileName)) {
    throw new HallpassError('InvalidInput', `${profileName} cannot be the name of a profile`, {
      hint: 'name one in a column profile: letters, digits and _ - @ + . % : /',
    })
  }
  return { ...request, row: row.line, profile }
}

function problemsOf(check: () => void): string[] {
  try {
    check()
    return []
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    return [error.hint === undefined ? error.message : `${error.message} (${error.hint})`]
  }
}

/**
 * Names have to differ in more than case: files named after them would be one and the same on macOS and Windows,
 * and people would take them for one another's.
 */
function twins(people: readonly Person[], profiles: boolean): RowProblem[] {
  const names = new Map<string, Person>()
  const taken = new Map<string, Person>()
  return people.flatMap((one) => {
    const same = names.get(one.sessionName.toLowerCase())
    names.set(one.sessionName.toLowerCase(), same ?? one)
    if (same !== undefined) {
      const how =
        same.sessionName === one.sessionName ? 'comes twice' : `differs only by case from ${same.sessionName}`
      return [{ row: one.row, problem: `${one.sessionName} ${how} (row ${same.row})` }]
    }
    const profile = one.profile ?? one.sessionName
    const holder = taken.get(profile)
    taken.set(profile, holder ?? one)
    return profiles && holder !== undefined
      ? [{ row: one.row, problem: `profile ${profile} is row ${holder.row}'s already` }]
      : []
  })
}

interface RowProblem {
  readonly row: number
  readonly problem: string
}

function refused(file: string, problems: readonly RowProblem[]): HallpassError {
  const rows = problems.length === 1 ? 'a row' : `${problems.length} rows`
  const listed = problems.toSorted((left, right) => left.row - right.row)
  return new HallpassError('InvalidInput', `${file} has ${rows} that cannot be used; nothing was sent`, {
    hint: listed.map(({ row, problem }) => `row ${row}: ${problem}`).join('\n'),
    facts: { file },
  })
}

function nobody(file: string): HallpassError {
  return new HallpassError('InvalidInput', `${file} names nobody`, {
    hint: 'give one name to a line, or a table whose first row has a column session-name',
    facts: { file },
  })
}
