import type { CheckResult, Database } from '../store/index.ts'

/** The last look at a role. */
export interface LastCheck {
  readonly beganAt: Date
  readonly state: 'running' | 'ended' | 'given-up'
  /** When the last that came to its end did so, and what it found. */
  readonly endedAt: Date | undefined
  readonly result: CheckResult | undefined
}

/** A role that the server hands out by an issuer, and what is known of it. */
export interface CheckedRole {
  readonly issuer: string
  readonly roleArn: string
  readonly accountId: string
  /** Whether a workshop that is not over has it: what is wrong with another is nobody's to mend. */
  readonly inUse: boolean
  /** What its trust allows, found out with the first session. */
  readonly found:
    | {
        readonly sessionTagsAllowed: boolean | null
        readonly sourceIdentityAllowed: boolean | null
        readonly findings: readonly { readonly problem: string; readonly hint?: string }[]
        readonly checkedAt: Date
      }
    | undefined
  readonly check: LastCheck | undefined
}

/** A look that has not ended by then never will: its replica is gone. */
export const givenUpMs = 120_000

/** The roles that sessions were made of, and those of workshops that are not over. */
export async function checkedRoles(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  only?: { readonly issuer: string; readonly roleArn: string },
): Promise<readonly CheckedRole[]> {
  const rows = await database
    .with('in_use', (query) =>
      query
        .selectFrom('workshop_role')
        .innerJoin('workshop', 'workshop.id', 'workshop_role.workshop_id')
        .where('workshop.state', 'in', ['draft', 'open'])
        .select(['workshop.issuer', 'workshop_role.role_arn', 'workshop_role.account_id'])
        .distinct(),
    )
    .with('handed_out', (query) =>
      query
        .selectFrom('in_use')
        .select(['issuer', 'role_arn', 'account_id'])
        .union(query.selectFrom('role_finding').select(['issuer', 'role_arn', 'account_id'])),
    )
    .selectFrom('handed_out')
    .leftJoin('in_use', (join) =>
      join
        .onRef('in_use.issuer', '=', 'handed_out.issuer')
        .onRef('in_use.role_arn', '=', 'handed_out.role_arn'),
    )
    .leftJoin('role_finding', (join) =>
      join
        .onRef('role_finding.issuer', '=', 'handed_out.issuer')
        .onRef('role_finding.role_arn', '=', 'handed_out.role_arn'),
    )
    .leftJoin('role_check', (join) =>
      join
        .onRef('role_check.issuer', '=', 'handed_out.issuer')
        .onRef('role_check.role_arn', '=', 'handed_out.role_arn'),
    )
    .select([
      'handed_out.issuer',
      'handed_out.role_arn',
      'handed_out.account_id',
      'in_use.role_arn as used_arn',
      'session_tags_allowed',
      'source_identity_allowed',
      'findings',
      'checked_at',
      'began_at',
      'ended_at',
      'result',
    ])
    .$if(only !== undefined, (query) =>
      query
        .where('handed_out.issuer', '=', only?.issuer ?? '')
        .where('handed_out.role_arn', '=', only?.roleArn ?? ''),
    )
    .orderBy('handed_out.role_arn')
    .orderBy('handed_out.issuer')
    .execute()
  return rows.map((row) => ({
    issuer: row.issuer,
    roleArn: row.role_arn,
    accountId: row.account_id,
    inUse: row.used_arn !== null,
    found:
      row.checked_at === null
        ? undefined
        : {
            sessionTagsAllowed: row.session_tags_allowed,
            sourceIdentityAllowed: row.source_identity_allowed,
            findings: row.findings ?? [],
            checkedAt: row.checked_at,
          },
    check:
      row.began_at === null
        ? undefined
        : {
            beganAt: row.began_at,
            state: stateOf(row.began_at, row.ended_at, now()),
            endedAt: row.ended_at ?? undefined,
            result: row.result ?? undefined,
          },
  }))
}

function stateOf(began: Date, ended: Date | null, now: Date): LastCheck['state'] {
  if (ended !== null && ended >= began) return 'ended'
  return now.getTime() - began.getTime() < givenUpMs ? 'running' : 'given-up'
}
