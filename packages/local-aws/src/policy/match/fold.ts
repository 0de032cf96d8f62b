/** In lower case as AWS compares actions and condition keys: the letters of ASCII, and no others. */
export function asciiLowerCase(text: string): string {
  // Of these, `toLowerCase` changes A to Z alone.
  if (/^\p{ASCII}*$/u.test(text)) return text.toLowerCase()
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/**
 * A text for comparing without regard to case, one character at a time, as Java's `equalsIgnoreCase` does: `ß`
 * is not `SS`.
 */
export function foldCase(text: string): string {
  if (/^\p{ASCII}*$/u.test(text)) return text.toLowerCase()
  return Array.from(text, (character) =>
    single(character, single(character, character.toUpperCase()).toLowerCase()),
  ).join('')
}

/** A character whose other case is several has none here. */
function single(character: string, changed: string): string {
  return Array.from(changed).length === 1 ? changed : character
}
