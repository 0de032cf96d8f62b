import type { SessionRequest } from '../issue/index.ts'

/** Someone in a list of people: a row that was checked. */
export interface Person extends SessionRequest {
  /** The line of the file, from 1. */
  readonly row: number
  /** The profile to write for them, where the list names one. */
  readonly profile: string | undefined
}
