import type { Person, RowProblem } from './person.ts'

/**
 * Who has a name (or a profile) that somebody above has already. Names have to differ in more than case: files named
 * after them would be one and the same on macOS and Windows, and people would take them for one another's.
 */
export function findTwins(people: readonly Person[], profiles: boolean): ReadonlyMap<Person, RowProblem> {
  const names = new Map<string, Person>()
  const taken = new Map<string, Person>()
  const found = new Map<Person, RowProblem>()
  for (const one of people) {
    const { row, sessionName } = one
    const profile = one.profile ?? sessionName
    const same = names.get(sessionName.toLowerCase())
    const holder = taken.get(profile)
    names.set(sessionName.toLowerCase(), same ?? one)
    if (same !== undefined) {
      const how =
        same.sessionName === sessionName ? 'comes twice' : `differs only by case from ${same.sessionName}`
      found.set(one, { row, message: `${sessionName} ${how} (row ${same.row})`, about: 'sessionName' })
      continue
    }
    taken.set(profile, holder ?? one)
    if (!profiles || holder === undefined) continue
    found.set(one, { row, message: `profile ${profile} is row ${holder.row}'s already`, about: 'profile' })
  }
  return found
}
