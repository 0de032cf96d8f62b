import type { Services } from '../change/index.ts'
import type { Denied, LeaseSubject } from '../ports/index.ts'

/**
 * Takes away what was handed out for leases that were just suspended, revoked or ended. What is to be denied was
 * written down with their new states: if this fails, or the process dies here, a job does it.
 */
export async function denyEnded(
  { issuing, revoking }: Pick<Services, 'issuing' | 'revoking'>,
  subjects: readonly LeaseSubject[],
): Promise<Denied[]> {
  if (subjects.length === 0) return []
  const ids = subjects.map(({ lease }) => lease.id)
  issuing.forget(ids)
  return revoking.deny(ids)
}
