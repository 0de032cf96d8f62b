import { leaseConsoleLink } from '../../lease/index.ts'
import type { PageCall } from '../frame/index.ts'
import { readPass } from './read-pass.ts'

/** Opens the console: only ever by a POST, since a GET may be fetched by a machine that looks ahead. */
export async function openConsole(call: PageCall) {
  const { actor, lease } = await readPass(call)
  const link = await leaseConsoleLink(call.tools.services, actor, lease.id)
  call.context.header('cache-control', 'no-store')
  call.context.header('referrer-policy', 'no-referrer')
  return call.context.redirect(link.url, 303)
}
