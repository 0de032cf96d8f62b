import { type Condition, isValue, type Value } from './condition.ts'
import type { FilterPolicy } from './parse-filter-policy.ts'

/** An attribute of a message, as it was sent. */
export interface AttributeValue {
  /** `String`, `Number`, `Binary`, `String.Array` and the like. */
  readonly type: string
  readonly value: string | Uint8Array
}

/**
 * Whether a message's attributes are what the policy asks for. Of bytes nothing can be asked but whether they are
 * there.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html
 */
export function matchesAttributes(
  policy: FilterPolicy,
  attributes: ReadonlyMap<string, AttributeValue>,
): boolean {
  const found = new Map<string, Found>()
  for (const [name, attribute] of attributes) found.set(name, valuesOfAttribute(attribute))
  return holds(policy, (name, field) => isConditions(field) && meets(field, found.get(name)))
}

/** Whether a message that is a JSON object is what the policy asks for. No other one is. */
export function matchesBody(policy: FilterPolicy, body: string): boolean {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return false
  }
  return isObject(parsed) && matchesObject(policy, parsed)
}

/** What stands in a field; `undefined`: there is none. */
type Found = readonly Value[] | undefined

function holds(
  policy: FilterPolicy,
  holdsField: (name: string, field: readonly Condition[] | FilterPolicy) => boolean,
): boolean {
  for (const [name, field] of policy.fields) if (!holdsField(name, field)) return false
  return policy.alternatives.every((some) => some.some((one) => holds(one, holdsField)))
}

/** Of several objects in a list, one has to be all that is asked for. */
function matchesObject(policy: FilterPolicy, object: Readonly<Record<string, unknown>>): boolean {
  return holds(policy, (name, field) => {
    const value: unknown = Object.hasOwn(object, name) ? object[name] : undefined
    if (isConditions(field)) return meets(field, leavesOf(value))
    const objects = flat(value).filter(isObject)
    return (objects.length === 0 ? [{}] : objects).some((one) => matchesObject(field, one))
  })
}

function meets(conditions: readonly Condition[], found: Found): boolean {
  return conditions.some((condition) => {
    if (condition.kind === 'exists') return condition.wanted === (found !== undefined)
    return found?.some(condition.test) === true
  })
}

/** The values in a field, those of lists each by itself; an object is none. */
function leavesOf(value: unknown): Found {
  const all = flat(value)
  const leaves = all.filter(isValue)
  return leaves.length === 0 && (value === undefined || all.length > 0) ? undefined : leaves
}

/** What is in a list and in the lists within, which may be deeper than calls can be. */
function flat(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  const found: unknown[] = []
  const rest = [value]
  while (rest.length > 0) {
    const one = rest.pop()
    if (!Array.isArray(one)) found.push(one)
    else for (const within of one.toReversed()) rest.push(within)
  }
  return found
}

function valuesOfAttribute({ type, value }: AttributeValue): Found {
  if (typeof value !== 'string') return []
  if (type === 'Number' || type.startsWith('Number.')) return [Number(value)]
  if (type !== 'String.Array') return [value]
  try {
    const list: unknown = JSON.parse(value)
    return Array.isArray(list) ? list.filter(isValue) : []
  } catch {
    return []
  }
}

function isConditions(field: readonly Condition[] | FilterPolicy): field is readonly Condition[] {
  return Array.isArray(field)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
