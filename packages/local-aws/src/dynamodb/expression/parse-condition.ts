import { compareValues, isValueType, type Value } from '../value/index.ts'
import type { Comparator, Condition, Operand } from './condition.ts'
import type { Substitutes } from './names.ts'
import { createParser, type Parser } from './parser.ts'
import { shownPath } from './path.ts'

/** A condition, and whether all of it stands in parentheses. */
interface Read {
  readonly condition: Condition
  readonly isEnclosed: boolean
}

/**
 * Reads a condition.
 *
 * @param kind the parameter that holds it, e.g. `ConditionExpression`
 * @throws AwsError `ValidationException`
 */
export function parseCondition(kind: string, text: string, substitutes: Substitutes): Condition {
  const parser = createParser(kind, text, substitutes)
  const { condition } = readOr(parser)
  parser.end()
  return condition
}

function readOr(parser: Parser): Read {
  return readSeries(parser, 'OR', 'or', () => readSeries(parser, 'AND', 'and', () => readNot(parser)))
}

function readSeries(parser: Parser, word: string, kind: 'and' | 'or', read: () => Read): Read {
  const first = read()
  const all = [first.condition]
  while (parser.take(word)) {
    parser.countOperator()
    all.push(read().condition)
  }
  return all.length === 1 ? first : { condition: { kind, all }, isEnclosed: false }
}

function readNot(parser: Parser): Read {
  if (!parser.take('NOT')) return readSingle(parser)
  parser.countOperator()
  const { condition } = parser.deeper(() => readNot(parser))
  return { condition: { kind: 'not', condition }, isEnclosed: false }
}

function readSingle(parser: Parser): Read {
  if (parser.take('(')) {
    const inner = parser.deeper(() => readOr(parser))
    parser.expect(')')
    if (inner.isEnclosed) throw parser.refuse('The expression has redundant parentheses;')
    return { condition: inner.condition, isEnclosed: true }
  }
  const { kind, text } = parser.peek()
  const isCall = kind === 'word' && parser.peek(1).text === '('
  if (!isCall || text === 'size') return { condition: readComparison(parser), isEnclosed: false }
  const condition = readFunction(parser)
  // What is true or false is compared with nothing.
  if (isOneOf(parser, [...comparators, 'BETWEEN', 'IN'])) throw misplaced(parser, text)
  return { condition, isEnclosed: false }
}

const conditionFunctions: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
])

function readFunction(parser: Parser): Condition {
  const { text: name } = parser.peek()
  if (!conditionFunctions.has(name)) throw wrongFunction(parser, name)
  const operands = readArguments(parser)
  const [first, second] = operands
  const wanted = name === 'attribute_exists' || name === 'attribute_not_exists' ? 1 : 2
  if (operands.length !== wanted || first === undefined) throw wrongCount(parser, name, operands.length)
  if (second === undefined) {
    if (first.kind !== 'path') throw needsPath(parser, name)
    return { kind: 'exists', path: first.path, wanted: name === 'attribute_exists' }
  }
  checkDistinct(parser, name, first, second)
  if (name === 'attribute_type') {
    checkTypeName(parser, second)
    return { kind: 'type', of: first, type: second }
  }
  if (name === 'begins_with') {
    for (const operand of [first, second]) checkOperand(parser, name, operand, ['S', 'B'])
    return { kind: 'beginsWith', in: first, what: second }
  }
  return { kind: 'contains', in: first, what: second }
}

function isOneOf(parser: Parser, texts: readonly string[]): boolean {
  const { kind, text } = parser.peek()
  return (kind === 'word' || kind === 'symbol') && texts.includes(text.toUpperCase())
}

function misplaced(parser: Parser, name: string) {
  return parser.refuse(`The function is not allowed to be used this way in an expression; function: ${name}`)
}

function wrongFunction(parser: Parser, name: string) {
  if (conditionFunctions.has(name)) return misplaced(parser, name)
  return parser.refuse(
    name === 'if_not_exists' || name === 'list_append'
      ? `The function is not allowed in a condition expression; function: ${name}`
      : `Invalid function name; function: ${name}`,
  )
}

function readArguments(parser: Parser): readonly Operand[] {
  parser.next()
  parser.expect('(')
  parser.countOperator()
  const operands = [parser.deeper(() => readOperand(parser))]
  while (parser.take(',')) operands.push(parser.deeper(() => readOperand(parser)))
  parser.expect(')')
  return operands
}

function readOperand(parser: Parser): Operand {
  const token = parser.peek()
  if (token.kind === 'value') return { kind: 'value', value: parser.value() }
  if (token.kind !== 'word' || parser.peek(1).text !== '(') return { kind: 'path', path: parser.path() }
  if (token.text !== 'size') throw wrongFunction(parser, token.text)
  const operands = readArguments(parser)
  const [of] = operands
  if (of === undefined || operands.length !== 1) throw wrongCount(parser, 'size', operands.length)
  if (of.kind === 'size') throw misplaced(parser, 'size')
  if (of.kind === 'value' && ['N', 'BOOL', 'NULL'].includes(of.value.type)) {
    throw wrongType(parser, 'size', of.value)
  }
  return { kind: 'size', of }
}

const comparators: readonly Comparator[] = ['=', '<>', '<=', '<', '>=', '>']

function readComparison(parser: Parser): Condition {
  const left = readOperand(parser)
  const comparator = comparators.find((one) => parser.take(one))
  if (comparator !== undefined) {
    parser.countOperator()
    const right = readOperand(parser)
    checkDistinct(parser, comparator, left, right, 'operator')
    if (comparator !== '=' && comparator !== '<>') {
      for (const operand of [left, right]) checkOperand(parser, comparator, operand, ['S', 'N', 'B'])
    }
    return { kind: 'compare', comparator, left, right }
  }
  if (parser.take('BETWEEN')) return readBetween(parser, left)
  if (left.kind === 'size' && (parser.peek().kind === 'end' || isOneOf(parser, ['AND', 'OR', ')']))) {
    throw misplaced(parser, 'size')
  }
  if (!parser.take('IN')) throw parser.syntaxError()
  parser.countOperator()
  parser.expect('(')
  const among = [readOperand(parser)]
  while (parser.take(',')) among.push(readOperand(parser))
  parser.expect(')')
  if (among.length > 100) throw wrongCount(parser, 'IN', among.length + 1)
  return { kind: 'in', operand: left, among }
}

function readBetween(parser: Parser, operand: Operand): Condition {
  parser.countOperator()
  const lower = readOperand(parser)
  parser.expect('AND')
  const upper = readOperand(parser)
  for (const one of [operand, lower, upper]) checkOperand(parser, 'BETWEEN', one, ['S', 'N', 'B'])
  if (lower.kind === 'value' && upper.kind === 'value') {
    const bounds = (quote: (value: string) => string) =>
      `lower bound operand: ${shownValue(lower.value, quote)}, upper bound operand: ${shownValue(upper.value, quote)}`
    if (lower.value.type !== upper.value.type) {
      throw parser.refuse(
        (quote) =>
          `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds(quote)}`,
      )
    }
    if ((compareValues(lower.value, upper.value) ?? 0) > 0) {
      throw parser.refuse(
        (quote) =>
          `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds(quote)}`,
      )
    }
  }
  return { kind: 'between', operand, lower, upper }
}

function checkOperand(parser: Parser, name: string, operand: Operand, types: readonly Value['type'][]): void {
  if (operand.kind === 'size' && !types.includes('N'))
    throw wrongType(parser, name, { type: 'N', value: '0' })
  if (operand.kind === 'value' && !types.includes(operand.value.type)) {
    throw wrongType(parser, name, operand.value)
  }
}

function wrongType(parser: Parser, name: string, { type }: Value) {
  return parser.refuse(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  )
}

function wrongCount(parser: Parser, name: string, count: number) {
  return parser.refuse(
    `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`,
  )
}

function needsPath(parser: Parser, name: string) {
  return parser.refuse(`Operator or function requires a document path; operator or function: ${name}`)
}

function checkDistinct(
  parser: Parser,
  name: string,
  first: Operand,
  second: Operand,
  what: 'operator' | 'operator or function' = 'operator',
): void {
  if (first.kind !== 'path' || second.kind !== 'path') return
  const shown = shownPath(first.path)
  if (shown !== shownPath(second.path)) return
  throw parser.refuse(
    `The first operand must be distinct from the remaining operands for this operator or function; ${what}: ${name}, first operand: ${shown}`,
  )
}

/** All types, in the order in which AWS names them. */
const typeSet = '{B,NULL,SS,BOOL,L,BS,N,NS,S,M}'

function checkTypeName(parser: Parser, operand: Operand): void {
  if (operand.kind === 'path') {
    throw parser.refuse(
      `Incorrect operand type for operator or function; operator or function: attribute_type, operand type: ${typeSet}`,
    )
  }
  if (operand.kind === 'size') throw wrongType(parser, 'attribute_type', { type: 'N', value: '0' })
  if (operand.value.type !== 'S') throw wrongType(parser, 'attribute_type', operand.value)
  const { value } = operand.value
  if (isValueType(value)) return
  throw parser.refuse(
    (quote) =>
      `Invalid attribute type name found; type: ${quote(value.slice(0, 256))}, valid types: ${typeSet}`,
  )
}

/** As AWS's refusals write a value. */
function shownValue(value: Value, quote: (value: string) => string): string {
  // What is compared is one text.
  const text = typeof value.value === 'string' ? value.value.slice(0, 256) : ''
  return `AttributeValue: {${value.type}:${quote(text)}}`
}
