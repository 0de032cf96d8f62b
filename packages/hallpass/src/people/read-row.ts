import { HallpassError } from '../base/index.ts'
import {
  checkDuration,
  checkSessionName,
  checkSessionParameters,
  parseDuration,
  sessionDurationBounds,
  type SessionRequest,
} from '../issue/index.ts'
import { isProfileName } from '../shared-config/index.ts'
import { isMailbox, readMailbox } from './mailbox.ts'
import type { CsvRow } from './parse-csv.ts'
import type { PeopleColumns } from './people-columns.ts'
import type { Person } from './person.ts'

/** What goes for every row. */
export interface RowOptions {
  readonly everyone?: Omit<SessionRequest, 'sessionName'> | undefined
  readonly sessionNames?: 'checked' | 'any' | undefined
  readonly profiles?: boolean | undefined
}

/**
 * Reads one row of a list, and checks it.
 *
 * @throws HallpassError `InvalidInput` for the first thing that is wrong with it
 */
export function readRow(row: CsvRow, columns: PeopleColumns, options: RowOptions): Person {
  const { everyone = {}, sessionNames, profiles } = options
  const cell = (position: number | undefined): string | undefined => {
    const text = position === undefined ? '' : plainCell(row.cells[position] ?? '')
    return text === '' ? undefined : text
  }
  const { cells } = columns
  const who = cell(columns.sessionName)
  if (who === undefined) throw invalid('sessionName', 'it has no name')
  const mailbox = readMailbox(who)
  const email = cell(cells.email)
  const duration = cell(cells.duration)
  const tags = [...columns.tags].flatMap(([key, position]) => {
    const value = cell(position)
    return value === undefined ? [] : [[key, value] as const]
  })
  const request = {
    ...everyone,
    sessionName: sessionNames === 'any' ? mailbox.address : checkSessionName(mailbox.address),
    durationSeconds:
      duration === undefined
        ? everyone.durationSeconds
        : checkDuration(parseDuration(duration, 'the duration'), sessionDurationBounds, 'the duration'),
    sourceIdentity: cell(cells['source-identity']) ?? everyone.sourceIdentity,
    tags: tags.length === 0 ? everyone.tags : { ...everyone.tags, ...Object.fromEntries(tags) },
  }
  checkSessionParameters(request)
  const profile = cell(cells.profile)
  checkProfileName(profile ?? request.sessionName, profiles === true)
  const halves = [cell(cells['first-name']), cell(cells['last-name'])].filter((half) => half !== undefined)
  return {
    ...request,
    row: row.line,
    profile,
    name: line(cell(cells.name) ?? (halves.length === 0 ? mailbox.name : halves.join(' ')), 'name'),
    email: line(addressOf(email ?? mailbox.address), 'email'),
    group: line(cell(cells.group), 'group'),
  }
}

function addressOf(text: string): string | undefined {
  return isMailbox(text) ? readMailbox(text).address : undefined
}

/** Without blanks around, and without the invisible characters that web pages and word processors leave there. */
function plainCell(text: string): string {
  return text.replaceAll(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '')
}

function checkProfileName(name: string, wanted: boolean): void {
  if (!wanted || isProfileName(name)) return
  throw new HallpassError('InvalidInput', `${name} cannot be the name of a profile`, {
    hint: 'name one in a column profile: letters, digits and _ - @ + . % : /',
    facts: { name: 'profile' },
  })
}

const maxLineLength = 256

/** What is for people's eyes only: one line of it, of bounded length. */
function line(text: string | undefined, what: 'name' | 'email' | 'group'): string | undefined {
  if (text === undefined || text.length <= maxLineLength) return text?.replaceAll(/[\p{Cc}\s]+/gu, ' ')
  throw invalid(what, `the ${what} has ${text.length} characters; ${maxLineLength} is the most`)
}

function invalid(about: string, message: string): HallpassError {
  return new HallpassError('InvalidInput', message, { facts: { name: about } })
}
