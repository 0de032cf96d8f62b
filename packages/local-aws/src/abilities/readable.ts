import { words } from './words.ts'

const mostListed = 5
const longestText = 160

/** A few of a list, and how many more there are. */
export function shortened(list: readonly string[], most = mostListed): string[] {
  const unique = [...new Set(list)]
  if (unique.length <= most + 1) return unique
  return [...unique.slice(0, most), words.more(unique.length - most)]
}

/** What stands in a policy, in one line that is not too long, with what cannot be seen as it would be written. */
export function readable(text: string): string {
  const visible = text.replace(
    /\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return visible.length <= longestText ? visible : `${visible.slice(0, longestText)}…`
}
