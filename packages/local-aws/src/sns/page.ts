import { jsonPage } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'

const pageSize = 100

/** A hundred of a list, in the order of their keys, and what asks for those that come after. */
export function pageOf<Item>(
  items: readonly Item[],
  token: string | undefined,
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly NextToken: string | undefined } {
  const sorted = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  return jsonPage(sorted, {
    most: pageSize,
    token: token === '' ? undefined : token,
    keyOf,
    refuse: () => invalidParameter('Next token'),
  })
}
