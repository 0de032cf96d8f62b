import type { Transaction } from '../store/index.ts'

/** How much of somebody's was ended. */
export interface EndedAccess {
  readonly sessions: number
  readonly links: number
  readonly tokens: number
}

/**
 * Ends all that a member of staff gets in with: browsers, links that were not used, tokens that they made for
 * platforms. Every replica looks at these at each request.
 */
export async function endAccess(tx: Transaction, staffId: string, now: Date): Promise<EndedAccess> {
  const sessions = await tx.deleteFrom('web_session').where('staff_id', '=', staffId).executeTakeFirst()
  const links = await tx
    .deleteFrom('one_time_link')
    .where('staff_id', '=', staffId)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return {
    sessions: Number(sessions.numDeletedRows),
    links: Number(links.numDeletedRows),
    tokens: await endTokens(tx, staffId, now),
  }
}

/** Ends the tokens alone: of somebody who may make none any more. */
export async function endTokens(tx: Transaction, staffId: string, now: Date): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('api_token')
    .set({ revoked_at: now })
    .where('created_by', '=', `staff:${staffId}`)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
