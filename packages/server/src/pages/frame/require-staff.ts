import { HallpassError } from 'hallpass'
import type { Actor } from '../../actor/index.ts'
import { texts } from '../../texts/index.ts'

/** Somebody who runs workshops. */
export type Staff = Actor & { readonly kind: 'admin' | 'instructor' }

/**
 * Staff, or nobody.
 *
 * @throws HallpassError `NotSignedIn`
 */
export function requireStaff(actor: Actor | undefined): Staff {
  if (actor?.kind === 'admin' || actor?.kind === 'instructor') return actor
  throw new HallpassError('NotSignedIn', texts.frame.staffOnly, { hint: texts.frame.staffOnlyHint })
}
