const wideSpaces = new Set(
  '\xa0\u1680\u2028\u2029\u202f\u205f\u3000'.split('').map((space) => space.charCodeAt(0)),
)

/**
 * Whether Python's `str.strip()` and `\s` take a UTF-16 unit for white space. JavaScript's own set differs (it
 * has U+FEFF and lacks U+001C–U+001F and U+0085), and a difference of one character would let this parser see
 * a key where the AWS CLI and boto3 see none.
 */
function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
  return code === 0x85 || (code >= 0x2000 && code <= 0x200a) || wideSpaces.has(code)
}

/** How many white-space characters `text` begins with, as Python counts them. */
export function leadingSpaces(text: string): number {
  let count = 0
  while (count < text.length && isSpace(text.charCodeAt(count))) count++
  return count
}

/** `text` without the white space at both ends, as Python's `str.strip()` gives it. */
export function strip(text: string): string {
  const start = leadingSpaces(text)
  let end = text.length
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}
