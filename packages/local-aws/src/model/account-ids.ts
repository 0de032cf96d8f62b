/** The most accounts of one instance. */
const mostAccounts = 100

/** Those of AWS's documentation: 111122223333, 222233334444 and so on, ten of them. */
export const documentationIds: readonly string[] = Array.from({ length: 10 }, (_, index) =>
  [1, 2, 3].map((place) => String((index + place) % 10).repeat(4)).join(''),
)

/** How many accounts there are, or which. */
export interface AskedAccounts {
  /** The first, 12 digits. Default: the first of `accounts`, or `111122223333`. */
  readonly accountId?: string | undefined
  /** So many altogether, 1 to 10, with ids out of AWS's documentation; or the ids of all, at most 100. */
  readonly accounts?: number | readonly string[] | undefined
  /** Ids of further ones that have to be there, whatever `accounts` says. */
  readonly members?: readonly string[]
}

/**
 * The ids of the accounts, the management account first.
 *
 * @throws TypeError for what is no id, an id that is there twice, too many or none, and a first one that differs
 */
export function accountIds({ accountId, accounts = 1, members = [] }: AskedAccounts): [string, ...string[]] {
  if (accountId !== undefined && !isAccountId(accountId)) {
    throw new TypeError(`accountId must be 12 digits, not '${accountId}'`)
  }
  if (typeof accounts === 'number') {
    if (!Number.isInteger(accounts) || accounts < 1 || accounts > documentationIds.length) {
      throw new TypeError(
        `accounts must be 1 to ${documentationIds.length}, or a list of ids, not ${accounts}`,
      )
    }
    const [first = '', ...others] = new Set([
      accountId ?? documentationIds[0] ?? '',
      ...members,
      ...documentationIds,
    ])
    return [first, ...others.slice(0, Math.max(accounts - 1, members.filter((id) => id !== first).length))]
  }
  const [first, ...others] = accounts
  if (first === undefined || accounts.length > mostAccounts) {
    throw new TypeError(`accounts must have 1 to ${mostAccounts} ids, not ${accounts.length}`)
  }
  for (const [index, id] of accounts.entries()) {
    if (!isAccountId(id)) throw new TypeError(`accounts[${index}] must be 12 digits, not '${id}'`)
    if (accounts.indexOf(id) < index) throw new TypeError(`accounts has ${id} twice`)
  }
  if (accountId !== undefined && accountId !== first) {
    throw new TypeError(`accountId is ${accountId}, but the first of accounts is ${first}: leave one out`)
  }
  return [first, ...new Set([...others, ...members.filter((id) => id !== first)])]
}

function isAccountId(text: unknown): boolean {
  return typeof text === 'string' && /^\d{12}$/.test(text)
}
