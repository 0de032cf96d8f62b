import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely'

// A table each, with the columns of migrations/ under PostgreSQL's own names.

export interface WorkshopTable {
  id: string
  name: string
  state: Generated<WorkshopState>
  starts_at: Date
  ends_at: Date
  time_zone: string
  seats: number
  issuer: string
  duration_seconds: number
  session_policy: string | null
  session_tags: JSONColumnType<Record<string, string>>
  regions: string[]
  console_allowed: boolean
  join_mode: JoinMode
  join_code: string | null
  join_cap: number | null
  version: Generated<number>
  created_at: Date
  updated_at: Date
  ended_at: Date | null
}

export type WorkshopState = 'draft' | 'open' | 'ended' | 'archived'
export type JoinMode = 'closed' | 'code' | 'open'

export interface WorkshopRoleTable {
  workshop_id: string
  position: number
  account_id: string
  role_arn: string
}

export interface WorkshopOwnerTable {
  workshop_id: string
  owner: string
}

export interface ParticipantTable {
  id: string
  workshop_id: string
  name: string
  pseudonym: boolean
  handle: string
  email: string | null
  external_id: string | null
  version: Generated<number>
  created_at: Date
  updated_at: Date
}

export interface LeaseTable {
  id: string
  workshop_id: string
  participant_id: string
  state: LeaseState
  account_id: string
  role_arn: string
  session_name: string
  starts_at: Date
  ends_at: Date
  reason: string | null
  version: Generated<number>
  created_at: Date
  updated_at: Date
  first_used_at: Date | null
  last_issued_at: Date | null
  last_access_key_id: string | null
  console_opened_at: Date | null
  ending_soon_at: Date | null
  alive_until: Date | null
}

export type LeaseState = 'pending' | 'active' | 'suspended' | 'revoked' | 'ended'

export interface LeaseTokenTable {
  id: string
  lease_id: string
  hash: Buffer
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  revoked_at: Date | null
}

export interface DenialTable {
  id: string
  role_arn: string
  kind: 'session' | 'issued-before'
  session_name: string | null
  issued_before: Date | null
  lease_id: string | null
  state: 'wanted' | 'written' | 'proved' | 'lifted' | 'pruned'
  alive_until: Date
  created_at: Date
  written_at: Date | null
  proved_at: Date | null
  lifted_at: Date | null
  pruned_at: Date | null
  attempts: Generated<number>
  last_error: string | null
}

export interface RoleFindingTable {
  issuer: string
  role_arn: string
  account_id: string
  role_id: string | null
  max_session_seconds: number | null
  session_tags_allowed: boolean | null
  source_identity_allowed: boolean | null
  findings: JSONColumnType<readonly { readonly problem: string; readonly hint?: string }[]>
  checked_at: Date
}

export interface RoleGenerationTable {
  role_arn: string
  /** `AROA…` */
  role_id: string
  seen_at: Date
}

/** A replica that runs, and what it was started with. */
export interface ReplicaTable {
  id: string
  settings: JSONColumnType<ReplicaSettings>
  seen_at: Date
}

/** What every replica has to be started with alike. Never a secret. */
export interface ReplicaSettings {
  readonly publicUrl: string
  /** The names of the issuers. */
  readonly issuers: readonly string[]
  /** The account of each issuer's credentials, as far as it was asked. */
  readonly accounts: Readonly<Record<string, string>>
  /** Where staff signs in, besides links; empty where nowhere. */
  readonly openIdIssuer: string
}

/** The last look at a role and an issuer: under way while it has no end after its beginning. */
export interface RoleCheckTable {
  issuer: string
  role_arn: string
  began_at: Date
  ended_at: Date | null
  result: JSONColumnType<CheckResult | null, string | null>
}

/** What was seen, as doctor tells it. Never a secret. */
export interface CheckResult {
  /** The first thing that is wrong; nothing behind it was looked at. */
  readonly wrong: CheckFinding | null
  readonly warnings: readonly CheckFinding[]
  readonly checks: readonly {
    readonly name: string
    readonly outcome: 'good' | 'wrong' | 'warning' | 'unknown'
    readonly saw: string
  }[]
}

export interface CheckFinding {
  readonly cause: string
  readonly saw: string
  readonly hint: string | null
}

export interface IssuingRateTable {
  account_id: string
  region: string
  permits: number
  per_second: number
  updated_at: Date
}

export interface StaffTable {
  id: string
  name: string
  email: string | null
  role: 'admin' | 'instructor'
  oidc_issuer: string | null
  oidc_subject: string | null
  version: Generated<number>
  created_at: Date
  updated_at: Date
  disabled_at: Date | null
  /** An admin; or the groups of the OpenID Connect provider, which give access back as well. */
  disabled_by: 'admin' | 'groups' | null
  last_signed_in_at: Date | null
}

export interface PasskeyTable {
  id: string
  staff_id: string
  public_key: Buffer
  counter: Generated<number>
  transports: string[]
  name: string
  /** Whether it can be on more than one device. */
  multi_device: Generated<boolean>
  /** Whether it is: it outlives the device. */
  backed_up: Generated<boolean>
  created_at: Date
  last_used_at: Date | null
}

export interface SigninAttemptTable {
  hash: Buffer
  kind: string
  data: JSONColumnType<Record<string, unknown>>
  created_at: Date
  expires_at: Date
}

export interface ThrottledTable {
  workshop_id: string
  minute: Date
  times: number
}

export interface SigninRateTable {
  address: string
  permits: number
  refused: boolean
  updated_at: Date
}

export interface WebSessionTable {
  hash: Buffer
  staff_id: string | null
  participant_id: string | null
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  user_agent: string | null
  /** Whether it came from the OpenID Connect provider. */
  by_provider: Generated<boolean>
}

export interface OneTimeLinkTable {
  hash: Buffer
  purpose: 'first-admin' | 'staff' | 'participant' | 'device'
  staff_id: string | null
  participant_id: string | null
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

export interface ApiTokenTable {
  id: string
  name: string
  hash: Buffer
  scopes: string[]
  workshop_ids: string[] | null
  created_by: string
  created_at: Date
  expires_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

export interface WebhookEndpointTable {
  id: string
  url: string
  sealed_secret: Buffer
  events: string[]
  workshop_id: string | null
  owner: string
  version: Generated<number>
  created_at: Date
  updated_at: Date
  disabled_at: Date | null
}

export interface WebhookDeliveryTable {
  id: Generated<number>
  endpoint_id: string
  event_id: string
  event: string
  lease_id: string | null
  body: string
  attempts: Generated<number>
  created_at: Date
  next_attempt_at: Date
  delivered_at: Date | null
  given_up_at: Date | null
  last_status: number | null
  last_error: string | null
}

/** What a request made, as its audit entries tell. */
export interface MadeUnderKey {
  readonly workshopId?: string | undefined
  readonly leaseId?: string | undefined
  /** Of a token or a webhook. */
  readonly id?: string | undefined
  /** How many participants. */
  readonly participants: number
}

export interface IdempotencyKeyTable {
  actor: string
  key: string
  request_hash: Buffer
  status: number | null
  response: string | null
  location: string | null
  made: ColumnType<MadeUnderKey | null, string | null, string | null>
  created_at: Date
  expires_at: Date
}

export interface SigningKeyTable {
  id: string
  algorithm: string
  public_jwk: JSONColumnType<Record<string, unknown>>
  sealed_private_key: Buffer
  created_at: Date
  signs_from: Date
  signs_until: Date | null
  published_until: Date | null
}

/** Only ever added to, by `entry` alone: the database fills in the rest. */
export interface AuditTable {
  seq: MadeByDatabase<number>
  entry: ColumnType<string, string, never>
  previous_hash: MadeByDatabase<Buffer>
  hash: MadeByDatabase<Buffer>
  at: MadeByDatabase<Date>
  action: MadeByDatabase<string>
  actor: MadeByDatabase<string | null>
  workshop_id: MadeByDatabase<string | null>
  participant_id: MadeByDatabase<string | null>
  lease_id: MadeByDatabase<string | null>
  session_name: MadeByDatabase<string | null>
  access_key_id: MadeByDatabase<string | null>
}

type MadeByDatabase<T> = ColumnType<T, never, never>

export interface Tables {
  workshop: WorkshopTable
  workshop_role: WorkshopRoleTable
  workshop_owner: WorkshopOwnerTable
  participant: ParticipantTable
  lease: LeaseTable
  lease_token: LeaseTokenTable
  denial: DenialTable
  role_finding: RoleFindingTable
  role_check: RoleCheckTable
  role_generation: RoleGenerationTable
  replica: ReplicaTable
  issuing_rate: IssuingRateTable
  staff: StaffTable
  passkey: PasskeyTable
  signin_attempt: SigninAttemptTable
  signin_rate: SigninRateTable
  throttled: ThrottledTable
  web_session: WebSessionTable
  one_time_link: OneTimeLinkTable
  api_token: ApiTokenTable
  webhook_endpoint: WebhookEndpointTable
  webhook_delivery: WebhookDeliveryTable
  idempotency_key: IdempotencyKeyTable
  signing_key: SigningKeyTable
  audit: AuditTable
  migration: { name: string; applied_at: Date }
}

export type WorkshopRow = Selectable<WorkshopTable>
export type ParticipantRow = Selectable<ParticipantTable>
export type LeaseRow = Selectable<LeaseTable>
export type LeaseTokenRow = Selectable<LeaseTokenTable>
export type DenialRow = Selectable<DenialTable>
export type WebhookEndpointRow = Selectable<WebhookEndpointTable>
export type OneTimeLinkRow = Selectable<OneTimeLinkTable>
export type StaffRow = Selectable<StaffTable>
export type PasskeyRow = Selectable<PasskeyTable>
export type WebSessionRow = Selectable<WebSessionTable>
export type ApiTokenRow = Selectable<ApiTokenTable>
