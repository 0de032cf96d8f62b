import type { SessionRequest } from 'hallpass'
import type { LeaseSubject } from '../ports/index.ts'
import type { WorkshopRow } from '../store/index.ts'
import { fillTemplate, type TemplateValues } from '../workshop/index.ts'
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
  return {
    leaseId: lease.id,
    sessionName: lease.session_name,
    durationSeconds: Math.max(
      shortestSeconds,
      Math.min(workshop.duration_seconds, longestSeconds, secondsLeft({ lease, workshop }, now)),
    ),
    ...carried(workshop, marks, values),
  }
}

/** What a session carries of its workshop, and of whom it is for. */
function carried(
  workshop: Pick<WorkshopRow, 'session_policy' | 'session_tags' | 'regions'>,
  marks: Marks,
  values: TemplateValues,
): Pick<SessionRequest, 'policy' | 'tags' | 'sourceIdentity'> {
  const tags = Object.entries(workshop.session_tags).map(([key, value]) => [key, fillTemplate(value, values)])
  return {
    policy: regionPolicy(
      workshop.session_policy === null ? undefined : fillTemplate(workshop.session_policy, values),
      workshop.regions,
    ),
    ...(marks.tags ? { tags: { ...Object.fromEntries(tags), ...values } } : {}),
    ...(marks.sourceIdentity ? { sourceIdentity: values.participant } : {}),
  }
}

/** What a session is called that is made to look whether one can be made, and dropped. */
export const checkSessionName = 'hallpass-check'

// A trust or a policy may know ids by what they look like: these are nobody's.
const nobodysIds = { workshop: 'w-0000000000', participant: 'p-0000000000', lease: 'l-0000000000' }

/** What such a session is asked for: what one of the workshop's would carry, of a participant who is nobody. */
export function checkRequest(marks: Marks, workshop: WorkshopRow | undefined): LeaseSessionRequest {
  const values = { ...nobodysIds, ...(workshop && { workshop: workshop.id }) }
  return {
    leaseId: values.lease,
    sessionName: checkSessionName,
    durationSeconds: shortestSeconds,
    ...carried(workshop ?? { session_policy: null, session_tags: {}, regions: [] }, marks, values),
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
