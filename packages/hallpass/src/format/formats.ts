import type { IssuedKeys } from '../base/index.ts'
import { dotenvText } from './dotenv.ts'
import { processText } from './process.ts'
import { fishText, posixText, powershellText, windowsCmdText } from './shell.ts'
import { terraformText } from './terraform.ts'
import { type FormatInput, formatInput } from './variables.ts'

/** One way to print keys: everything that the commands, their help and the documents know of it. */
export interface CredentialFormat {
  readonly name: string
  /** The text, ending with a line feed. */
  readonly write: (input: FormatInput) => string
  /** What it is for, as docs/issue.md has it. */
  readonly purpose: string
  /** How a file of it is named, without the dot. */
  readonly ending: string
  /** The command that makes use of such a file, where there is one; the file is a word of that shell. */
  readonly use?: (file: string) => string
}

const table = [
  {
    name: 'env',
    write: (input) => posixText(input, 'export '),
    purpose: 'sh, bash, zsh and their like',
    ending: 'sh',
    use: (file) => `. ${file}`,
  },
  {
    name: 'env-no-export',
    write: (input) => posixText(input, ''),
    purpose: '`KEY=value` lines, quoted as a POSIX shell reads them',
    ending: 'env',
  },
  { name: 'fish', write: fishText, purpose: 'fish', ending: 'fish', use: (file) => `source ${file}` },
  {
    name: 'powershell',
    write: powershellText,
    purpose: 'PowerShell',
    ending: 'ps1',
    use: (file) => `. ${file}`,
  },
  { name: 'windows-cmd', write: windowsCmdText, purpose: 'cmd.exe', ending: 'cmd' },
  { name: 'dotenv', write: dotenvText, purpose: 'a `.env` file', ending: 'env' },
  {
    name: 'process',
    write: processText,
    purpose: 'a `credential_process` in the AWS config file',
    ending: 'json',
  },
  {
    name: 'terraform',
    write: terraformText,
    purpose: 'a `.tfvars` file with `access_key`, `secret_key`, `token` and `region`',
    ending: 'tfvars',
    use: (file) => `terraform plan -var-file=${file}`,
  },
] as const satisfies readonly CredentialFormat[]

/** How keys can be printed. All but `dotenv` and `terraform` are as `aws configure export-credentials` has them. */
export type Format = (typeof table)[number]['name']

/** The names of {@link Format}, in the order in which help and documents list them. */
export const formats: readonly Format[] = table.map(({ name }) => name)

/** What is known of a format. */
export function credentialFormat(format: Format): CredentialFormat {
  const found = table.find(({ name }) => name === format)
  if (found === undefined) throw new TypeError(`format has to be one of ${formats.join(', ')}`)
  return found
}

/**
 * Writes keys as a shell or a tool reads them, each value quoted so that nothing in it is expanded. Ends with
 * a line feed. A session is passed on whole, as `issue()` returned it: its own endpoint is written where it is that
 * of all services, and only there.
 *
 * @throws HallpassError `ResponseInvalid` for a value that cannot be written in that format
 * @throws TypeError for what is missing or of a wrong type
 */
export function formatCredentials(format: Format, session: IssuedKeys | FormatInput): string {
  return credentialFormat(format).write(formatInput(session))
}
