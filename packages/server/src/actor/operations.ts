import type { ActorKind, Scope } from './actor.ts'

/** How far a permission goes: nowhere, to what is the actor's own, or to everything. */
export type Reach = 'none' | 'own' | 'any'

interface Rule {
  readonly admin: Reach
  readonly instructor: Reach
  readonly platform: Reach
  readonly participant: Reach
  /** What a platform's token has to be for. */
  readonly scope: Scope | undefined
}

const rule = (admin: Reach, instructor: Reach, platform: Reach, participant: Reach, scope?: Scope): Rule => ({
  admin,
  instructor,
  platform,
  participant,
  scope,
})

/**
 * Who may do what: admin, instructor, a platform's token, participant. The server itself may do everything. `own`
 * is an instructor's or a token's own workshops and what is in them, and a participant's own lease. Keys are under
 * their holder's name: no member of staff gets those of somebody else.
 */
export const operations = {
  // To create is to own: there is nobody else's to create.
  'workshop.create': rule('any', 'any', 'any', 'none', 'workshops'),
  'workshop.read': rule('any', 'own', 'own', 'none', 'workshops'),
  'workshop.change': rule('any', 'own', 'own', 'none', 'workshops'),
  'workshop.end': rule('any', 'own', 'own', 'none', 'workshops'),
  'participant.read': rule('any', 'own', 'own', 'own', 'participants'),
  'participant.write': rule('any', 'own', 'own', 'none', 'participants'),
  'lease.create': rule('any', 'own', 'own', 'none', 'leases'),
  'lease.read': rule('any', 'own', 'own', 'own', 'leases'),
  'lease.control': rule('any', 'own', 'own', 'none', 'leases'),
  'lease.issue': rule('none', 'none', 'own', 'own', 'credentials'),
  'lease.token': rule('none', 'none', 'own', 'own', 'credentials'),
  // Whoever has the link is that person: who has it already needs no further one.
  'participant.link': rule('any', 'own', 'own', 'none', 'credentials'),
  'audit.read': rule('any', 'own', 'own', 'none', 'audit'),
  // Of a token only where it is for every workshop: who calls it looks at that.
  'audit.export': rule('any', 'none', 'any', 'none', 'audit'),
  // The roles of the account are nobody's in particular.
  'role.preview': rule('any', 'any', 'any', 'none', 'workshops'),
  'health.read': rule('any', 'any', 'any', 'none', 'workshops'),
  // Sessions are made for the look, and dropped: nobody gets their keys.
  'health.check': rule('any', 'any', 'any', 'none', 'workshops'),
  'webhook.manage': rule('any', 'none', 'own', 'none', 'webhooks'),
  'token.manage': rule('any', 'none', 'none', 'none'),
  'staff.manage': rule('any', 'none', 'none', 'none'),
  // How somebody signs in themselves: nobody else's can be named.
  'account.manage': rule('any', 'any', 'none', 'none'),
} as const satisfies Record<string, Rule>

export type Operation = keyof typeof operations

/** How far an operation goes for a kind of actor, its scopes apart. */
export function reach(kind: ActorKind, operation: Operation): Reach {
  return kind === 'system' ? 'any' : operations[operation][kind]
}
