import { validationException } from '../errors/index.ts'
import { addDecimals, formatDecimal, type Item, negated, parseDecimal, type Value } from '../value/index.ts'
import { type Path, valueAt } from './path.ts'
import type { UpdateAction, UpdateValue } from './update.ts'

/**
 * The item as it is after an update: every value is of the item as it was.
 *
 * @param mismatch what is said of a value of another type than is added to, or taken from
 * @throws AwsError `ValidationException`
 */
export function updatedItem(
  item: Item,
  actions: readonly UpdateAction[],
  mismatch = 'An operand in the update expression has an incorrect data type',
): Item {
  const changes = actions.map((action) => ({ path: action.path, to: changeOf(item, action, mismatch) }))
  // What is set comes at its place first, as places in lists are those of the item as it was.
  const ordered = [
    ...changes.filter(({ to }) => to !== undefined).toSorted((a, b) => comparePaths(a.path, b.path)),
    ...changes.filter(({ to }) => to === undefined).toSorted((a, b) => comparePaths(b.path, a.path)),
  ]
  let updated = item
  for (const { path, to } of ordered) updated = withChange(updated, path, to)
  return updated
}

/** What is at the action's path afterwards; `undefined`: nothing. */
function changeOf(item: Item, action: UpdateAction, mismatch: string): Value | undefined {
  if (action.kind === 'set') return resolved(item, action.to, mismatch)
  if (action.kind === 'remove') return undefined
  const { value } = action
  const before = valueAt(item, action.path)
  if (before === undefined) return action.kind === 'add' ? value : undefined
  if (value.type === 'N') {
    if (before.type !== 'N') throw validationException(mismatch)
    return sum(before.value, value.value, '+')
  }
  if (!isSet(value) || before.type !== value.type || !isSet(before)) throw validationException(mismatch)
  const { type } = before
  const changed = new Set(before.value)
  for (const member of value.value) {
    if (action.kind === 'add') changed.add(member)
    else changed.delete(member)
  }
  return changed.size === 0 ? undefined : { type, value: [...changed] }
}

function resolved(item: Item, value: UpdateValue, mismatch: string): Value {
  const part = (one: UpdateValue) => resolved(item, one, mismatch)
  switch (value.kind) {
    case 'value':
      return value.value
    case 'path': {
      const found = valueAt(item, value.path)
      if (found !== undefined) return found
      throw validationException(
        'The provided expression refers to an attribute that does not exist in the item',
      )
    }
    case 'ifNotExists':
      return valueAt(item, value.path) ?? part(value.otherwise)
    case 'append': {
      const [left, right] = [part(value.left), part(value.right)]
      if (left.type !== 'L' || right.type !== 'L') throw validationException(mismatch)
      return { type: 'L', value: [...left.value, ...right.value] }
    }
    default: {
      const [left, right] = [part(value.left), part(value.right)]
      if (left.type !== 'N' || right.type !== 'N') throw validationException(mismatch)
      return sum(left.value, right.value, value.sign)
    }
  }
}

function sum(left: string, right: string, sign: '+' | '-'): Value {
  const second = parseDecimal(right)
  const result = addDecimals(parseDecimal(left), sign === '+' ? second : negated(second))
  return { type: 'N', value: formatDecimal(result) }
}

function isSet(value: Value): value is Extract<Value, { readonly type: 'SS' | 'NS' | 'BS' }> {
  return value.type === 'SS' || value.type === 'NS' || value.type === 'BS'
}

function withChange(item: Item, path: Path, to: Value | undefined): Item {
  const [name, ...rest] = path
  if (typeof name !== 'string') throw invalidPath()
  return new Map(changedEntries(item, name, rest, to))
}

function changedEntries(item: Item, name: string, rest: Path, to: Value | undefined): Map<string, Value> {
  const changed = new Map(item)
  const before = item.get(name)
  if (rest.length > 0) changed.set(name, changedWithin(before, rest, to))
  else if (to === undefined) changed.delete(name)
  else changed.set(name, to)
  return changed
}

function changedWithin(value: Value | undefined, path: Path, to: Value | undefined): Value {
  const [step, ...rest] = path
  if (typeof step === 'string') {
    if (value?.type !== 'M') throw invalidPath()
    return { type: 'M', value: changedEntries(value.value, step, rest, to) }
  }
  if (value?.type !== 'L' || step === undefined) throw invalidPath()
  const before = value.value[step]
  if (rest.length > 0) {
    return { type: 'L', value: value.value.with(checkedPlace(before, step), changedWithin(before, rest, to)) }
  }
  if (to === undefined) return { type: 'L', value: value.value.filter((_, index) => index !== step) }
  // Behind the end there are no holes.
  if (before === undefined) return { type: 'L', value: [...value.value, to] }
  return { type: 'L', value: value.value.with(step, to) }
}

function checkedPlace(value: Value | undefined, place: number): number {
  if (value === undefined) throw invalidPath()
  return place
}

/** In order of their places in lists. */
function comparePaths(a: Path, b: Path): number {
  for (const [index, step] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (step === other) continue
    if (typeof step === 'number' && typeof other === 'number') return step - other
    return String(step) < String(other) ? -1 : 1
  }
  return a.length - b.length
}

function invalidPath() {
  return validationException('The document path provided in the update expression is invalid for update')
}
