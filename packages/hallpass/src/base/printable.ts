/*
 * What others wrote (a file, a server, AWS) must not steer a terminal, nor show something else than it is: control
 * characters (C0 but tab and line feed, DEL, C1), the separators that some programs break lines at, and what turns
 * the direction of text around (embeddings, overrides, isolates). A carriage return goes before a line feed only, as in
 * scripts for Windows: alone it would write over the line.
 *
 * Source: "Trojan Source", CVE-2021-42574, for the direction.
 */
const steering = /\r(?!\n)|[^\P{Cc}\n\t\r]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** The text with U+FFFD in place of each character that steers a terminal or turns text around. Line feeds stay. */
export function printable(text: string): string {
  return text.replaceAll(steering, '\u{fffd}')
}

/** JSON in which what {@link printable} replaces is escaped: a program reads it as it was, and it is safe to print. */
export function printableJson(json: string): string {
  return json.replaceAll(
    steering,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The value as JSON of several lines, for a person and for programs, printable. Ends with a line feed. */
export function jsonText(value: unknown): string {
  return `${printableJson(JSON.stringify(value, null, 2))}\n`
}
