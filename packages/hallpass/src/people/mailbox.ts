/** An address as mail programs copy it. */
export interface Mailbox {
  readonly address: string
  /** The name beside it, e.g. `Ada Lovelace`. */
  readonly name: string | undefined
}

/**
 * Reads `Ada Lovelace <ada@example.com>`, `<ada@example.com>` and `mailto:ada@example.com`; anything else is an
 * address (or a session name) as it stands.
 *
 * Source: RFC 5322, 3.4 (`name-addr`), without comments and routes; RFC 6068.
 */
export function readMailbox(text: string): Mailbox {
  const bracketed = /^(?<name>[^<>]*)<(?<address>[^<>\s]+)>[;,]?$/.exec(text)?.groups
  const address = (bracketed?.['address'] ?? text).replace(/^mailto:/i, '').replace(/\?.*$/s, '')
  const name = (bracketed?.['name'] ?? '').trim().replace(/^"(.*)"$|^'(.*)'$/, '$1$2')
  return {
    address: bracketed !== undefined || /^mailto:/i.test(text) ? address : text,
    name: name === '' ? undefined : name,
  }
}

/** Whether text is a mailbox with an address in it: `Ada <ada@example.com>`, `ada@example.com`. */
export function isMailbox(text: string): boolean {
  return /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(readMailbox(text).address)
}
