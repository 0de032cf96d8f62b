import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'

import { contentOf } from '../../src/content/index.ts'
import { observe } from '../../src/data/index.ts'

interface Root {
  users: Map<string, { name: string; tags: Map<string, string>; groups: Set<string>; last?: Date }>
  list: Array<{ n: number }>
}

const rootOf = (): Root => ({
  users: new Map([['anna', { name: 'anna', tags: new Map(), groups: new Set(['lab']) }]]),
  list: [{ n: 1 }, { n: 2 }],
})

/** What was noted after `change`. */
function notes(change: (view: Root, root: Root) => void): readonly string[] {
  const root = rootOf()
  const observed = observe(root, new Set())
  change(observed.view, root)
  return observed.dirty().map(({ path, wasRemoved }) => `${wasRemoved ? '-' : ''}${path.join('/')}`)
}

describe('what is observed', () => {
  it('is read as it is, and noted nowhere', () => {
    const read = notes((view, root) => {
      expect(isDeepStrictEqual([...view.users.keys()], ['anna'])).toBe(true)
      expect([...view.users].map(([name, user]) => [name, user.name, [...user.groups]])).toEqual([
        ['anna', 'anna', ['lab']],
      ])
      expect([...view.users.values()].map(({ tags }) => tags.size)).toEqual([0])
      expect(new Map(view.users).get('anna')?.name).toBe('anna')
      expect(new Set(view.users.get('anna')?.groups)).toEqual(new Set(['lab']))
      expect(view.list.map(({ n }) => n)).toEqual([1, 2])
      expect(view.users.get('anna')).toBe(view.users.get('anna'))
      expect(view.users instanceof Map && Array.isArray(view.list)).toBe(true)
      expect(JSON.stringify(view.list)).toBe(JSON.stringify(root.list))
      const seen: string[] = []
      view.users.forEach((user, name) => seen.push(name, user.name))
      expect(seen).toEqual(['anna', 'anna'])
      expect(root.users.get('anna')).not.toBe(view.users.get('anna'))
    })
    expect(read).toEqual([])
  })

  it.each<[string, (view: Root) => void, readonly string[]]>([
    ['a property', (view) => void (view.users.get('anna')!.name = 'Anna'), ['users/anna/name']],
    ['an entry', (view) => view.users.get('anna')!.tags.set('team', 'red'), ['users/anna/tags/team']],
    ['a member', (view) => view.users.get('anna')!.groups.add('more'), ['users/anna/groups/more']],
    [
      'a member that goes',
      (view) => view.users.get('anna')!.groups.delete('lab'),
      ['-users/anna/groups/lab'],
    ],
    ['an entry that goes', (view) => view.users.delete('anna'), ['-users/anna']],
    ['a property that goes', (view) => void delete view.users.get('anna')!.last, []],
    ['all of a map', (view) => view.users.clear(), ['users']],
    ['all of a set', (view) => view.users.get('anna')!.groups.clear(), ['users/anna/groups']],
    ['one more in a list', (view) => view.list.push({ n: 3 }), ['list/2']],
    ['one less in a list', (view) => view.list.pop(), ['list']],
    ['one within a list', (view) => void (view.list[1]!.n = 5), ['list/1/n']],
    [
      'what an iteration gives',
      (view) => void ([...view.users.values()][0]!.name = 'b'),
      ['users/anna/name'],
    ],
    [
      'by Object.assign',
      (view) => Object.assign(view.users.get('anna')!, { name: 'c' }),
      ['users/anna/name'],
    ],
    ['nothing, where it is the same', (view) => void (view.users.get('anna')!.name = 'anna'), []],
  ])('is noted where it changes: %s', (_, change, expected) => {
    expect(notes(change)).toEqual(expected)
  })

  it('is noted as gone and there again, behind the others of its map', () => {
    const made = notes((view) => {
      const anna = view.users.get('anna')!
      view.users.set('ben', { ...anna, name: 'ben' })
      view.users.delete('anna')
      view.users.set('anna', anna)
    })
    expect(made).toEqual(['users/ben', '-users/anna'])
  })

  it('has no view in it, however a view came there', () => {
    const root = rootOf()
    const { view } = observe(root, new Set())
    const anna = view.users.get('anna')!
    view.users.set('copy', { ...anna })
    view.users.set('deep', { ...anna, tags: new Map(anna.tags), groups: anna.groups })
    view.list = [...view.list, view.list[0]!]
    expect(root.users.get('copy')?.tags).toBe(root.users.get('anna')?.tags)
    expect(root.users.get('deep')?.groups).toBe(root.users.get('anna')?.groups)
    expect(root.list[2]).toBe(root.list[0])
    expect(() => structuredClone(root)).not.toThrow()
  })

  it('is noted where it is now, when it moved', () => {
    const moved = notes((view) => {
      const [first] = view.list
      view.users.get('anna')!.tags.set('a', 'b')
      view.list = [{ n: 0 }, first!]
      view.list[1]!.n = 9
    })
    expect(moved).toContain('list/1/n')
  })

  it('hands out dates, bytes, contents, and what is frozen or exempt, as they are', () => {
    const exempt = { own: {} }
    const root = {
      date: new Date(1),
      bytes: Uint8Array.of(1),
      content: contentOf(Buffer.from('a')),
      frozen: Object.freeze({ inner: {} }),
      exempt,
    }
    const { view } = observe(root, new Set([exempt]))
    for (const [name, value] of Object.entries(root)) expect(Reflect.get(view, name)).toBe(value)
  })

  it('changes as a map changes, whatever is done', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c'), value: fc.nat(3), isSet: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const plain = new Map<string, number>()
        const root = { map: new Map<string, number>() }
        const { map } = observe(root, new Set()).view
        for (const { key, value, isSet } of steps) {
          if (isSet) expect(map.set(key, value).size).toBe(plain.set(key, value).size)
          else expect(map.delete(key)).toBe(plain.delete(key))
          expect([map.has(key), map.get(key)]).toEqual([plain.has(key), plain.get(key)])
        }
        expect([...root.map]).toEqual([...plain])
        expect([...map]).toEqual([...plain])
      }),
    )
  })
})
