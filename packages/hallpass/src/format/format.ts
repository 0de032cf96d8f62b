import { dotenvText } from './dotenv.ts'
import type { Format } from './format-names.ts'
import { processText } from './process.ts'
import { fishText, posixText, powershellText, windowsCmdText } from './shell.ts'
import { terraformText } from './terraform.ts'
import type { FormatInput } from './variables.ts'

const writers: Readonly<Record<Format, (input: FormatInput) => string>> = {
  env: (input) => posixText(input, 'export '),
  'env-no-export': (input) => posixText(input, ''),
  powershell: powershellText,
  'windows-cmd': windowsCmdText,
  fish: fishText,
  process: processText,
  dotenv: dotenvText,
  terraform: terraformText,
}

/**
 * Writes keys as a shell or a tool reads them, each value quoted so that nothing in it is expanded. Ends with
 * a line feed.
 *
 * @throws HallpassError `ResponseInvalid` for a value that cannot be written in that format
 */
export function formatCredentials(format: Format, input: FormatInput): string {
  return writers[format](input)
}
