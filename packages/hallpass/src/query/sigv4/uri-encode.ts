const reserved = /[!'()*]/g
const unreservedOnly = /^[A-Za-z0-9\-._~]*$/

/**
 * Percent-encodes everything but the unreserved characters of RFC 3986, in UTF-8 and upper-case hexadecimal:
 * `UriEncode()` of the SigV4 documentation, and stricter than `encodeURIComponent`.
 *
 * @throws TypeError for a string that is not well-formed UTF-16
 */
export function uriEncode(text: string): string {
  if (unreservedOnly.test(text)) return text
  try {
    return encodeURIComponent(text).replace(reserved, percentEncoded)
  } catch (error) {
    throw new TypeError('a value holds half of a surrogate pair and has no UTF-8 form', { cause: error })
  }
}

/** Undoes percent-encoding; text with a sequence that stands for nothing is returned as it is. */
export function uriDecode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
