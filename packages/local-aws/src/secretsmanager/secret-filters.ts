import type { Secret } from '../model/index.ts'
import { listOf, structure, text } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'

const shown = String.raw`^\!?[a-zA-Z0-9 :_@\/\+\=\.\-\!]*$`

/** How filters are sent. */
export const filterList = listOf(
  structure({
    Key: text({
      oneOf: ['all', 'description', 'name', 'owning-service', 'primary-region', 'tag-key', 'tag-value'],
    }),
    Values: listOf(text({ maxLength: 512, pattern: { shown, test: /^!?[a-zA-Z0-9 :_@/+=.!-]*$/ } }), {
      minLength: 1,
      maxLength: 10,
    }),
  }),
  { maxLength: 10 },
)

export interface Filter {
  readonly Key: string | undefined
  readonly Values: readonly string[] | undefined
}

/** What a filter looks at, and whether case counts. */
const kinds: Readonly<
  Record<string, { readonly exactCase: boolean; readonly of: (secret: Secret) => readonly string[] }>
> = {
  name: { exactCase: true, of: ({ name }) => [name] },
  description: { exactCase: false, of: ({ description = '' }) => [description] },
  'tag-key': { exactCase: true, of: ({ tags }) => [...tags.keys()] },
  'tag-value': { exactCase: true, of: ({ tags }) => [...tags.values()] },
  'primary-region': { exactCase: true, of: () => [] },
  'owning-service': { exactCase: true, of: () => [] },
}

/**
 * Reads filters. A secret has to pass each of them, for one of its values: by how it begins, or with `!` by how
 * it does not.
 *
 * @throws AwsError `InvalidParameterException` for one without a key or values
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html
 */
export function readFilters(filters: readonly Filter[]): (secret: Secret) => boolean {
  const tests = filters.map(({ Key, Values }) => {
    if (Key === undefined) throw invalidParameter('Invalid filter key')
    if (Values === undefined) throw invalidParameter(`Invalid filter values for key: ${Key}`)
    return (secret: Secret) => Values.some((value) => matches(secret, Key, value))
  })
  return (secret) => tests.every((test) => test(secret))
}

function matches(secret: Secret, key: string, value: string): boolean {
  if (value.startsWith('!')) return !matches(secret, key, value.slice(1))
  if (key === 'all') return isAnywhere(secret, value)
  const kind = kinds[key]
  if (kind === undefined) return false
  const fold = (word: string): string => (kind.exactCase ? word : word.toLowerCase())
  return kind.of(secret).some((actual) => fold(actual).startsWith(fold(value)))
}

/** Every word of it has to be somewhere. */
function isAnywhere({ name, description = '', tags }: Secret, value: string): boolean {
  const all = [name, description, ...[...tags].flat()].join('\n').toLowerCase()
  const words = value
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  return words.every((word) => all.includes(word))
}
