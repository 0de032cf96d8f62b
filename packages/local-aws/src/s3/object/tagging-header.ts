import type { Tags } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { checkedTags, invalidArgument } from '../wire/index.ts'

/**
 * The tags of `x-amz-tagging`, written as a query is: `team=red&year=2026`.
 *
 * @throws AwsError `InvalidArgument`, `InvalidTag`
 */
export function tagsOfHeader(call: Call): Tags {
  const header = call.headers.get('x-amz-tagging') ?? ''
  const invalid = () =>
    invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      header,
    )
  const pairs = header
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      try {
        return equals < 0
          ? ([decoded(pair), ''] as const)
          : ([decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))] as const)
      } catch {
        throw invalid()
      }
    })
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw invalid()
  return checkedTags(pairs, 10)
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

/** `s3:RequestObjectTag/…` and `s3:RequestObjectTagKeys` of a request that gives an object tags. */
export function requestedTags(
  tags: Tags,
): ReadonlyArray<readonly [key: string, value: string | readonly string[]]> {
  return [
    ...[...tags].map(([name, value]) => [`s3:RequestObjectTag/${name}`, value] as const),
    ['s3:RequestObjectTagKeys', [...tags.keys()]],
  ]
}
