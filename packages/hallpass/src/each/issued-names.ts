import { resolve } from 'node:path'
import { journalIn } from './journal-in.ts'

/**
 * Whom the files in a folder of `issue --each` were made for, as its journal says: names, each once. Changes nothing.
 *
 * @throws HallpassError `InvalidInput` for a folder without a journal, `OutputUnwritable` for one that cannot be read
 */
export function issuedNames(folder: string, roleArn: string): ReadonlySet<string> {
  const entries = [...journalIn(resolve(folder)).values()].flat()
  const ours = entries.filter((one) => one.roleArn === roleArn && one.sessionName !== '')
  return new Set(ours.map(({ sessionName }) => sessionName))
}
