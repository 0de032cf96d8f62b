import { serialization } from '../../protocol/index.ts'
import { invalidValues, validationException } from '../errors/index.ts'
import { formatDecimal, parseDecimal } from './decimal.ts'
import { isValueType, type Item, type Value, type ValueType } from './value.ts'

/** Of lists and maps in one another: what is in the innermost is at level 32. */
const mostDepth = 31

/**
 * Reads the value of an attribute as it was sent.
 *
 * @throws AwsError `ValidationException`, `SerializationException` for what no SDK sends
 */
export function readValue(sent: unknown, depth = 0): Value {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    throw serialization(
      Array.isArray(sent)
        ? 'Unrecognized collection type class java.lang.Object'
        : 'Unexpected value type in payload',
    )
  }
  const members = Object.entries(sent).filter(([type, value]) => isValueType(type) && value !== null)
  const [first, second] = members
  if (first === undefined) {
    throw validationException(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    )
  }
  if (second !== undefined) {
    throw validationException(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    )
  }
  const [type, value]: [string, unknown] = first
  return isValueType(type) ? readTyped(type, value, depth) : readValue({})
}

/** Reads attributes by their names. */
export function readItem(sent: unknown, depth = 0): Item {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    throw serialization('Start of structure or map found where not expected.')
  }
  if (depth > mostDepth) throw tooDeep()
  const item = new Map<string, Value>()
  for (const [name, value] of Object.entries(sent)) {
    if (value === null) continue
    const problem = nameProblem(name)
    if (problem !== undefined) throw validationException(problem)
    item.set(name, readValue(value, depth))
  }
  return item
}

const mostNameBytes = 65_535

/** What is wrong with the name of an attribute. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Empty attribute name'
  // A character of a text has three bytes at most.
  const isLong = name.length * 3 > mostNameBytes && Buffer.byteLength(name) > mostNameBytes
  return isLong ? `Attribute name is too large, must be less than ${mostNameBytes + 1} bytes` : undefined
}

/** Refuses an item with values in one another deeper than there may be. @throws AwsError `ValidationException` */
export function checkDepth(item: Item): void {
  for (const value of item.values()) checkDepthOf(value, 0)
}

function checkDepthOf(value: Value, depth: number): void {
  if (value.type !== 'L' && value.type !== 'M') return
  if (depth >= mostDepth) throw tooDeep()
  for (const one of value.value.values()) checkDepthOf(one, depth + 1)
}

function tooDeep() {
  return validationException(
    'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
  )
}

function readTyped(type: ValueType, value: unknown, depth: number): Value {
  switch (type) {
    case 'S':
      return { type, value: text(value) }
    case 'N':
      return { type, value: formatDecimal(parseDecimal(text(value))) }
    case 'B':
      return { type, value: bytes(value) }
    case 'BOOL':
      if (typeof value !== 'boolean') throw serialization('Unexpected token received from parser')
      return { type, value }
    case 'NULL':
      if (typeof value !== 'boolean') throw serialization('Unexpected token received from parser')
      if (!value) {
        throw validationException(
          'One or more parameter values were invalid: Null attribute value types must have the value of true',
        )
      }
      return { type, value }
    case 'SS':
      return { type, value: readSet(type, value, text) }
    case 'NS':
      return { type, value: readSet(type, value, (member) => formatDecimal(parseDecimal(text(member)))) }
    case 'BS':
      return { type, value: readSet(type, value, bytes) }
    case 'L':
      if (depth >= mostDepth) throw tooDeep()
      return { type, value: list(value).map((one) => readValue(one, depth + 1)) }
    default:
      if (depth >= mostDepth) throw tooDeep()
      return { type: 'M', value: readItem(value, depth + 1) }
  }
}

const setNames = { SS: 'An string set ', NS: 'An number set ', BS: 'Binary sets' } as const

function readSet(
  type: 'SS' | 'NS' | 'BS',
  value: unknown,
  read: (member: unknown) => string,
): readonly string[] {
  const members = list(value).map(read)
  if (members.length === 0) {
    throw invalidValues(
      type === 'BS' ? 'Binary sets should not be empty' : `${setNames[type]} may not be empty`,
    )
  }
  if (new Set(members).size < members.length) {
    if (type === 'NS') throw validationException('Input collection contains duplicates')
    const shown = members.join(', ').slice(0, 1024)
    throw invalidValues(
      (quote) =>
        `Input collection [${quote(shown)}]${type === 'BS' ? 'of type BS' : ''} contains duplicates.`,
    )
  }
  return members
}

function text(value: unknown): string {
  // Half a pair of surrogates has no bytes of its own.
  if (typeof value === 'string') return /[\uD800-\uDFFF]/.test(value) ? Buffer.from(value).toString() : value
  throw serialization(
    typeof value === 'number'
      ? 'NUMBER_VALUE cannot be converted to String'
      : 'Unexpected token received from parser',
  )
}

function bytes(value: unknown): string {
  if (typeof value !== 'string') throw serialization('only base-64-encoded data is allowed here')
  if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    throw serialization('Invalid base-64 encoded data')
  }
  // What its last bits hold beside the bytes is no matter of theirs.
  return Buffer.from(value, 'base64').toString('base64')
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw serialization('Unexpected field type')
}
