/**
 * The characters that Python's `str.strip()` and `\s` take for white space. JavaScript's own set differs (it
 * has U+FEFF and lacks U+001C–U+001F and U+0085), and a difference of one character would let this parser see
 * a key where the AWS CLI and boto3 see none.
 */
const spaces = new Set(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a' +
    '\u2028\u2029\u202f\u205f\u3000',
)

/** How many white-space characters `text` begins with, as Python counts them. */
export function leadingSpaces(text: string): number {
  let count = 0
  while (count < text.length && spaces.has(text.charAt(count))) count++
  return count
}

/** `text` without the white space at both ends, as Python's `str.strip()` gives it. */
export function strip(text: string): string {
  const start = leadingSpaces(text)
  let end = text.length
  while (end > start && spaces.has(text.charAt(end - 1))) end--
  return text.slice(start, end)
}
