import type { SessionRequest } from '../issue/index.ts'

/** Someone in a list of people: a row that was checked. */
export interface Person extends SessionRequest {
  /** The line of the list that the row ends on, from 1. */
  readonly row: number
  /** The profile to write for them, where the list names one. */
  readonly profile?: string | undefined
  /** Their name as people write it, where the list has one: one line, 256 characters at most. */
  readonly name?: string | undefined
  /** Their address, where the list has one; not checked. */
  readonly email?: string | undefined
  /** The group, team, class or course, where the list has one. */
  readonly group?: string | undefined
}

/** Why a row cannot be used. */
export interface RowProblem {
  /** The line of the list that the row ends on, from 1. */
  readonly row: number
  /** Lower case, no full stop. */
  readonly message: string
  /** What to write instead. */
  readonly hint?: string | undefined
  /** What it is about, e.g. `sessionName`. */
  readonly about?: string | undefined
}
