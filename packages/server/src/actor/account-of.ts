import type { Actor } from './actor.ts'
import { authorize, notFound } from './authorize.ts'

/**
 * Whose account it is: that of whoever asks, of those who run workshops.
 *
 * @throws HallpassError `Forbidden`
 */
export function accountOf(actor: Actor): string {
  authorize(actor, 'account.manage')
  if (actor.kind !== 'admin' && actor.kind !== 'instructor') throw notFound()
  return actor.id
}
