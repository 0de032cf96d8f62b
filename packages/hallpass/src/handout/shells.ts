import { type Format, formatCredentials, type FormatInput } from '../format/index.ts'

/** A shell, as people know it, and the format of `formatCredentials` for it. */
export interface Shell {
  readonly title: string
  readonly where: string
  readonly format: Format
  /** Adds to a variable: for values that are longer than a line. */
  readonly append: (name: string, value: string) => string
}

export const shells: readonly Shell[] = [
  {
    title: 'Linux and macOS',
    where: 'a terminal with bash, zsh or sh',
    format: 'env',
    append: (name, value) => `${name}="$${name}"'${value}'`,
  },
  {
    title: 'PowerShell',
    where: 'Windows, and pwsh elsewhere',
    format: 'powershell',
    append: (name, value) => `$Env:${name}+='${value}'`,
  },
  {
    title: 'Windows command prompt',
    where: 'cmd.exe',
    format: 'windows-cmd',
    append: (name, value) => `set "${name}=%${name}%${value}"`,
  },
  {
    title: 'fish',
    where: 'a terminal with fish',
    format: 'fish',
    append: (name, value) => `set -gx ${name} "$${name}"'${value}'`,
  },
]

/** The lines to paste; `undefined` where the keys cannot be written for that shell. */
export function linesFor({ format }: Shell, keys: FormatInput): readonly string[] | undefined {
  try {
    return formatCredentials(format, keys).trimEnd().split('\n')
  } catch {
    // An endpoint with a per cent sign has no form in cmd.exe: the other shells stay.
    return undefined
  }
}

/**
 * The same lines, none longer than `columns`: mail programs break longer ones, and a broken token is a wrong one.
 * Values that hold more than letters, digits and `+/=_.:-` stay whole.
 */
export function shortLinesFor(
  shell: Shell,
  keys: FormatInput,
  columns: number,
): readonly string[] | undefined {
  const { sessionToken } = keys.credentials
  const whole = linesFor(shell, keys)
  if (whole?.every((line) => line.length <= columns) !== false || !/^[\w+/=.:-]+$/.test(sessionToken))
    return whole
  const name = 'AWS_SESSION_TOKEN'
  const room = columns - Math.max(shell.append(name, '').length, 'set -gx AWS_SESSION_TOKEN ""'.length)
  const [first = '', ...rest] = sessionToken.match(new RegExp(`.{1,${room}}`, 'g')) ?? []
  const begun = linesFor(shell, { ...keys, credentials: { ...keys.credentials, sessionToken: first } })
  const at = begun?.findIndex((line) => line.includes(name)) ?? -1
  return begun?.toSpliced(at + 1, 0, ...rest.map((value) => shell.append(name, value)))
}
