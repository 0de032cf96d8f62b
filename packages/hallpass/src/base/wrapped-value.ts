/**
 * What is around a value that came from an environment variable or a file and does not belong to it: quotes, which a
 * shell would have taken away and a `.env` file's reader mostly does not, or blanks. A hint for people; `undefined`
 * for a value with nothing around it.
 */
export function wrappedHint(value: string): string | undefined {
  if (/^["'`“”‘’]|["'`“”‘’]$/.test(value.trim())) {
    return 'take the quotes around it away: in a .env file, and in AWS’s own files, they are a part of the value'
  }
  if (/^\s|\s$/.test(value)) return 'take the blank or the line end around it away: it is a part of the value'
  return undefined
}
