import type { Person } from '../../people/index.ts'
import type { IssuedSession } from '../../issue/index.ts'

/** Where people's keys go. */
export interface Destination {
  /** When the keys end that a person has there already, for this role; `undefined` where there are none. */
  goodUntil(person: Person): Date | undefined
  /** Puts a person's keys there, whole or not at all. */
  save(session: IssuedSession, person: Person): Promise<void>
  /** Notes how a person is called now whose keys stay. */
  keep(person: Person): Promise<void>
  /** Makes what is made of everyone's keys at last; returns what tells of it. */
  finish(): Promise<() => void>
  /** Lets go of it. */
  close(): Promise<void>
  /** Where it is, and what to type next. */
  told(): readonly string[]
  /** The first failure to make a console link, and how many there were. The keys are there all the same. */
  withoutLink(): { readonly count: number; readonly error: Error } | undefined
}
