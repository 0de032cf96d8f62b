/** Where a secret was found, and in which form. Never the secret itself. */
export interface FoundSecret {
  readonly secret: string
  readonly form: string
}

/** The forms in which a secret may hide in a text, each as the pieces of text that would give it away. */
const forms: Readonly<Record<string, (secret: string) => readonly string[]>> = {
  plain: (secret) => [secret],
  'JSON-escaped': (secret) => [jsonText(secret), jsonText(secret).replaceAll('/', String.raw`\/`)],
  'URL-encoded': (secret) => [
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
    new URLSearchParams({ s: secret }).toString().slice(2),
    encodeURIComponent(encodeURIComponent(secret)),
  ],
  'HTML-escaped': (secret) => [
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ],
  hex: (secret) => [hex(secret), hex(secret).toUpperCase()],
  base64: (secret) => [secret, jsonText(secret)].flatMap(base64Pieces),
  base64url: (secret) =>
    [secret, jsonText(secret)]
      .flatMap(base64Pieces)
      .map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_')),
}

/**
 * Looks for secrets in a text: as they are, escaped for JSON, URLs or HTML, in hex, and in base64 of anything that
 * holds them, at any of the three positions that base64 knows.
 *
 * @param secrets - by a name that may be shown
 */
export function findSecrets(text: string, secrets: Readonly<Record<string, string>>): readonly FoundSecret[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret.length < 8) throw new RangeError(`${name} is too short to look for`)
    return Object.entries(forms)
      .filter(([, piecesOf]) => piecesOf(secret).some((piece) => text.includes(piece)))
      .map(([form]) => ({ secret: name, form }))
  })
}

function jsonText(secret: string): string {
  return JSON.stringify(secret).slice(1, -1)
}

function hex(secret: string): string {
  return Buffer.from(secret).toString('hex')
}

/** What is the same in the base64 of every text that holds the secret, for each place it may begin at. */
function base64Pieces(secret: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)])
    const whole = bytes.length - (bytes.length % 3)
    // The first letters also hold bits of what stands before the secret.
    return bytes
      .subarray(0, whole)
      .toString('base64')
      .slice(before === 0 ? 0 : before + 1)
  })
}
