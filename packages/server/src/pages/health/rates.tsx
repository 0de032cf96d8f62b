import type { Database } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'

const words = texts.health.rates
/** Calls of AssumeRole a second in an account and region. Source: IAM and STS quotas. */
const quotaPerSecond = 600

interface Rate {
  readonly account: string
  readonly perSecond: number
}

/** How fast sessions are made now, by account. */
export async function readRates(database: Database): Promise<Rate[]> {
  const rows = await database
    .selectFrom('issuing_rate')
    .select(['account_id', 'per_second'])
    .orderBy('account_id')
    .limit(100)
    .execute()
  return rows.map(({ account_id: account, per_second: perSecond }) => ({ account, perSecond }))
}

/** The rate beside AWS's quota: below the usual, AWS asked to wait, since somebody else calls too. */
export function Rates({ rates }: { readonly rates: readonly Rate[] }) {
  return (
    <>
      <h2>{words.heading}</h2>
      {rates.length === 0 ? <p>{words.none}</p> : undefined}
      <ul>
        {rates.map(({ account, perSecond }) => (
          <li>{words.rate(account, Math.round(perSecond), quotaPerSecond)}</li>
        ))}
      </ul>
    </>
  )
}
