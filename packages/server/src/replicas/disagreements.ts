import { sql } from 'kysely'
import type { Database, ReplicaSettings } from '../store/index.ts'

/** Something that replicas were started with differently. */
export interface Disagreement {
  readonly problem: string
  readonly hint: string
}

/** A replica that has said nothing for as long is gone. */
export const silentSeconds = 100

/**
 * What the replicas that run do not agree about. It is told and not refused: a change of address goes from one replica to
 * the next, and for that while both are right.
 */
export async function disagreements(database: Database): Promise<readonly Disagreement[]> {
  const rows = await database
    .selectFrom('replica')
    .select('settings')
    .where('seen_at', '>', sql<Date>`clock_timestamp() - make_interval(secs => ${silentSeconds})`)
    .orderBy('id')
    .limit(1000)
    .execute()
  const all = rows.map(({ settings }) => settings)
  return [
    ...differing(
      all.map(({ publicUrl }) => publicUrl),
      (values) => ({
        problem: `replicas have different public addresses: ${values}`,
        hint: 'start all of them with the same --url: links, passkeys and the keyless issuer are of one address',
      }),
    ),
    ...differing(
      all.map(({ issuers }) => issuers.toSorted().join(', ') || 'none'),
      (values) => ({
        problem: `replicas have different issuers: ${values}`,
        hint: 'start all of them with --keyless, or none: a workshop gets keys only where its issuer is',
      }),
    ),
    ...accountsOf(all),
    ...differing(
      all.map(({ openIdIssuer }) => openIdIssuer || 'none'),
      (values) => ({
        problem: `replicas send staff to different places to sign in: ${values}`,
        hint: 'start all of them with the same OpenID Connect settings',
      }),
    ),
  ]
}

function accountsOf(all: readonly ReplicaSettings[]): readonly Disagreement[] {
  const names = new Set(all.flatMap(({ accounts }) => Object.keys(accounts)))
  return [...names].toSorted().flatMap((name) =>
    differing(
      // Who has not asked yet does not disagree.
      all.flatMap(({ accounts }) => accounts[name] ?? []),
      (values) => ({
        problem: `the credentials of issuer ${name} are of different accounts: ${values}`,
        hint: 'give every replica the credentials of the same identity',
      }),
    ),
  )
}

function differing(
  values: readonly string[],
  tell: (values: string) => Disagreement,
): readonly Disagreement[] {
  const distinct = [...new Set(values)].toSorted()
  return distinct.length < 2 ? [] : [tell(distinct.join(' | '))]
}
