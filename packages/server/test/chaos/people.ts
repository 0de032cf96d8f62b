/** Keys that somebody was given. */
export interface HandedKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/** What a platform knows of a lease: what it was told, and nothing it was not. */
export interface KnownLease {
  readonly id: string
  readonly externalId: string
  /** Seconds until it ends by itself, where it does. */
  readonly shortSeconds: number | undefined
  /** Somebody is changing it. */
  busy: boolean
  readonly keys: HandedKeys[]
  readonly tokens: string[]
  consoles: number
  /** Words of the audit that have to be there, as often as they were acknowledged. */
  readonly acknowledged: string[]
  /** Since when nobody may be given keys: a suspension, revocation or end was acknowledged. */
  closedSince: number | undefined
  state: 'active' | 'suspended' | 'revoked' | 'ended'
}

/** All that was done in a run. */
export interface Ledger {
  readonly workshopId: string
  readonly joinCode: string
  readonly leases: Map<string, KnownLease>
  /** External ids that were asked for, acknowledged or not. */
  readonly asked: Set<string>
  /** Workshops by the name that was asked for. */
  readonly workshops: Map<string, { readonly id: string; ended: boolean }>
  /** Keys under which a lease's token was asked for, by lease. */
  readonly tokenRequests: Map<string, number>
  /** Names of those who joined on the page: asked, and acknowledged. */
  readonly guests: Map<string, boolean>
  /** What was wrong while it ran. */
  readonly problems: string[]
  readonly counts: Map<string, number>
}

export function count({ counts }: Pick<Ledger, 'counts'>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
