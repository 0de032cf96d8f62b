import { HallpassError } from '../base/index.ts'
import { fishString, isPlainWord, posixWord, powershellString } from './quote.ts'
import { variables, type FormatInput } from './variables.ts'

/** `export K=V` (or `K=V`) for sh, bash, zsh and their like. */
export function posixText(input: FormatInput, prefix: string): string {
  return lines(input, (name, value) => `${prefix}${name}=${posixWord(value)}`)
}

/** `set -gx K "V"` for fish. */
export function fishText(input: FormatInput): string {
  return lines(input, (name, value) => `set -gx ${name} ${fishString(value)}`)
}

/** `$Env:K="V"` for PowerShell. */
export function powershellText(input: FormatInput): string {
  return lines(input, (name, value) => `$Env:${name}=${powershellString(value)}`)
}

/** `set K=V` for cmd.exe. */
export function windowsCmdText(input: FormatInput): string {
  return lines(input, (name, value) => {
    // `%` is doubled in a batch file and is not at the prompt, and a quote ends the quoting: no way to write
    // these is right in both. AWS's keys and tokens hold neither.
    if (/[%"\r\n]/.test(value)) {
      throw new HallpassError('ResponseInvalid', `the value of ${name} cannot be written for cmd.exe`, {
        hint: 'use another output, such as powershell',
        facts: { name },
      })
    }
    return isPlainWord(value) ? `set ${name}=${value}` : `set "${name}=${value}"`
  })
}

function lines(input: FormatInput, line: (name: string, value: string) => string): string {
  return variables(input)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join('')
}
