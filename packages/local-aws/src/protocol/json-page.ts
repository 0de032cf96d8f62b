/** One page of a list, and what asks for the next. */
export interface JsonPage<Item> {
  readonly items: readonly Item[]
  readonly NextToken: string | undefined
}

/**
 * Cuts a list that is sorted by its keys. The token holds the key of the last item that was sent, so a list
 * that shrinks or grows between two pages loses nothing.
 *
 * @param keyOf what the list is sorted by; unique
 * @param refuse makes the error for a token that is not ours
 */
export function jsonPage<Item>(
  items: readonly Item[],
  {
    most,
    token,
    keyOf,
    refuse,
    descending = false,
  }: {
    readonly most: number
    readonly token: string | undefined
    readonly keyOf: (item: Item) => string
    readonly refuse: () => Error
    /** Whether the last key comes first. Default `false`. */
    readonly descending?: boolean
  },
): JsonPage<Item> {
  const after = token === undefined ? undefined : keyOfToken(token)
  if (token !== undefined && after === undefined) throw refuse()
  const isAfter = (key: string): boolean => after === undefined || (descending ? key < after : key > after)
  const begin = items.findIndex((item) => isAfter(keyOf(item)))
  const rest = begin === -1 ? [] : items.slice(begin)
  const page = rest.slice(0, most)
  const last = page.at(-1)
  return {
    items: page,
    NextToken: last !== undefined && rest.length > page.length ? tokenFor(keyOf(last)) : undefined,
  }
}

const prefix = 'after:'

function tokenFor(key: string): string {
  return Buffer.from(`${prefix}${key}`).toString('base64url')
}

function keyOfToken(token: string): string | undefined {
  const text = Buffer.from(token, 'base64url').toString()
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
}
