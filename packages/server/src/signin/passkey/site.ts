import { isIP } from 'node:net'

/** Where passkeys of a server work: they belong to a name, and are used at one origin. */
export interface PasskeySite {
  /** WebAuthn's relying party ID: a name, never an address. */
  readonly id: string
  readonly origin: string
}

/** Why there can be no passkeys: an IP address has no name, and what comes by http can be read and changed on the way. */
export type NoPasskeys = 'address' | 'http'

/**
 * The site of a server's public address, or why it cannot have passkeys. A server that is tried on one's own machine,
 * at `http://127.0.0.1:8080`, has them at `http://localhost:8080`.
 *
 * Source: Web Authentication Level 3, W3C, "relying party identifier" and "Validating Origins".
 */
export function passkeySite(publicUrl: string): PasskeySite | NoPasskeys {
  const url = new URL(publicUrl)
  const host = url.hostname.replaceAll(/[[\]]/g, '')
  if (url.protocol === 'https:') return isIP(host) === 0 ? { id: host, origin: url.origin } : 'address'
  if (host === 'localhost' || host.endsWith('.localhost')) return { id: host, origin: url.origin }
  if (host !== '127.0.0.1' && host !== '::1') return 'http'
  url.hostname = 'localhost'
  return { id: 'localhost', origin: url.origin }
}
