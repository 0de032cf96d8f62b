export { credentialFormat, type Format, formatCredentials, formats } from './formats.ts'
export { hclString, posixWord } from './quote.ts'
export type { FormatInput } from './variables.ts'
