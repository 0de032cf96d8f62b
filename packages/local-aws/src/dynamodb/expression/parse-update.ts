import { typeNames, type Value } from '../value/index.ts'
import type { Substitutes } from './names.ts'
import { createParser, type Parser } from './parser.ts'
import { pathProblem } from './path.ts'
import type { UpdateAction, UpdateValue } from './update.ts'

/**
 * Reads an UpdateExpression.
 *
 * @throws AwsError `ValidationException`
 */
export function parseUpdate(text: string, substitutes: Substitutes): readonly UpdateAction[] {
  const parser = createParser('UpdateExpression', text, substitutes)
  const actions: UpdateAction[] = []
  const sections = new Set<string>()
  do {
    const section = sectionNames.find((name) => parser.take(name))
    if (section === undefined) throw parser.syntaxError()
    if (sections.has(section)) {
      throw parser.refuse(`The "${section}" section can only be used once in an update expression;`)
    }
    sections.add(section)
    do actions.push(readAction(parser, section))
    while (parser.take(','))
  } while (parser.peek().kind !== 'end')
  const problem = pathProblem(actions.map(({ path }) => path))
  if (problem !== undefined) throw parser.refuse(problem)
  return actions
}

const sectionNames = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const

function readAction(parser: Parser, section: (typeof sectionNames)[number]): UpdateAction {
  const path = parser.path()
  parser.countOperator()
  switch (section) {
    case 'SET':
      parser.expect('=')
      return { kind: 'set', path, to: readSum(parser) }
    case 'REMOVE':
      return { kind: 'remove', path }
    case 'ADD': {
      const value = parser.value()
      if (!['N', 'SS', 'NS', 'BS'].includes(value.type)) throw wrongType(parser, 'ADD', value)
      return { kind: 'add', path, value }
    }
    default: {
      const value = parser.value()
      if (!['SS', 'NS', 'BS'].includes(value.type)) throw wrongType(parser, 'DELETE', value)
      return { kind: 'delete', path, value }
    }
  }
}

function wrongType(parser: Parser, operator: 'ADD' | 'DELETE', value: Value) {
  return parser.refuse(
    `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${typeNames[value.type]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
  )
}

function readSum(parser: Parser): UpdateValue {
  const left = readOperand(parser)
  const sign = (['+', '-'] as const).find((one) => parser.take(one))
  if (sign === undefined) return left
  parser.countOperator()
  const right = readOperand(parser)
  for (const operand of [left, right]) checkOperand(parser, sign, operand, 'N')
  return { kind: 'sum', sign, left, right }
}

function readOperand(parser: Parser): UpdateValue {
  const token = parser.peek()
  if (token.kind === 'value') return { kind: 'value', value: parser.value() }
  if (parser.take('(')) {
    const inner = parser.deeper(() => readSum(parser))
    parser.expect(')')
    return inner
  }
  if (token.kind !== 'word' || parser.peek(1).text !== '(') return { kind: 'path', path: parser.path() }
  return readFunction(parser, token.text)
}

const conditionFunctions =
  /^(?:attribute_exists|attribute_not_exists|attribute_type|begins_with|contains|size)$/

function readFunction(parser: Parser, name: string): UpdateValue {
  if (name !== 'if_not_exists' && name !== 'list_append') {
    throw parser.refuse(
      conditionFunctions.test(name)
        ? `The function is not allowed in an update expression; function: ${name}`
        : `Invalid function name; function: ${name}`,
    )
  }
  parser.next()
  parser.expect('(')
  parser.countOperator()
  const operands = [parser.deeper(() => readOperand(parser))]
  while (parser.take(',')) operands.push(parser.deeper(() => readOperand(parser)))
  parser.expect(')')
  const [first, second] = operands
  if (first === undefined || second === undefined || operands.length !== 2) {
    throw parser.refuse(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    )
  }
  if (name === 'if_not_exists') {
    if (first.kind !== 'path') {
      throw parser.refuse(`Operator or function requires a document path; operator or function: ${name}`)
    }
    return { kind: 'ifNotExists', path: first.path, otherwise: second }
  }
  for (const operand of [first, second]) checkOperand(parser, name, operand, 'L')
  return { kind: 'append', left: first, right: second }
}

function checkOperand(parser: Parser, name: string, operand: UpdateValue, type: Value['type']): void {
  if (operand.kind === 'append') {
    throw parser.refuse(
      'The function is not allowed to be used this way in an expression; function: list_append',
    )
  }
  if (operand.kind !== 'value' || operand.value.type === type) return
  throw parser.refuse(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${operand.value.type}`,
  )
}
