/**
 * Who acts. Every function that changes something takes one, asks {@link authorize} what it may do, and writes it
 * into the audit.
 */
export type Actor = (
  | { readonly kind: 'system'; readonly id: string }
  | { readonly kind: 'admin' | 'instructor'; readonly id: string; readonly name: string }
  | {
      readonly kind: 'platform'
      /** The API token's id. */
      readonly id: string
      readonly name: string
      readonly scopes: readonly Scope[]
      /** Workshops it may use besides those it made itself. */
      readonly workshopIds: 'all' | readonly string[]
    }
  | {
      readonly kind: 'participant'
      /** The participant's id. */
      readonly id: string
      readonly workshopId: string
      /** The lease that the request's token is for; none for somebody who came with a cookie. */
      readonly leaseId?: string
      /** That token's id. */
      readonly tokenId?: string
    }
) & {
  /** The address that the request came from. */
  readonly address?: string
}

export type ActorKind = Actor['kind']

/** What an API token may be limited to. */
export const scopes = ['workshops', 'participants', 'leases', 'credentials', 'audit', 'webhooks'] as const
export type Scope = (typeof scopes)[number]

/** The server itself, by the part that acts: `jobs`, `startup`. */
export function systemActor(part: string): Actor {
  return { kind: 'system', id: part }
}

/** The form in which an owner of workshops is kept; nothing for whom nothing can belong to. */
export function ownerKey(actor: Actor): string | undefined {
  if (actor.kind === 'admin' || actor.kind === 'instructor') return `staff:${actor.id}`
  if (actor.kind === 'platform') return `token:${actor.id}`
  return undefined
}
