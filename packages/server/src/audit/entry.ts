import type { Actor } from '../actor/index.ts'

/** Everything that is written down. The first word is what it happened to. */
export const actions = [
  'workshop.created',
  'workshop.changed',
  'workshop.opened',
  'workshop.ended',
  'workshop.archived',
  'participant.added',
  'participant.changed',
  'participant.link-made',
  'lease.created',
  'lease.started',
  'lease.first-used',
  'lease.extended',
  'lease.suspended',
  'lease.resumed',
  'lease.ending-soon',
  'lease.ended',
  'lease.revoked',
  'lease.token-made',
  'lease.token-returned',
  'credentials.issued',
  'console.opened',
  'denial.written',
  'denial.everyone',
  'denial.proved',
  'denial.failed',
  'denial.lifted',
  'staff.added',
  'staff.changed',
  'staff.disabled',
  'staff.enabled',
  'staff.link-made',
  'staff.signed-in',
  'staff.signed-out',
  'staff.refused',
  'passkey.added',
  'passkey.renamed',
  'passkey.removed',
  'token.made',
  'token.revoked',
  'webhook.made',
  'webhook.changed',
  'webhook.removed',
  'signing-key.made',
  'role.checked',
  'role.made-anew',
] as const

export type Action = (typeof actions)[number]

/** What happened, as a caller tells it. Never a secret in any of it. */
export interface Happening {
  readonly action: Action
  readonly workshopId?: string
  readonly participantId?: string
  readonly leaseId?: string
  readonly roleArn?: string
  /** As CloudTrail has it: the link between the two. */
  readonly sessionName?: string
  readonly accessKeyId?: string
  /** Why, in the words of whoever did it. */
  readonly reason?: string
  /** What else is worth knowing: small, flat, no secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>
}

/** What is in the audit: who, what, whom, when, from where. */
export interface AuditEntry extends Happening {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly actor: { readonly kind: Actor['kind']; readonly id: string; readonly name?: string }
  readonly address?: string
}

/** An entry with its number; numbers have no gaps. */
export interface RecordedEntry extends AuditEntry {
  readonly seq: number
}

/** Adds who, when and from where. */
export function auditEntry(happening: Happening, actor: Actor, now: Date): AuditEntry {
  return {
    at: now.toISOString(),
    actor: { kind: actor.kind, id: actor.id, ...('name' in actor ? { name: actor.name } : {}) },
    ...(actor.address === undefined ? {} : { address: actor.address }),
    ...happening,
  }
}
