import { HallpassError } from 'hallpass'
import { type Actor, ownerKey } from './actor.ts'
import { type Operation, operations, reach } from './operations.ts'

/** What an operation is about, as far as it decides whose it is. */
export interface Subject {
  readonly workshopId: string
  /** Who has the workshop: `staff:ID`, `token:ID`. */
  readonly owners: readonly string[]
  readonly participantId?: string
  readonly leaseId?: string
}

/**
 * Whether an actor may do something, and to what. Ask with the subject as it is in the database, not as the request
 * names it.
 *
 * @throws HallpassError `NotFound` for what the actor may not even know of
 * @throws HallpassError `Forbidden` for what it may know of and not do
 */
export function authorize(actor: Actor, operation: Operation, subject?: Subject): void {
  const far = reach(actor.kind, operation)
  if (far === 'none') throw forbidden(actor, operation)
  const { scope } = operations[operation]
  if (actor.kind === 'platform' && scope !== undefined && !actor.scopes.includes(scope)) {
    throw new HallpassError('Forbidden', `this token is not for ${scope}`, {
      hint: `use a token with the scope ${scope}`,
      facts: { name: scope },
    })
  }
  if (far === 'own' && subject !== undefined && !isOwn(actor, subject)) throw notFound()
}

/** Whether the subject is the actor's own. */
export function isOwn(actor: Actor, subject: Subject): boolean {
  if (actor.kind === 'participant') {
    if (actor.workshopId !== subject.workshopId || actor.id !== subject.participantId) return false
    return actor.leaseId === undefined || subject.leaseId === undefined || actor.leaseId === subject.leaseId
  }
  const key = ownerKey(actor)
  if (key !== undefined && subject.owners.includes(key)) return true
  if (actor.kind !== 'platform') return false
  return actor.workshopIds === 'all' || actor.workshopIds.includes(subject.workshopId)
}

/** The same words for what is missing and for what is somebody else's: neither is told apart from outside. */
export function notFound(): HallpassError {
  return new HallpassError('NotFound', 'there is nothing of that id that you may see', {
    hint: 'check the id, and whether it is one of your own workshops',
  })
}

function forbidden(actor: Actor, operation: Operation): HallpassError {
  const who =
    actor.kind === 'platform' ? 'an API token' : `${actor.kind === 'admin' ? 'an' : 'a'} ${actor.kind}`
  return new HallpassError('Forbidden', `${who} may not do this (${operation})`, {
    hint: 'ask an admin',
    facts: { name: operation },
  })
}
