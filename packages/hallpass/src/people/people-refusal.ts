import { HallpassError } from '../base/index.ts'
import type { RowProblem } from './person.ts'
import type { PeopleList } from './read-people.ts'

const mostLines = 40
const mostRowsNamed = 4

/**
 * The error for a list with rows that cannot be used: the hint lists them and why, what is the same for several
 * rows once. Where most session names are none, a wrong column was taken for them, and that is said instead.
 */
export function peopleRefusal(file: string, list: PeopleList): HallpassError {
  const { problems } = list
  const refused = new Set(problems.map(({ row }) => row))
  const rows = refused.size === 1 ? 'a row' : `${refused.size} rows`
  const misnamed = wrongColumn(list)
  const others = misnamed === undefined ? problems : problems.filter(({ about }) => about !== 'sessionName')
  const lines = [...(misnamed === undefined ? [] : [misnamed]), ...grouped(others)]
  const more = lines.length > mostLines ? [`and ${lines.length - mostLines} more`] : []
  return new HallpassError('InvalidInput', `${file} has ${rows} that cannot be used; nothing was sent`, {
    hint: [...lines.slice(0, mostLines), ...more].join('\n'),
    // Of one column there is none to choose.
    facts: misnamed === undefined || list.columns.length < 2 ? { file } : { file, name: 'nameColumn' },
  })
}

function wrongColumn({ problems, columns, rows }: PeopleList): string | undefined {
  const unfit = problems.filter(({ about }) => about === 'sessionName')
  const [first] = unfit
  if (first === undefined || unfit.length < 3 || unfit.length * 2 < rows) return undefined
  const taken = columns.find(({ use }) => use === 'session-name')
  const others = columns.filter((column) => column !== taken).map(shownColumn)
  return [
    `column ${taken === undefined ? '1' : shownColumn(taken)} holds no session names`,
    ` in ${unfit.length} of ${rows} rows (row ${first.row}: ${first.message})`,
    others.length === 0
      ? '; give each a name such as ada.lovelace or an address'
      : `; choose another column: ${others.slice(0, 12).join(', ')}`,
  ].join('')
}

function shownColumn({ header, position }: { header: string; position: number }): string {
  return header === '' ? String(position) : JSON.stringify(header.slice(0, 40))
}

/** The same problem of more than three rows makes one line. */
function grouped(problems: readonly RowProblem[]): string[] {
  const groups = new Map<string, RowProblem[]>()
  for (const problem of problems) {
    groups.set(problem.message, [...(groups.get(problem.message) ?? []), problem])
  }
  const lines = [...groups.values()].flatMap((group): readonly RowProblem[][] =>
    group.length <= 3 ? group.map((one) => [one]) : [group],
  )
  return lines
    .toSorted(([left], [right]) => (left?.row ?? 0) - (right?.row ?? 0))
    .flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      const said = first.hint === undefined ? first.message : `${first.message} (${first.hint})`
      return [`${shownRows(group.map(({ row }) => row))}: ${said}`]
    })
}

function shownRows(rows: readonly number[]): string {
  if (rows.length === 1) return `row ${rows[0]}`
  const more = rows.length > mostRowsNamed ? ` and ${rows.length - mostRowsNamed} more` : ''
  return `rows ${rows.slice(0, mostRowsNamed).join(', ')}${more}`
}
