import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { AwsError } from '../../src/base/index.ts'
import {
  checkAllUsed,
  isTrueOf,
  parseCondition,
  parseProjection,
  parseUpdate,
  project,
  readSubstitutes,
  updatedItem,
} from '../../src/dynamodb/expression/index.ts'
import { type Item, readItem, storedItem } from '../../src/dynamodb/value/index.ts'

interface With {
  readonly names?: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, unknown>>
}

const substitutes = ({ names, values }: With, kind: string, text: string) =>
  readSubstitutes(
    {
      ExpressionAttributeNames: names && new Map(Object.entries(names)),
      ExpressionAttributeValues: values && new Map(Object.entries(values)),
    },
    { [kind]: text },
    [kind],
  )

/** Cases, with what stands for names and values where something does. */
const full = <Expected>(cases: ReadonlyArray<readonly [string, Expected, With?]>) =>
  cases.map(([text, expected, more = {}]) => [text, expected, more] as const)

const sentenceOf = (refused: () => unknown): string | undefined => {
  try {
    refused()
    return undefined
  } catch (error) {
    return error instanceof AwsError ? error.message : 'not an AwsError'
  }
}

const item = readItem({
  pk: { S: 'a' },
  n: { N: '5' },
  s: { S: 'hello' },
  b: { B: 'AQID' },
  yes: { BOOL: true },
  none: { NULL: true },
  ss: { SS: ['x', 'y'] },
  ns: { NS: ['1', '2'] },
  lst: { L: [{ N: '1' }, { S: 'two' }, { M: { deep: { S: 'v' } } }] },
  doc: { M: { one: { N: '1' }, 'with.dot': { S: 'd' } } },
})

const holds = (text: string, more: With = {}): boolean => {
  const found = substitutes(more, 'ConditionExpression', text)
  const condition = parseCondition('ConditionExpression', text, found)
  checkAllUsed(found)
  return isTrueOf(condition, item)
}

describe('a condition', () => {
  const five = { ':v': { N: '5.0' } }
  it.each(
    full<boolean>([
      ['n = :v', true, { values: five }],
      ['n <> :v', false, { values: five }],
      ['absent <> :v', true, { values: five }],
      ['absent = :v', false, { values: five }],
      ['absent < :v', false, { values: five }],
      ['n >= :v AND n <= :v', true, { values: five }],
      ['n < :v', false, { values: { ':v': { N: '5' } } }],
      ['n < :v', true, { values: { ':v': { N: '10' } } }],
      ['s < :v', true, { values: { ':v': { S: 'world' } } }],
      // Of two kinds none is more than the other.
      ['s < :v', false, { values: five }],
      ['n BETWEEN :a AND :b', true, { values: { ':a': { N: '-1' }, ':b': { N: '5' } } }],
      ['n IN (:a, :b)', true, { values: { ':a': { N: '1' }, ':b': { N: '5' } } }],
      ['n IN (:a)', false, { values: { ':a': { S: '5' } } }],
      ['attribute_exists(lst[2].deep)', true],
      ['attribute_exists(lst[3])', false],
      ['attribute_not_exists(doc.two)', true],
      ['attribute_exists(#m.#d)', true, { names: { '#m': 'doc', '#d': 'with.dot' } }],
      ['attribute_type(lst, :t)', true, { values: { ':t': { S: 'L' } } }],
      ['attribute_type(lst, :t)', false, { values: { ':t': { S: 'M' } } }],
      ['attribute_type(:v, :t)', true, { values: { ...five, ':t': { S: 'N' } } }],
      ['begins_with(s, :v)', true, { values: { ':v': { S: 'hel' } } }],
      ['begins_with(b, :v)', true, { values: { ':v': { B: 'AQI=' } } }],
      ['contains(s, :v)', true, { values: { ':v': { S: 'ell' } } }],
      ['contains(ss, :v)', true, { values: { ':v': { S: 'y' } } }],
      ['contains(ns, :v)', true, { values: { ':v': { N: '2.0' } } }],
      ['contains(lst, :v)', true, { values: { ':v': { S: 'two' } } }],
      ['contains(n, :v)', false, { values: { ':v': { N: '5' } } }],
      ['size(s) = :v', true, { values: five }],
      ['size(lst) < :v', true, { values: five }],
      ['size(n) = :v', false, { values: five }],
      ['ss = :v', true, { values: { ':v': { SS: ['y', 'x'] } } }],
      ['NOT n = :v', false, { values: five }],
      ['not n = :v or s = s2', false, { values: five }],
      ['NOT (n = :v AND yes = :y)', false, { values: { ...five, ':y': { BOOL: true } } }],
      // AND is done before OR.
      ['n = :v OR n = :w AND n = :w', true, { values: { ...five, ':w': { N: '6' } } }],
      ['(n = :v OR n = :w) AND n = :w', false, { values: { ...five, ':w': { N: '6' } } }],
    ]),
  )('%s is %s', (text, expected, more) => {
    expect(holds(text, more)).toBe(expected)
  })

  const invalid = 'Invalid ConditionExpression: '
  it.each(
    full<string>([
      ['', `${invalid}The expression can not be empty;`],
      ['n = ', `${invalid}Syntax error; token: "<EOF>", near: "= "`],
      ['n == :v', `${invalid}Syntax error; token: "=", near: "== :v"`, { values: five }],
      ['n = :v)', `${invalid}Syntax error; token: ")", near: ":v)"`, { values: five }],
      ['n = 5', `${invalid}Syntax error; token: "5", near: "= 5"`],
      ['nick-name = :v', `${invalid}Syntax error; token: "-", near: "nick-name"`, { values: five }],
      ['n AND s', `${invalid}Syntax error; token: "AND", near: "n AND s"`],
      [
        '#n = :v',
        `${invalid}An expression attribute name used in the document path is not defined; attribute name: #n`,
        { values: five },
      ],
      [
        'n = :w',
        `${invalid}An expression attribute value used in expression is not defined; attribute value: :w`,
      ],
      [
        'status = :v',
        `${invalid}Attribute name is a reserved keyword; reserved keyword: status`,
        { values: five },
      ],
      [
        'doc.Name = :v',
        `${invalid}Attribute name is a reserved keyword; reserved keyword: Name`,
        { values: five },
      ],
      ['exists(n)', `${invalid}Invalid function name; function: exists`],
      [
        'attribute_exists(n, s)',
        `${invalid}Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2`,
      ],
      [
        'attribute_exists(:v)',
        `${invalid}Operator or function requires a document path; operator or function: attribute_exists`,
        { values: five },
      ],
      [
        'begins_with(s, :v)',
        `${invalid}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
        { values: five },
      ],
      [
        'n < :v',
        `${invalid}Incorrect operand type for operator or function; operator or function: <, operand type: BOOL`,
        { values: { ':v': { BOOL: true } } },
      ],
      ...['size(n)', 'size(n) AND n = :v', '(size(n))', 'NOT size(n)'].map(
        (text) =>
          [
            text,
            `${invalid}The function is not allowed to be used this way in an expression; function: size`,
            { values: five },
          ] as const,
      ),
      ['size(n) n', `${invalid}Syntax error; token: "n", near: ") n"`],
      [
        'attribute_exists(n) = :v',
        `${invalid}The function is not allowed to be used this way in an expression; function: attribute_exists`,
        { values: five },
      ],
      [
        'contains(s, :v) in (:v)',
        `${invalid}The function is not allowed to be used this way in an expression; function: contains`,
        { values: five },
      ],
      ['_n = :v', `${invalid}Syntax error; token: "_", near: "_n"`, { values: five }],
      ['doc._n = :v', `${invalid}Syntax error; token: "_", near: "._n"`, { values: five }],
      [
        'attribute_type(n, s)',
        `${invalid}Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      ],
      [
        'n = attribute_exists(s)',
        `${invalid}The function is not allowed to be used this way in an expression; function: attribute_exists`,
      ],
      ['((n = :v))', `${invalid}The expression has redundant parentheses;`, { values: five }],
      [
        'n = n',
        `${invalid}The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]`,
      ],
      [
        'attribute_type(n, :t)',
        `${invalid}Invalid attribute type name found; type: Q, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
        { values: { ':t': { S: 'Q' } } },
      ],
      [
        'n BETWEEN :b AND :a',
        `${invalid}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}`,
        { values: { ':a': { N: '1' }, ':b': { N: '5' } } },
      ],
      [
        'attribute_exists(n)',
        'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}',
        { values: five },
      ],
      [
        'attribute_exists(n)',
        'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}',
        { names: { '#a': 'a', '#b': 'b' } },
      ],
      ['attribute_exists(n)', 'ExpressionAttributeNames must not be empty', { names: {} }],
      ['attribute_exists(n)', 'ExpressionAttributeValues must not be empty', { values: {} }],
      [
        'attribute_exists(n)',
        'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
        { names: { a: 'a' } },
      ],
      [
        'n = :v',
        'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :v',
        { values: { ':v': { N: 'x' } } },
      ],
      [
        `n = :v${' '.repeat(4096)}`,
        `${invalid}Expression size has exceeded the maximum allowed size; expression size: 4102`,
        { values: five },
      ],
    ]),
  )('“%s” is refused: %s', (text, refused, more) => {
    expect(sentenceOf(() => holds(text, more))).toBe(refused)
  })
})

const update = (text: string, more: With = {}, of: Item = item): unknown => {
  const found = substitutes(more, 'UpdateExpression', text)
  const actions = parseUpdate(text, found)
  checkAllUsed(found)
  return JSON.parse(storedItem(updatedItem(of, actions)))
}

describe('an update', () => {
  const one = { values: { ':v': { N: '1' } } }
  it.each(
    full<object>([
      ['SET n = n + :v', { n: { N: '6' } }, one],
      ['SET n = :v - n', { n: { N: '-4' } }, one],
      ['SET m2 = :v, n = if_not_exists(n, :v)', { m2: { N: '1' }, n: { N: '5' } }, one],
      ['SET hits = if_not_exists(hits, :v) + :v', { hits: { N: '2' } }, one],
      ['SET doc.two = :v', { doc: { M: { one: { N: '1' }, 'with.dot': { S: 'd' }, two: { N: '1' } } } }, one],
      ['SET lst[0] = n', { lst: { L: [{ N: '5' }, { S: 'two' }, { M: { deep: { S: 'v' } } }] } }],
      [
        'SET lst[9] = :v, lst[7] = n',
        { lst: { L: [{ N: '1' }, { S: 'two' }, { M: { deep: { S: 'v' } } }, { N: '5' }, { N: '1' }] } },
        one,
      ],
      [
        'SET lst = list_append(:l, lst)',
        { lst: { L: [{ N: '0' }, { N: '1' }, { S: 'two' }, { M: { deep: { S: 'v' } } }] } },
        { values: { ':l': { L: [{ N: '0' }] } } },
      ],
      [
        'SET fresh = list_append(if_not_exists(fresh, :l), :l)',
        { fresh: { L: [{ N: '0' }, { N: '0' }] } },
        { values: { ':l': { L: [{ N: '0' }] } } },
      ],
      ['SET fresh = if_not_exists(fresh, if_not_exists(n, :v))', { fresh: { N: '5' } }, one],
      ['REMOVE lst[0], lst[1]', { lst: { L: [{ M: { deep: { S: 'v' } } }] } }],
      ['REMOVE lst[9], absent', {}],
      [
        'SET lst[2].deep = :v REMOVE lst[0]',
        { lst: { L: [{ S: 'two' }, { M: { deep: { N: '1' } } }] } },
        one,
      ],
      // Every value is of the item as it was.
      ['SET n = s, s = n', { n: { S: 'hello' }, s: { N: '5' } }],
      ['ADD n :v', { n: { N: '6' } }, one],
      ['ADD fresh :v', { fresh: { N: '1' } }, one],
      ['ADD ss :s', { ss: { SS: ['x', 'y', 'z'] } }, { values: { ':s': { SS: ['y', 'z'] } } }],
      ['DELETE ss :s', { ss: { SS: ['x'] } }, { values: { ':s': { SS: ['y', 'z'] } } }],
      ['set n = :v remove s', { n: { N: '1' }, s: undefined }, one],
      // An empty set is none.
      ['DELETE ss :s', { ss: undefined }, { values: { ':s': { SS: ['y', 'x'] } } }],
      ['DELETE absent :s', {}, { values: { ':s': { SS: ['y'] } } }],
    ]),
  )('%s', (text, expected, more) => {
    const before: object = JSON.parse(storedItem(item))
    const after = JSON.parse(JSON.stringify({ ...before, ...expected }))
    expect(update(text, more)).toEqual(after)
  })

  const invalid = 'Invalid UpdateExpression: '
  const noPath = 'The document path provided in the update expression is invalid for update'
  it.each(
    full<string>([
      ['', `${invalid}The expression can not be empty;`],
      ['n = :v', `${invalid}Syntax error; token: "n", near: "n ="`, one],
      ['SET n = :v,', `${invalid}Syntax error; token: "<EOF>", near: ","`, one],
      [
        'SET n = :v SET s = :v',
        `${invalid}The "SET" section can only be used once in an update expression;`,
        one,
      ],
      ['SET size = :v', `${invalid}Attribute name is a reserved keyword; reserved keyword: size`, one],
      [
        'SET n = :v REMOVE n',
        `${invalid}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]`,
        one,
      ],
      [
        'SET doc.one = :v, doc = :v',
        `${invalid}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [doc, one], path two: [doc]`,
        one,
      ],
      [
        'SET doc.one = :v, doc[1] = :v',
        `${invalid}Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [doc, one], path two: [doc, [1]]`,
        one,
      ],
      [
        'SET n = attribute_exists(n)',
        `${invalid}The function is not allowed in an update expression; function: attribute_exists`,
      ],
      ['SET _n = :v', `${invalid}Syntax error; token: "_", near: "SET _n"`, one],
      ['SET n = _f(n)', `${invalid}Syntax error; token: "_", near: "= _f"`],
      ...['list_append(list_append(lst, lst), lst)', 'list_append(lst, lst) + n'].map(
        (to) =>
          [
            `SET n = ${to}`,
            `${invalid}The function is not allowed to be used this way in an expression; function: list_append`,
          ] as const,
      ),
      ['SET n = foo(n)', `${invalid}Invalid function name; function: foo`],
      [
        'SET n = if_not_exists(n)',
        `${invalid}Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1`,
      ],
      [
        'SET n = n + :v',
        `${invalid}Incorrect operand type for operator or function; operator or function: +, operand type: S`,
        { values: { ':v': { S: '1' } } },
      ],
      [
        'ADD n :v',
        `${invalid}Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND`,
        { values: { ':v': { S: '1' } } },
      ],
      [
        'DELETE ss :v',
        `${invalid}Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND`,
        one,
      ],
      ['SET n = absent', 'The provided expression refers to an attribute that does not exist in the item'],
      ['SET n = s + :v', 'An operand in the update expression has an incorrect data type', one],
      ['ADD s :v', 'An operand in the update expression has an incorrect data type', one],
      ['SET absent.x = :v', noPath, one],
      ['SET s.x = :v', noPath, one],
      ['SET doc[0] = :v', noPath, one],
      ['SET lst[7].x = :v', noPath, one],
      ['REMOVE absent.x', noPath],
      [
        'SET n = n + :v',
        'Attempting to store more than 38 significant digits in a Number',
        { values: { ':v': { N: '1e100' } } },
      ],
    ]),
  )('“%s” is refused: %s', (text, refused, more) => {
    expect(sentenceOf(() => update(text, more))).toBe(refused)
  })
})

describe('a projection', () => {
  const shown = (text: string, names?: Readonly<Record<string, string>>): unknown =>
    JSON.parse(
      storedItem(
        project(
          item,
          parseProjection(
            text,
            substitutes(names === undefined ? {} : { names }, 'ProjectionExpression', text),
          ),
        ),
      ),
    )

  it('has what its paths lead to, and lists without what is left out', () => {
    expect(shown('n, doc.one, lst[2].deep, lst[0], absent, s.x')).toEqual({
      n: { N: '5' },
      doc: { M: { one: { N: '1' } } },
      lst: { L: [{ N: '1' }, { M: { deep: { S: 'v' } } }] },
    })
    expect(shown('#m.#d', { '#m': 'doc', '#d': 'with.dot' })).toEqual({
      doc: { M: { 'with.dot': { S: 'd' } } },
    })
  })

  it('names nothing twice', () => {
    expect(() => shown('doc.one, doc')).toThrow(
      'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [doc, one], path two: [doc]',
    )
  })
})

describe('expressions of whatever text', () => {
  const piece = fc.constantFrom(
    ...'n s lst doc #n :v :s ( ) [ ] . , = <> < + - AND OR NOT BETWEEN IN SET REMOVE ADD DELETE 0 1 size contains begins_with if_not_exists list_append attribute_exists __proto__ é $'.split(
      ' ',
    ),
  )
  const text = fc.oneof(
    fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(' ')),
    fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
    fc.string(),
  )
  const more = { names: { '#n': 'n' }, values: { ':v': { N: '1' }, ':s': { SS: ['x'] } } }

  it.each([
    ['ConditionExpression', (one: string) => holds(one, more)],
    ['UpdateExpression', (one: string) => update(one, more)],
    ['ProjectionExpression', (one: string) => parseProjection(one, substitutes(more, 'P', one))],
  ] as const)('are read or refused as a %s', (_, read) => {
    fc.assert(
      fc.property(text, (one) => {
        try {
          read(one)
        } catch (error) {
          expect(error).toBeInstanceOf(AwsError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('are not read deeper than there is room for', () => {
    const deep = `${'NOT ('.repeat(700)}n = :v${')'.repeat(700)}`
    expect(() => holds(deep, { values: { ':v': { N: '1' } } })).toThrow('Invalid ConditionExpression: ')
    const lst = `SET n = ${'if_not_exists(n, '.repeat(200)}:v${')'.repeat(200)}`
    expect(() => update(lst.slice(0, 4096), { values: { ':v': { N: '1' } } })).not.toThrow(RangeError)
  })
})

describe('an update of arbitrary attributes', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd')
  const number = fc.integer({ min: -1000, max: 1000 })
  it('does to each what it would do to it alone', () => {
    fc.assert(
      fc.property(
        fc.dictionary(name, number),
        fc.uniqueArray(fc.tuple(name, fc.constantFrom('set', 'add', 'remove', 'sum'), number), {
          selector: ([one]) => one,
          minLength: 1,
        }),
        (before, changes) => {
          const sections = { SET: new Array<string>(), ADD: new Array<string>(), REMOVE: new Array<string>() }
          const values: Record<string, object> = {}
          const expected: Record<string, number> = { ...before }
          for (const [one, kind, value] of changes) {
            if (kind !== 'remove') values[`:${one}`] = { N: String(value) }
            if (kind === 'set') sections.SET.push(`${one} = :${one}`)
            if (kind === 'sum') sections.SET.push(`${one} = if_not_exists(${one}, :${one}) - :${one}`)
            if (kind === 'add') sections.ADD.push(`${one} :${one}`)
            if (kind === 'remove') {
              sections.REMOVE.push(one)
              delete expected[one]
            } else if (kind === 'set') expected[one] = value
            else if (kind === 'add') expected[one] = (before[one] ?? 0) + value
            else expected[one] = (before[one] ?? value) - value
          }
          const expression = Object.entries(sections)
            .filter(([, parts]) => parts.length > 0)
            .map(([section, parts]) => `${section} ${parts.join(', ')}`)
            .join(' ')
          const asItem = (numbers: Record<string, number>) =>
            Object.fromEntries(
              Object.entries(numbers).map(([one, value]) => [one, { N: String(value === 0 ? 0 : value) }]),
            )
          expect(
            update(expression, Object.keys(values).length === 0 ? {} : { values }, readItem(asItem(before))),
          ).toEqual(asItem(expected))
        },
      ),
    )
  })
})
