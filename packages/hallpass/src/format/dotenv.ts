import { HallpassError } from '../base/index.ts'
import { variables, type FormatInput } from './variables.ts'

/**
 * A `.env` file. Its readers agree on little: bare values of harmless characters, and single quotes in which
 * nothing is expanded. What needs more than that is refused, since each of them would read it otherwise.
 *
 * @throws HallpassError `ResponseInvalid`
 */
export function dotenvText(input: FormatInput): string {
  return variables(input)
    .map(([name, value]) => `${name}=${word(name, value)}\n`)
    .join('')
}

function word(name: string, value: string): string {
  if (/^[A-Za-z0-9_@+=:,./-]+$/.test(value)) return value
  if (!/['\\\r\n]/.test(value)) return `'${value}'`
  throw new HallpassError('ResponseInvalid', `the value of ${name} cannot be written to a .env file`, {
    hint: 'use another output, such as env',
    facts: { name },
  })
}
