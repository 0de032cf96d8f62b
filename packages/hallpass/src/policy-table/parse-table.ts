import { HallpassError, shownValue } from '../base/index.ts'

/** One line of a table: what is expected of a request. */
export interface TableRow {
  /** Counted from one. */
  readonly line: number
  readonly expected: 'allow' | 'deny'
  /** `service:Action`; `*` and `?` stand for any. */
  readonly action: string
  /** An ARN, or `*`. */
  readonly resource: string
  /** Condition keys of the request. */
  readonly context: ReadonlyMap<string, readonly string[]>
}

const mostRows = 2000
const mostCharacters = 1_000_000

/**
 * Reads a table: `allow ACTION RESOURCE key=value …` or `deny …` on each line, apart by blanks; `#` begins a comment.
 * The resource may be left out for `*`, and a key may come more than once.
 *
 * @throws HallpassError `InvalidInput` with every line that cannot be read
 */
export function parseTable(text: string): readonly TableRow[] {
  if (text.length > mostCharacters)
    throw invalid('the table is too long', `${mostCharacters} characters are the most`)
  const rows: TableRow[] = []
  const problems: string[] = []
  for (const [index, whole] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const words = whole.replace(/(?:^|\s)#.*$/, '').trim()
    if (words === '') continue
    const row = parseRow(words.split(/\s+/), index + 1)
    if (typeof row === 'string') problems.push(`line ${index + 1}: ${row}`)
    else rows.push(row)
  }
  if (problems.length > 0) throw invalid('the table cannot be read', problems.slice(0, 20).join('\n'))
  if (rows.length === 0)
    throw invalid('the table is empty', 'a line looks like: allow s3:GetObject arn:aws:s3:::lab/*')
  if (rows.length > mostRows) throw invalid(`the table has ${rows.length} lines`, `${mostRows} are the most`)
  return rows
}

function parseRow(words: readonly string[], line: number): TableRow | string {
  const [expected = '', action = '', ...rest] = words
  if (expected !== 'allow' && expected !== 'deny') {
    return `${shownValue(expected)} is neither allow nor deny`
  }
  if (!/^(?:\*|[a-z0-9-]{1,64}:[A-Za-z0-9*?]{1,128})$/.test(action)) {
    return action === '' ? 'there is no action' : `${shownValue(action)} is no action such as s3:GetObject`
  }
  const [first = '*'] = rest
  const named = first === '*' || first.startsWith('arn:') || !first.includes('=')
  const resource = named ? first : '*'
  if (resource !== '*' && !resource.startsWith('arn:')) {
    return `${shownValue(resource)} is no ARN; * is for actions that have no resource`
  }
  const context = new Map<string, string[]>()
  for (const pair of named ? rest.slice(1) : rest) {
    const at = pair.indexOf('=')
    if (at < 1) return `${shownValue(pair)} is no key=value`
    const key = pair.slice(0, at)
    context.set(key, [...(context.get(key) ?? []), pair.slice(at + 1)])
  }
  return { line, expected, action, resource, context }
}

function invalid(message: string, hint: string): HallpassError {
  return new HallpassError('InvalidInput', message, { hint, facts: { name: 'TABLE' } })
}
