import type { Change } from '../change/index.ts'
import type { StaffRow } from '../store/index.ts'
import type { Identity } from './add-staff.ts'
import { endAccess, endTokens } from './end-access.ts'
import type { StaffRole } from './input.ts'

// What an OpenID Connect provider decides. All of it within a change, under `lockStaff`.

/** Writes down who somebody is at the provider: from now on these two say that it is them. */
export async function setIdentity(
  { tx, now, record }: Change,
  before: StaffRow,
  { issuer, subject }: Identity,
): Promise<StaffRow> {
  record({ action: 'staff.changed', detail: { staffId: before.id, changed: 'identity', issuer } })
  return tx
    .updateTable('staff')
    .set({ oidc_issuer: issuer, oidc_subject: subject, version: before.version + 1, updated_at: now })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Gives somebody the role of their groups; the tokens of an admin who is one no more end. */
export async function giveRole(
  { tx, now, record }: Change,
  before: StaffRow,
  role: StaffRole,
): Promise<StaffRow> {
  const tokens = before.role === 'admin' ? await endTokens(tx, before.id, now) : 0
  record({
    action: 'staff.changed',
    detail: {
      staffId: before.id,
      changed: 'role',
      role,
      by: 'groups',
      ...(tokens > 0 ? { tokensEnded: tokens } : {}),
    },
  })
  return tx
    .updateTable('staff')
    .set({ role, version: before.version + 1, updated_at: now })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Ends what somebody is in with, and leaves them their entry. */
export async function takeSessions({ tx, now, record }: Change, { id }: StaffRow): Promise<void> {
  const ended = await endAccess(tx, id, now)
  record({ action: 'staff.changed', detail: { staffId: id, changed: 'access', by: 'groups', ...ended } })
}
