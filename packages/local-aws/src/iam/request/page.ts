import type { Call } from '../../protocol/index.ts'
import { validationError } from './errors.ts'
import { optionalInteger } from './parameters.ts'

/** What a list that comes in pages takes. */
export const pageParameters = ['Marker', 'MaxItems'] as const

/** One page of a list, and what the answer says about the rest. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** Goes into the answer's XML as it is. */
  readonly rest: { readonly IsTruncated: boolean; readonly Marker: string | undefined }
}

/**
 * Cuts a list by the `Marker` and `MaxItems` (1 to 1000, default 100) of the call. The marker holds the key
 * of the last item that was sent, so a list that shrinks or grows between two pages loses nothing.
 *
 * @param keyOf what the list is sorted by; unique
 * @throws AwsError `ValidationError` for a marker that is not ours, or a `MaxItems` out of bounds
 */
export function pageOf<Item>(call: Call, items: Iterable<Item>, keyOf: (item: Item) => string): Page<Item> {
  const most = optionalInteger(call, 'MaxItems', 1, 1000) ?? 100
  const after = lastKey(call.params.get('Marker'))
  const remaining = [...items]
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
  const page = remaining.slice(0, most)
  const last = page.at(-1)
  const IsTruncated = remaining.length > page.length
  return {
    items: page.map(({ item }) => item),
    rest: { IsTruncated, Marker: IsTruncated && last ? markerFor(last.key) : undefined },
  }
}

// `=` pads neither: AWS's markers are opaque, and a shell should take them without quoting.
function markerFor(key: string): string {
  return Buffer.from(`after:${key}`).toString('base64url')
}

function lastKey(marker: string | undefined): string | undefined {
  if (marker === undefined) return undefined
  const text = Buffer.from(marker, 'base64url').toString()
  if (!text.startsWith('after:')) throw validationError('Invalid Marker.')
  return text.slice('after:'.length)
}
