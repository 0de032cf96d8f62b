import { bytesIn, compareValues, isEqual, type Item, type Value } from '../value/index.ts'
import type { Comparator, Condition, Operand } from './condition.ts'
import { valueAt } from './path.ts'

/** Whether a condition is true of an item. What is not there is equal to nothing, and has no order. */
export function isTrueOf(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.all.every((one) => isTrueOf(one, item))
    case 'or':
      return condition.all.some((one) => isTrueOf(one, item))
    case 'not':
      return !isTrueOf(condition.condition, item)
    case 'exists':
      return (valueAt(item, condition.path) !== undefined) === condition.wanted
    case 'type': {
      const type = operandValue(condition.type, item)
      return type?.type === 'S' && operandValue(condition.of, item)?.type === type.value
    }
    case 'compare':
      return compares(
        condition.comparator,
        operandValue(condition.left, item),
        operandValue(condition.right, item),
      )
    case 'between': {
      const value = operandValue(condition.operand, item)
      return (
        compares('>=', value, operandValue(condition.lower, item)) &&
        compares('<=', value, operandValue(condition.upper, item))
      )
    }
    case 'in': {
      const value = operandValue(condition.operand, item)
      return condition.among.some((one) => compares('=', value, operandValue(one, item)))
    }
    default: {
      const [within, what] = [operandValue(condition.in, item), operandValue(condition.what, item)]
      if (within === undefined || what === undefined) return false
      return condition.kind === 'contains' ? contains(within, what) : beginsWith(within, what)
    }
  }
}

function operandValue(operand: Operand, item: Item): Value | undefined {
  if (operand.kind === 'value') return operand.value
  if (operand.kind === 'path') return valueAt(item, operand.path)
  const value = operandValue(operand.of, item)
  const size = value && sizeOf(value)
  return size === undefined ? undefined : { type: 'N', value: String(size) }
}

function sizeOf(value: Value): number | undefined {
  switch (value.type) {
    case 'S':
    case 'SS':
    case 'NS':
    case 'BS':
    case 'L':
      return value.value.length
    case 'B':
      return bytesIn(value.value)
    case 'M':
      return value.value.size
    default:
      return undefined
  }
}

/** Whether a comparison is true; what is not there is only ever unequal. */
export function compares(comparator: Comparator, left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return comparator === '<>'
  if (comparator === '=') return isEqual(left, right)
  if (comparator === '<>') return !isEqual(left, right)
  const order = compareValues(left, right)
  if (order === undefined) return false
  switch (comparator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    default:
      return order >= 0
  }
}

export function beginsWith(within: Value, what: Value): boolean {
  if (within.type === 'S' && what.type === 'S') return within.value.startsWith(what.value)
  if (within.type !== 'B' || what.type !== 'B') return false
  return binary(within.value).startsWith(binary(what.value))
}

export function contains(within: Value, what: Value): boolean {
  switch (within.type) {
    case 'S':
      return what.type === 'S' && within.value.includes(what.value)
    case 'B':
      return what.type === 'B' && binary(within.value).includes(binary(what.value))
    case 'SS':
      return what.type === 'S' && within.value.includes(what.value)
    case 'NS':
      return what.type === 'N' && within.value.includes(what.value)
    case 'BS':
      return what.type === 'B' && within.value.includes(what.value)
    case 'L':
      return within.value.some((one) => isEqual(one, what))
    default:
      return false
  }
}

function binary(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1')
}
