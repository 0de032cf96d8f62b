import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'

/**
 * Whether a loopback connection is another user's, as far as the system tells (Linux): an address in a process's
 * arguments can be read by everybody on the machine, so that knowing it is no proof.
 *
 * Root counts as ours: it can do all that we can, and relays into containers and WSL run as root.
 */
export function isForeign(request: IncomingMessage): boolean {
  const { remotePort, localPort } = request.socket
  const own = process.geteuid?.()
  if (process.platform !== 'linux' || own === undefined || !remotePort || !localPort) return false
  try {
    const user = peerUser(readFileSync('/proc/net/tcp', 'latin1'), remotePort, localPort)
    return user !== undefined && user !== own && user !== 0
  } catch {
    return false
  }
}

/**
 * The user whose socket is connected from one loopback port to another, by the table of `/proc/net/tcp`.
 *
 * Source: proc_net_tcp(5): fields local_address, rem_address (hexadecimal) and, as the eighth, uid.
 */
export function peerUser(table: string, fromPort: number, toPort: number): number | undefined {
  for (const line of table.split('\n').slice(1)) {
    const [, local = '', remote = '', , , , , uid = ''] = line.trim().split(/\s+/)
    if (local.endsWith(`:${hex(fromPort)}`) && remote.endsWith(`:${hex(toPort)}`)) {
      return /^\d+$/.test(uid) ? Number(uid) : undefined
    }
  }
  return undefined
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}
