import type { Change } from '../change/index.ts'

/** How a member of staff signed in. */
export type SignInWay = 'first link' | 'link' | 'passkey' | 'openid connect'

/** Writes down that somebody signed in, for the audit and the list of staff. */
export async function recordSignIn(
  { tx, now, record }: Change,
  staffId: string,
  how: SignInWay,
): Promise<void> {
  await tx.updateTable('staff').set({ last_signed_in_at: now }).where('id', '=', staffId).execute()
  record({ action: 'staff.signed-in', detail: { staffId, how } })
}
