export { type Format, formats } from './format-names.ts'
export { formatCredentials } from './format.ts'
export { posixWord } from './shell.ts'
export type { FormatInput } from './variables.ts'
