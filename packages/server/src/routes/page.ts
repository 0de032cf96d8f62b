import { HallpassError } from 'hallpass'
import type { Page } from '../workshop/index.ts'

/** What a list is asked with. */
export interface PageQuery {
  readonly limit?: string | undefined
  readonly cursor?: string | undefined
}

const defaultLimit = 50

/**
 * One more than is asked for: whether there is a next page is seen by it.
 *
 * @throws HallpassError `InvalidInput` for a cursor that is none of ours
 */
export function pageOfQuery({ limit, cursor }: PageQuery): Page {
  const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString()
  if (after !== undefined && !/^[a-z0-9-]{1,40}$/.test(after)) {
    throw new HallpassError('InvalidInput', 'that is no cursor of a list', {
      hint: 'use the `next` of the page before, or leave it out',
      facts: { name: 'cursor' },
    })
  }
  return { limit: Number(limit ?? defaultLimit) + 1, after }
}

/** The answer to it. */
export function pageAnswer<Row, Item>(
  rows: readonly Row[],
  { limit }: Page,
  idOf: (row: Row) => string,
  itemOf: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit - 1)
  const last = shown.at(-1)
  return {
    items: shown.map(itemOf),
    next: rows.length < limit || last === undefined ? null : Buffer.from(idOf(last)).toString('base64url'),
  }
}
