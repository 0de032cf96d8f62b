import { join, resolve } from 'node:path'
import { HallpassError } from '../base/index.ts'
import { parseJournal } from './journal.ts'
import { journalName, readIfThere } from './people-folder.ts'

/**
 * Whom the files in a folder of `issue --each` were made for, as its journal says: names, each once. Changes nothing.
 *
 * @throws HallpassError `InvalidInput` for a folder without a journal, `OutputUnwritable` for one that cannot be read
 */
export function issuedNames(folder: string, roleArn: string): ReadonlySet<string> {
  const path = resolve(folder)
  const content = readIfThere(join(path, journalName))
  if (content === undefined) {
    throw new HallpassError('InvalidInput', `hallpass issue --each has written nothing to ${path}`, {
      hint: 'name the folder that was its --out',
      facts: { file: path },
    })
  }
  const entries = [...parseJournal(content.toString('utf8')).values()].flat()
  return new Set(entries.filter((one) => one.roleArn === roleArn).map(({ sessionName }) => sessionName))
}
