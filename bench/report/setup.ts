import type { SetupSamples } from '../setup/setup.ts'
import { find, medians } from './medians.ts'
import { milliseconds, table, times } from './table.ts'

/** One user with its key and policy, one role with its trust and policy: what the seed's model holds. */
const least: Readonly<Record<string, { readonly reading: number; readonly changing: number }>> = {
  'apply, to an empty account': { reading: 2, changing: 5 },
  'apply, again': { reading: 5, changing: 0 },
  check: { reading: 5, changing: 0 },
  destroy: { reading: 5, changing: 5 },
}

/** The tables of setup: calls against the least that the model needs, and `export` against bare Node.js. */
export function setupSection({ export: exported, calls }: SetupSamples): string {
  const callRows = [...calls].map(([name, actions]) => {
    const changing = actions.filter((action) => /:(?!Get|List|AssumeRole)/.test(action)).length
    const proving = actions.filter((action) => action.startsWith('sts:')).length
    const reading = actions.length - changing - proving
    const { reading: leastReading = 0, changing: leastChanging = 0 } = least[name] ?? {}
    return [name, `${changing} (${leastChanging})`, `${reading} (${leastReading})`, String(proving)]
  })
  const values = medians(exported, (ms) => ms)
  const exportRows = [...values].map(([name, ms]) => {
    const bare = find(values, new RegExp(`^${name.split(',')[0]}, nothing`))
    return [name, milliseconds(ms), bare ? times(ms / bare) : '']
  })
  return [
    table(['', 'that change (least)', 'that read (least)', 'of STS'], callRows),
    table(['', 'median', 'of that Node.js alone'], exportRows),
  ].join('\n\n')
}
