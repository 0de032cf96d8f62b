const unreserved = /^[A-Za-z0-9\-._~]*$/

const encodedByte = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return unreserved.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})

/**
 * SigV4's `UriEncode`: every byte but the unreserved characters of RFC 3986 becomes `%XX`, in upper case.
 * `text` is taken as it came over the wire: a character up to U+00FF stands for that byte (as Node decodes
 * request lines), any other for its UTF-8 bytes.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function uriEncode(text: string): string {
  if (unreserved.test(text)) return text
  let encoded = ''
  for (const character of text) {
    if (character <= '\u00ff') encoded += encodedByte[character.charCodeAt(0)] ?? ''
    else for (const byte of Buffer.from(character, 'utf8')) encoded += encodedByte[byte] ?? ''
  }
  return encoded
}

/** Decodes `%XX` to the byte it stands for. A `%` that starts no such sequence stays as it is. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** What the percent-encoded `text` means to a program: bytes decoded, and those read as UTF-8. */
export function decodeUri(text: string): string {
  const bytes = percentDecode(text)
  return /^[\0-\x7f]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8')
}
