import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'

import { type Content, contentOf } from '../../src/content/index.ts'
import { applyChange, copyOf, type Json, settingChanges } from '../../src/snapshot/index.ts'

/** Through text and back, as it is in a file. */
function throughText(value: unknown): unknown {
  const contents: Content[] = []
  const root = new Map<string, unknown>()
  for (const change of settingChanges(['value'], value, (content) => contents.push(content) - 1)) {
    const json: Json = JSON.parse(JSON.stringify(change))
    applyChange(root, json, (id) => contents[Number(id)]!)
  }
  return root.get('value')
}

const names = fc.oneof(fc.string(), fc.constantFrom('$map', '$undefined', '$', '__proto__', 'constructor'))
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(undefined, null, Number.NaN, -Infinity, -0, 2n ** 70n),
    fc.boolean(),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array(),
    fc.uint8Array().map((bytes) => contentOf(bytes)),
    fc.array(tie('data')),
    fc.array(tie('data')).map((members) => new Set(members)),
    fc.array(fc.tuple(fc.oneof(names, fc.integer(), fc.boolean()), tie('data'))).map((all) => new Map(all)),
    fc
      .array(fc.tuple(names, tie('data')))
      .map((all) =>
        all.reduce(
          (to, [name, value]) =>
            Object.defineProperty(to, name, { value, enumerable: true, configurable: true, writable: true }),
          {},
        ),
      ),
  ),
}))

describe('plain data', () => {
  it('comes back from a file as it was, whatever it is', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(isDeepStrictEqual(throughText(value), value)).toBe(true)
      }),
    )
  })

  it('is copied as it is', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(isDeepStrictEqual(copyOf(new Map([['value', value]])).get('value'), value)).toBe(true)
      }),
    )
  })

  it('comes back in the order it had, where a map is long enough to be written entry by entry', () => {
    const long = new Map(Array.from({ length: 2000 }, (_, at) => [`key ${(at * 7919) % 2000}`, { at }]))
    const value = { within: new Map([['bucket', { objects: long, name: 'lab' }]]) }
    const back = throughText(value)
    expect(back).toStrictEqual(value)
    expect(JSON.stringify(back, entries)).toBe(JSON.stringify(value, entries))
    const records = [...settingChanges(['value'], value, () => 0)]
    expect(records.length).toBe(2001)
    expect(Math.max(...records.map((record) => JSON.stringify(record).length))).toBeLessThan(200)
  })

  it('is in a copy as often as it was: two references to one thing stay one', () => {
    const one = new Map([['a', 1]])
    const copy = copyOf(
      new Map<string, unknown>([
        ['first', one],
        ['second', { one }],
      ]),
    )
    expect(copy.get('first')).not.toBe(one)
    expect(copy.get('second')).toEqual({ one })
    expect(Reflect.get(Object(copy.get('second')), 'one')).toBe(copy.get('first'))
  })

  it('shares nothing in a copy but the bytes of objects, and names those', () => {
    const content = contentOf(Buffer.from('hello'))
    const value = new Map<string, unknown>([
      ['date', new Date(1)],
      ['set', new Set(['a'])],
      ['bytes', Uint8Array.of(1)],
      ['list', [1, 2]],
      ['object', { content }],
    ])
    const met: Content[] = []
    const copy = copyOf(value, (one) => met.push(one))
    expect(met).toEqual([content])
    expect(Reflect.get(Object(copy.get('object')), 'content')).toBe(content)
    for (const [name, one] of value) {
      expect(copy.get(name)).not.toBe(one)
      expect(copy.get(name)).toStrictEqual(one)
    }
  })

  it.each([
    ['a function', { users: new Map([['anna', { close: () => {} }]]) }, 'users / anna / close is a function'],
    ['an instance of a class', { queue: [new URL('http://localhost')] }, 'queue / 0 is a URL'],
    ['an error', { last: new Error('no') }, 'last is a Error'],
  ])('is refused with the place where it is %s', (_, value, message) => {
    expect(() => throughText(value)).toThrow(message)
    expect(() => copyOf(new Map(Object.entries(value)))).toThrow(message)
  })

  it('is refused where it is within itself', () => {
    const circle: Record<string, unknown> = {}
    circle['again'] = { circle }
    expect(() => throughText(circle)).toThrow('again / circle is within itself')
  })
})

function entries(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value
}
