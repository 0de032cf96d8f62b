import { describe, expect, it } from 'vitest'

import {
  type AttributeValue,
  matchesAttributes,
  matchesBody,
  parseFilterPolicy,
} from '../../src/sns/filter/index.ts'

const text = (value: string): AttributeValue => ({ type: 'String', value })
const number = (value: string): AttributeValue => ({ type: 'Number', value })
const list = (value: string): AttributeValue => ({ type: 'String.Array', value })
const bytes: AttributeValue = { type: 'Binary', value: Uint8Array.of(1) }

/** Policy of one key, what of an attribute it is not for, what it is for. */
const cases: ReadonlyArray<
  readonly [policy: unknown[], not: readonly AttributeValue[], is: readonly AttributeValue[]]
> = [
  [
    ['red'],
    [text('Red'), text('redder'), number('1'), bytes, list('["blue"]'), list('red')],
    [text('red'), list('["blue","red"]')],
  ],
  [['red', 'blue'], [text('green')], [text('blue')]],
  [
    [1],
    [text('1'), number('2'), list('["1"]')],
    [number('1'), number('1.0'), number('10e-1'), list('[2,1]')],
  ],
  [
    [true, null],
    [text('true'), list('[false]'), list('["null"]')],
    [list('[true]'), list('[null]')],
  ],
  [[{ prefix: 'bas' }], [text('football'), number('1')], [text('baseball'), list('["x","bas"]')]],
  [[{ suffix: 'ball' }], [text('rugby')], [text('baseball')]],
  [[{ 'equals-ignore-case': 'Tennis' }], [text('tennis!')], [text('TENNIS')]],
  [
    [{ 'anything-but': 'rugby' }],
    [text('rugby'), list('["rugby"]'), bytes],
    [text('tennis'), list('["rugby","tennis"]'), number('1')],
  ],
  [[{ 'anything-but': ['rugby', 'tennis'] }], [text('tennis')], [text('football')]],
  [[{ 'anything-but': [100, 500] }], [number('100')], [number('101')]],
  [[{ 'anything-but': { prefix: 'order-' } }], [text('order-cancelled')], [text('order_number')]],
  [[{ cidr: '10.0.0.0/24' }], [text('10.0.1.0'), text('x'), number('10')], [text('10.0.0.255')]],
  [[{ cidr: '2001:db8::/32' }], [text('2001:db9::1')], [text('2001:db8::1')]],
  [[{ numeric: ['=', 301.5] }], [number('301'), text('301.5')], [number('3.015e2')]],
  [[{ numeric: ['<', 0] }], [number('0')], [number('-1')]],
  [[{ numeric: ['>', 0, '<=', 150] }], [number('0'), number('150.1')], [number('150'), number('0.1')]],
  [[{ numeric: ['>=', 0, '<', 150] }], [number('150')], [number('0')]],
  [[{ exists: true }], [], [text('x'), bytes]],
  [[{ exists: false }], [text('x'), bytes], []],
]

describe('a filter policy on attributes', () => {
  it.each(cases)('%j', (key, not, is) => {
    const policy = parseFilterPolicy(JSON.stringify({ key }), 'MessageAttributes')
    const matches = (value: AttributeValue) => matchesAttributes(policy, new Map([['key', value]]))
    expect(not.filter(matches)).toEqual([])
    expect(is.filter((value) => !matches(value))).toEqual([])
  })

  it('asks for each key, and of an absent one only whether it is there', () => {
    const policy = parseFilterPolicy(
      '{"a":["1"],"b":[{"anything-but":"2"}],"c":[{"exists":false}]}',
      'MessageAttributes',
    )
    const matches = (entries: Record<string, AttributeValue>) =>
      matchesAttributes(policy, new Map(Object.entries(entries)))
    expect(matches({ a: text('1') })).toBe(false)
    expect(matches({ a: text('1'), b: text('2') })).toBe(false)
    expect(matches({ a: text('1'), b: text('3'), c: text('x') })).toBe(false)
    expect(matches({ a: text('1'), b: text('3'), d: text('x') })).toBe(true)
  })

  it('has alternatives of keys, beside what has to be so anyway', () => {
    const policy = parseFilterPolicy(
      '{"a":["1"],"$or":[{"b":["2"]},{"c":["3"],"d":["4"]}]}',
      'MessageAttributes',
    )
    const matches = (entries: Record<string, AttributeValue>) =>
      matchesAttributes(policy, new Map(Object.entries(entries)))
    expect(matches({ a: text('1') })).toBe(false)
    expect(matches({ b: text('2') })).toBe(false)
    expect(matches({ a: text('1'), c: text('3') })).toBe(false)
    expect(matches({ a: text('1'), b: text('2') })).toBe(true)
    expect(matches({ a: text('1'), c: text('3'), d: text('4') })).toBe(true)
  })

  it('has a key that is called $or, where that is no list of alternatives', () => {
    const policy = parseFilterPolicy('{"$or":[{"numeric":["=",1]},{"prefix":"a"}]}', 'MessageAttributes')
    expect(matchesAttributes(policy, new Map([['$or', text('ab')]]))).toBe(true)
    expect(matchesAttributes(policy, new Map([['b', text('ab')]]))).toBe(false)
  })
})

describe('a filter policy on a body', () => {
  const matches = (policy: unknown, body: unknown) =>
    matchesBody(
      parseFilterPolicy(JSON.stringify(policy), 'MessageBody'),
      typeof body === 'string' ? body : JSON.stringify(body),
    )

  it('is for no body that is no object', () => {
    for (const body of ['x', '"x"', '["x"]', 'null', ''])
      expect(matches({ a: [{ exists: false }] }, body)).toBe(false)
    expect(matches({ a: [{ exists: false }] }, '{}')).toBe(true)
  })

  it('is for what is within objects and lists', () => {
    const policy = { shop: { item: { price: [{ numeric: ['>', 10] }], kind: ['tea'] } } }
    const body = (...item: unknown[]) => ({ shop: { item } })
    expect(matches(policy, body({ price: 11, kind: 'coffee' }, { price: 9, kind: 'tea' }))).toBe(false)
    expect(matches(policy, body({ price: '11', kind: 'tea' }))).toBe(false)
    expect(matches(policy, { shop: 'tea' })).toBe(false)
    expect(matches(policy, body({ price: 9, kind: 'tea' }, [{ price: 11, kind: ['x', 'tea'] }]))).toBe(true)
  })

  it('looks into lists that are deeper than calls can be', () => {
    const policy = parseFilterPolicy('{"a":["x"]}', 'MessageBody')
    const deep = (within: string) => `{"a":${'['.repeat(100_000)}${within}${']'.repeat(100_000)}}`
    expect(matchesBody(policy, deep(''))).toBe(false)
    expect(matchesBody(policy, deep('"x"'))).toBe(true)
  })

  it('takes null, booleans and inherited names for what they are', () => {
    expect(matches({ a: [null] }, { a: null })).toBe(true)
    expect(matches({ a: [null] }, {})).toBe(false)
    expect(matches({ a: [false] }, { a: false })).toBe(true)
    expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false)
    expect(matches({ a: [{ exists: true }] }, { a: { b: 1 } })).toBe(false)
    expect(matches({ a: { b: [{ exists: false }] } }, {})).toBe(true)
  })

  it('has alternatives within', () => {
    const policy = { a: { $or: [{ b: ['1'] }, { c: ['2'] }] } }
    expect(matches(policy, { a: { b: '2' } })).toBe(false)
    expect(matches(policy, { b: '1' })).toBe(false)
    expect(matches(policy, { a: { c: '2' } })).toBe(true)
  })
})

describe('a filter policy that cannot be', () => {
  it('is deeper than calls can be', () => {
    const deep = '{"$or":[{"a":["x"]},'.repeat(6000) + '{"b":["y"]}' + ']}'.repeat(6000)
    expect(() => parseFilterPolicy(deep, 'MessageBody')).toThrow('Filter policy is too complex')
  })

  it.each([
    ['{', 'failed to parse JSON.'],
    ['[]', 'Filter is not an object'],
    ['{"a":"b"}', '"a" must be an object or an array'],
    ['{"a":[]}', 'Empty arrays are not allowed'],
    ['{"a":[["b"]]}', 'Match value must be String, number, true, false, or null'],
    ['{"a":[{}]}', 'Empty objects are not allowed'],
    ['{"a":[{"prefix":"a","suffix":"b"}]}', 'Only one key allowed in match expression'],
    ['{"a":[{"suffixx":"b"}]}', 'Unrecognized match type suffixx'],
    ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string'],
    ['{"a":[{"exists":"yes"}]}', 'exists match pattern must be either true or false.'],
    ['{"a":[{"anything-but":[]}]}', 'Inside anything but list, start|null|boolean is not supported.'],
    ['{"a":[{"anything-but":["a",1]}]}', 'Inside anything but list, start|null|boolean is not supported.'],
    ['{"a":[{"anything-but":{"suffix":"b"}}]}', 'Unsupported anything-but pattern: suffix'],
    ['{"a":[{"anything-but":{"prefix":""}}]}', 'prefix match pattern must be a string'],
    ['{"a":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
    ['{"a":[{"numeric":5}]}', 'Value of numeric must be an array.'],
    ['{"a":[{"numeric":[]}]}', 'Invalid member in numeric match: ]'],
    ['{"a":[{"numeric":["<","5"]}]}', 'Value of < must be numeric'],
    ['{"a":[{"numeric":["!",5]}]}', 'Unrecognized numeric range operator: !'],
    ['{"a":[{"numeric":["<",5,">",1]}]}', 'Too many terms in numeric range expression'],
    ['{"a":[{"numeric":[">",5,">",7]}]}', 'Bad numeric range operator: >'],
    ['{"a":[{"numeric":[">",5,"<",5]}]}', 'Bottom must be less than top'],
    ['{"a":[{"numeric":["=",1000000001]}]}', 'Value must be between -1000000000 and 1000000000, inclusive'],
    ['{"a":{"b":["c"]}}', 'Filter policy scope MessageAttributes does not support nested filter policy'],
    [
      '{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}',
      'Filter policy can not have more than 5 keys',
    ],
    [
      JSON.stringify({ a: Array.from({ length: 13 }, String), b: Array.from({ length: 12 }, String) }),
      'Filter policy is too complex',
    ],
  ])('%s', (policy, message) => {
    expect(() => parseFilterPolicy(policy, 'MessageAttributes')).toThrow(message)
  })

  it('combines too much within', () => {
    const deep = (length: number) => JSON.stringify({ a: { b: { c: Array.from({ length }, String) } } })
    expect(() => parseFilterPolicy(deep(51), 'MessageBody')).toThrow('Filter policy is too complex')
    expect(() => parseFilterPolicy(`${'{"a":'.repeat(40)}["b"]${'}'.repeat(40)}`, 'MessageBody')).toThrow(
      'too complex',
    )
    parseFilterPolicy(deep(50), 'MessageBody')
  })
})
