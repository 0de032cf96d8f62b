import { sql } from 'kysely'
import type { Database } from '../../store/index.ts'

/** What an admin should know of signing in. */
export interface SignInFinding {
  readonly problem: string
  readonly hint: string
}

// The audit is found by its numbers alone: what is older than so many rows is not looked through.
const rowsLookedAt = 10_000

/**
 * Whether the groups that were configured are anybody's: where the provider sent people, all of them were refused for
 * want of a group, and nobody ever came in, the claim or the names are wrong.
 */
export async function groupFindings(database: Database): Promise<SignInFinding[]> {
  const someone = await database
    .selectFrom('staff')
    .select('id')
    .where('oidc_subject', 'is not', null)
    .where('last_signed_in_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  if (someone !== undefined) return []
  const { rows } = await sql<{ refused: number }>`
    select count(distinct entry::jsonb -> 'detail' ->> 'subject')::int as refused
    from (select entry, action from audit order by seq desc limit ${rowsLookedAt}) as newest
    where action = 'staff.refused' and entry::jsonb -> 'detail' ->> 'noGroup' = 'true'`.execute(database)
  const refused = rows[0]?.refused ?? 0
  if (refused === 0) return []
  return [
    {
      problem: `nobody was let in by their groups yet, and ${refused === 1 ? 'one was' : `${refused} were`} refused for want of one`,
      hint: 'compare --oidc-groups-claim, --oidc-admin-group and --oidc-instructor-group with what the provider puts into its tokens',
    },
  ]
}
