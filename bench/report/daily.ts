import { type Aim, aimLines, atMostTimes } from './aim.ts'
import { find, medians } from './medians.ts'
import { milliseconds, table, times } from './table.ts'

/** The table and the aims of what is typed every day. */
export function dailySection(samples: ReadonlyMap<string, readonly number[]>): string {
  const values = medians(samples, (ms) => ms)
  const boto3 = find(values, /boto3/)
  const cli = find(values, /^AWS CLI/)
  const bareOf = (name: string): number | undefined =>
    find(values, new RegExp(`^${name.split(',')[0]}, nothing`))
  const rows = [...values].map(([name, ms]) => {
    const bare = bareOf(name)
    return [
      name,
      milliseconds(ms),
      bare ? times(ms / bare) : '',
      boto3 ? times(boto3 / ms) : '',
      cli ? times(cli / ms) : '',
    ]
  })
  const aims = [...values].flatMap(([name, ms]): Aim[] => {
    const bare = bareOf(name)
    if (!name.endsWith('process, kept') || bare === undefined) return []
    return [atMostTimes(`${name}, against that Node.js doing nothing`, ms / bare, 1.25)]
  })
  const head = ['', 'median', 'of that Node.js alone', 'faster than boto3', 'faster than the AWS CLI']
  return `${table(head, rows)}\n\n${aimLines(aims)}`
}

/** The table of commands on a large file. */
export function profilesSection(samples: ReadonlyMap<string, readonly number[]>): string {
  const values = medians(samples, (ms) => ms)
  const rows = [...values].map(([name, ms]) => {
    const alone = find(values, new RegExp(`^no profile: ${name.split(': ')[1]}$`))
    return [name, milliseconds(ms), alone ? times(ms / alone) : '']
  })
  return table(['', 'median', 'of the same without a profile'], rows)
}
