import { type Aim, aimLines, atLeastTimes, atMostTimes } from './aim.ts'
import { find, medians } from './medians.ts'
import { milliseconds, table, times } from './table.ts'

/** The table and the aims of one-shot calls. */
export function oneShotSection(samples: ReadonlyMap<string, readonly number[]>, withAims: boolean): string {
  const values = medians(samples, (ms) => ms)
  const script = find(values, /the script/)
  const bareOf = (name: string): number | undefined =>
    find(values, new RegExp(`^${name.split(',')[0]}, nothing`))
  const rows = [...values].map(([name, ms]) => {
    const bare = bareOf(name)
    return [name, milliseconds(ms), bare ? times(ms / bare) : '', script ? times(script / ms) : '']
  })
  const shown = table(['', 'median', 'of that Node.js alone', 'faster than the script'], rows)
  if (!withAims) return shown
  const aims = [...values].flatMap(([name, ms]): Aim[] => {
    const bare = bareOf(name)
    if (!name.endsWith('hallpass') || bare === undefined) return []
    return [
      atMostTimes(`${name}, against that Node.js doing nothing`, ms / bare, 2),
      ...(script ? [atLeastTimes(`${name}, faster than the script`, script / ms, 5)] : []),
    ]
  })
  return `${shown}\n\n${aimLines(aims)}`
}
