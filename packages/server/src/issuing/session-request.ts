import type { SessionRequest } from 'hallpass'
import type { LeaseSubject } from '../ports/index.ts'
import { fillTemplate } from '../workshop/index.ts'
import { regionPolicy } from './region-policy.ts'
import type { Marks } from './role-findings.ts'

/** A request for a session of a lease. */
export interface LeaseSessionRequest extends SessionRequest {
  /** For whom a token is made, where the issuer makes tokens. */
  readonly leaseId: string
}

const shortestSeconds = 900

/** What a session for a lease is asked for: for the time that is left of it, but AWS makes none under 15 minutes. */
export function sessionRequest(
  { lease, workshop, participant }: LeaseSubject,
  marks: Marks,
  { now, longestSeconds }: { readonly now: Date; readonly longestSeconds: number },
): LeaseSessionRequest {
  const values = { workshop: workshop.id, participant: participant.id, lease: lease.id }
  const tags = Object.entries(workshop.session_tags).map(([key, value]) => [key, fillTemplate(value, values)])
  return {
    leaseId: lease.id,
    sessionName: lease.session_name,
    durationSeconds: Math.max(
      shortestSeconds,
      Math.min(workshop.duration_seconds, longestSeconds, secondsLeft({ lease, workshop }, now)),
    ),
    policy: regionPolicy(
      workshop.session_policy === null ? undefined : fillTemplate(workshop.session_policy, values),
      workshop.regions,
    ),
    ...(marks.tags ? { tags: { ...Object.fromEntries(tags), ...values } } : {}),
    ...(marks.sourceIdentity ? { sourceIdentity: participant.id } : {}),
  }
}

/** What a session is called that is made to look whether one can be made, and dropped. */
export const checkSessionName = 'hallpass-check'

/** What such a session is asked for: what a lease's would carry, with the name in place of each. */
export function checkRequest({ tags, sourceIdentity }: Marks): LeaseSessionRequest {
  const name = checkSessionName
  return {
    leaseId: name,
    sessionName: name,
    durationSeconds: shortestSeconds,
    ...(tags ? { tags: { workshop: name, participant: name, lease: name } } : {}),
    ...(sourceIdentity ? { sourceIdentity: name } : {}),
  }
}

/** Whole seconds until the lease ends, or its workshop, whichever is first. */
export function secondsLeft(
  { lease, workshop }: Pick<LeaseSubject, 'lease' | 'workshop'>,
  now: Date,
): number {
  const end = Math.min(lease.ends_at.getTime(), workshop.ends_at.getTime())
  return Math.floor((end - now.getTime()) / 1000)
}
