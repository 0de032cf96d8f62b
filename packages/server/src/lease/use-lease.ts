import { HallpassError } from 'hallpass'
import type { Actor } from '../actor/index.ts'
import { change, type Services } from '../change/index.ts'
import type { IssuedConsoleLink, IssuedCredentials } from '../ports/index.ts'
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
  await handOut(services, actor, subject, {
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
  await handOut(services, actor, subject, {
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

interface HandedOut {
  readonly action: 'credentials.issued' | 'console.opened'
  readonly accessKeyId: string
  readonly aliveUntil: Date
}

/**
 * Writes down what is about to be handed out. Whoever took the lease its right while AWS was asked has not denied
 * what did not exist: then it is not handed out.
 */
async function handOut(
  services: Services,
  actor: Actor,
  { lease: read, workshop, participant }: LeaseInFull,
  { action, accessKeyId, aliveUntil }: HandedOut,
): Promise<void> {
  await change(services, actor, async ({ tx, now, record }) => {
    const lease = await tx
      .selectFrom('lease')
      .selectAll()
      .where('id', '=', read.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const state = leaseStateAt(lease, workshop, now)
    if (state !== 'active' || lease.session_name !== read.session_name) throw notActive(state)
    await tx
      .updateTable('lease')
      .set({
        state,
        first_used_at: lease.first_used_at ?? now,
        last_issued_at: now,
        last_access_key_id: accessKeyId,
        alive_until:
          lease.alive_until !== null && lease.alive_until > aliveUntil ? lease.alive_until : aliveUntil,
        ...(action === 'console.opened' ? { console_opened_at: now } : {}),
      })
      .where('id', '=', lease.id)
      .execute()
    const whom = {
      workshopId: workshop.id,
      participantId: participant.id,
      leaseId: lease.id,
      sessionName: lease.session_name,
    }
    if (lease.state === 'pending') record({ action: 'lease.started', ...whom })
    if (lease.first_used_at === null) record({ action: 'lease.first-used', ...whom })
    record({
      action,
      ...whom,
      roleArn: lease.role_arn,
      accessKeyId,
      detail: { aliveUntil: aliveUntil.toISOString() },
    })
  })
}

function notActive(state: string): HallpassError {
  const hints: Readonly<Record<string, string>> = {
    pending: 'wait until the workshop is open and has begun',
    suspended: 'ask the instructor to resume it',
    revoked: 'ask the instructor',
    ended: 'ask the instructor for a new one',
    active: 'it was changed meanwhile: ask again',
  }
  return new HallpassError(
    'StateConflict',
    state === 'active' ? 'this lease was just changed' : `this lease is ${state}`,
    { hint: hints[state], facts: { name: state } },
  )
}
