import type { Denial } from './denial.ts'
import type { RolePolicies } from './role-policies.ts'

/** What is denied. AWS applies it within seconds mostly, and may take minutes. */
export interface Revocation {
  readonly roleArn: string
  /** `undefined`: everyone's sessions. */
  readonly sessionName: string | undefined
  /** Only sessions issued before this moment; `undefined`: later ones too. */
  readonly before: Date | undefined
  /** When nothing of it can be alive any more: then it may be pruned. */
  readonly until: Date
}

/** A denial in the words of whoever revokes. */
export function revocation(role: RolePolicies, { userId, before, until }: Denial): Revocation {
  const sessionName = userId?.slice(userId.indexOf(':') + 1)
  return { roleArn: role.role.arn, sessionName, before, until }
}

/** Denials in these words: everyone first, then by name. */
export function revocationsOf(role: RolePolicies, denials: readonly Denial[]): readonly Revocation[] {
  return denials
    .map((denial) => revocation(role, denial))
    .toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1))
}

function sortKey({ sessionName = '', before }: Revocation): string {
  return `${sessionName} ${before?.toISOString()}`
}
