import { HallpassError } from 'hallpass'
import type { Services } from '../change/index.ts'

/** What it takes to know which issuers there are. */
export type WithIssuers = Readonly<Record<'issuing', Pick<Services['issuing'], 'issuers'>>>

/**
 * The issuer that a workshop is to have: `wanted`, or else `default`, or the first of a server that has none of
 * that name.
 *
 * @throws HallpassError `InvalidInput` for a name that this server was not started with: nobody would get keys
 */
export function checkIssuer({ issuing: { issuers } }: WithIssuers, wanted: string | undefined): string {
  const name = wanted ?? (issuers.includes('default') ? 'default' : (issuers[0] ?? 'default'))
  if (issuers.includes(name)) return name
  throw new HallpassError('InvalidInput', `this server has no issuer of the name ${name}`, {
    hint: `it has ${issuers.join(', ') || 'none: start it with one'}`,
    facts: { name: 'issuer' },
  })
}

/** A workshop whose issuer this server does not have, for example since it was started with other flags. */
export interface StrandedWorkshop {
  readonly id: string
  readonly name: string
  readonly issuer: string
}

/** Workshops that are not over, and get no keys for want of their issuer. At most 100. */
export async function strandedWorkshops({
  database,
  issuing,
}: Pick<Services, 'database'> & WithIssuers): Promise<StrandedWorkshop[]> {
  return database
    .selectFrom('workshop')
    .select(['id', 'name', 'issuer'])
    .where('state', 'in', ['draft', 'open'])
    .where('issuer', 'not in', ['', ...issuing.issuers])
    .orderBy('id')
    .limit(100)
    .execute()
}
