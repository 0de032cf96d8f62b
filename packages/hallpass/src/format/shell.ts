import { HallpassError } from '../base/index.ts'
import { variables, type FormatInput } from './variables.ts'

// Values of these characters mean the same to every shell, quoted or not; but zsh takes `=name`, also behind a
// colon, for the path of a command.
const plain = /^(?!=)(?:(?!:=)[A-Za-z0-9_@%+=:,./-])+$/

/** `export K=V` (or `K=V`) for sh, bash, zsh and their like. */
export function posixText(input: FormatInput, prefix: string): string {
  return lines(input, (name, value) => `${prefix}${name}=${posixWord(value)}`)
}

/** A word as a POSIX shell takes it back: in single quotes where it has to be. */
export function posixWord(value: string): string {
  return plain.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}

/** `set -gx K "V"` for fish. In its double quotes only `\`, `"` and `$` mean something. */
export function fishText(input: FormatInput): string {
  return lines(input, (name, value) => `set -gx ${name} "${value.replaceAll(/[\\"$]/g, String.raw`\$&`)}"`)
}

/**
 * `$Env:K="V"` for PowerShell, as the AWS CLI writes it; a value in which double quotes would expand something
 * goes into single quotes, where nothing does.
 */
export function powershellText(input: FormatInput): string {
  return lines(input, (name, value) =>
    plain.test(value) ? `$Env:${name}="${value}"` : `$Env:${name}='${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`,
  )
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
    return plain.test(value) ? `set ${name}=${value}` : `set "${name}=${value}"`
  })
}

function lines(input: FormatInput, line: (name: string, value: string) => string): string {
  return variables(input)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join('')
}
