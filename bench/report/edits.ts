import type { EditSample } from '../credentials-file/credentials-file.ts'
import { median } from '../statistics.ts'
import { milliseconds, table } from './table.ts'

/** The first edit of a process, and those that follow. */
export function editsSection(samples: ReadonlyMap<string, readonly EditSample[]>): string {
  const rows = [...samples].map(([name, processes]) => [
    name,
    milliseconds(median(processes.map(([first = Number.NaN]) => first))),
    milliseconds(median(processes.flatMap((edits) => edits.slice(1)))),
  ])
  return table(['', 'first edit', 'further ones'], rows)
}
