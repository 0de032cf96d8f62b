import { type Condition, parseCondition } from './condition.ts'
import { FilterPolicyError } from './filter-policy-error.ts'

/** What of a message is looked at. */
export type FilterScope = 'MessageAttributes' | 'MessageBody'

/** What has to be so: every field, and of each list of alternatives one. */
export interface FilterPolicy {
  readonly fields: ReadonlyMap<string, readonly Condition[] | FilterPolicy>
  readonly alternatives: ReadonlyArray<readonly FilterPolicy[]>
}

const mostKeys = 5
const mostCombinations = 150
const mostBytes = 256 * 1024
const mostDepth = 32

/**
 * Reads a filter policy.
 *
 * @throws FilterPolicyError
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export function parseFilterPolicy(text: string, scope: FilterScope): FilterPolicy {
  if (Buffer.byteLength(text) > mostBytes) throw new FilterPolicyError('Filter policy is too large')
  const written = parseJson(text)
  if (!isObject(written)) throw new FilterPolicyError('Filter is not an object')
  const counts = { keys: 0, levels: 0 }
  const { policy, combinations } = parseObject(written, scope, 1, counts)
  if (counts.keys > mostKeys) {
    throw new FilterPolicyError(`Filter policy can not have more than ${mostKeys} keys`)
  }
  if (combinations > mostCombinations) throw new FilterPolicyError('Filter policy is too complex')
  return policy
}

interface Parsed {
  readonly policy: FilterPolicy
  /** How many values there are to be combined; those of nested keys count as often as they are deep. */
  readonly combinations: number
}

function parseObject(
  written: Readonly<Record<string, unknown>>,
  scope: FilterScope,
  depth: number,
  counts: { keys: number; levels: number },
): Parsed {
  if (++counts.levels > mostDepth) throw new FilterPolicyError('Filter policy is too complex')
  const fields = new Map<string, readonly Condition[] | FilterPolicy>()
  const alternatives: FilterPolicy[][] = []
  let combinations = 1
  for (const [key, value] of Object.entries(written)) {
    if (key === '$or' && areAlternatives(value)) {
      const all = value.map((one) => parseObject(one, scope, depth, counts))
      alternatives.push(all.map(({ policy }) => policy))
      combinations *= all.reduce((sum, one) => sum + one.combinations, 0)
    } else if (Array.isArray(value)) {
      if (value.length === 0) throw new FilterPolicyError('Empty arrays are not allowed')
      counts.keys++
      combinations *= value.length * depth
      fields.set(key, value.map(parseCondition))
    } else if (isObject(value)) {
      if (scope === 'MessageAttributes') {
        throw new FilterPolicyError(
          'Filter policy scope MessageAttributes does not support nested filter policy',
        )
      }
      if (Object.keys(value).length === 0) throw new FilterPolicyError('Empty objects are not allowed')
      const nested = parseObject(value, scope, depth + 1, counts)
      fields.set(key, nested.policy)
      combinations *= nested.combinations
    } else throw new FilterPolicyError(`"${key.slice(0, 256)}" must be an object or an array`)
  }
  counts.levels--
  return { policy: { fields, alternatives }, combinations }
}

const operatorNames = new Set([
  'prefix',
  'suffix',
  'equals-ignore-case',
  'anything-but',
  'exists',
  'cidr',
  'numeric',
])

/** A list of two or more objects, none of which is about what is called as an operator is; else it is a name as others. */
function areAlternatives(value: unknown): value is ReadonlyArray<Readonly<Record<string, unknown>>> {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every(
      (one: unknown) =>
        isObject(one) &&
        Object.keys(one).length > 0 &&
        !Object.keys(one).some((name) => operatorNames.has(name)),
    )
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FilterPolicyError('failed to parse JSON.')
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
