import { HallpassError } from 'hallpass'
import type { Actor } from '../actor/index.ts'
import type { Services } from '../change/index.ts'
import type { IssuedConsoleLink, IssuedCredentials } from '../ports/index.ts'
import { handOut, notActive } from './hand-out.ts'
import { type LeaseInFull, requireLease } from './read-lease.ts'
import { leaseStateAt } from './states.ts'

/**
 * Keys for a lease that is active, good for the time that is left of it.
 *
 * @throws HallpassError `StateConflict` when it is not active; AWS's refusals; `NotFound`, `Forbidden`
 */
export async function leaseCredentials(
  services: Services,
  actor: Actor,
  leaseId: string,
): Promise<IssuedCredentials> {
  const subject = await requireActive(services, actor, leaseId)
  const issued = await services.issuing.credentials(subject)
  // Out of memory: written down when they were made.
  if (!issued.fresh) return issued
  await handOut(services, {
    actor,
    subject,
    action: 'credentials.issued',
    accessKeyId: issued.accessKeyId,
    aliveUntil: issued.aliveUntil,
  })
  services.issuing.handedOut(leaseId, issued.accessKeyId)
  return issued
}

/**
 * A console link for a lease that is active, of a workshop that allows the console.
 *
 * @throws HallpassError as {@link leaseCredentials}
 */
export async function leaseConsoleLink(
  services: Services,
  actor: Actor,
  leaseId: string,
  destination?: string,
): Promise<IssuedConsoleLink> {
  const subject = await requireActive(services, actor, leaseId)
  if (!subject.workshop.console_allowed) {
    throw new HallpassError('StateConflict', 'this workshop is without the console', {
      hint: 'use keys',
      facts: { name: 'consoleAllowed' },
    })
  }
  const link = await services.issuing.consoleLink(subject, destination)
  await handOut(services, {
    actor,
    subject,
    action: 'console.opened',
    accessKeyId: link.accessKeyId,
    aliveUntil: link.aliveUntil > link.consoleEndsAt ? link.aliveUntil : link.consoleEndsAt,
  })
  return link
}

async function requireActive(services: Services, actor: Actor, leaseId: string): Promise<LeaseInFull> {
  const subject = await requireLease(services.database, actor, 'lease.issue', leaseId)
  const state = leaseStateAt(subject.lease, subject.workshop, services.now())
  if (state !== 'active') throw notActive(state)
  return subject
}
