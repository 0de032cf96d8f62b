import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, column, createIam } from './iam-fixture.ts'

describe('a list in pages', () => {
  it('refuses a marker it did not make, and sizes out of bounds', () => {
    const { refusal } = createIam()
    expect(refusal('ListUsers', { Marker: 'nonsense' })).toEqual(['ValidationError', 400, 'Invalid Marker.'])
    for (const MaxItems of ['0', '1001', 'ten']) {
      expect(refusal('ListUsers', { MaxItems })[0]).toBe('ValidationError')
    }
  })

  it('holds a hundred unless told otherwise', () => {
    const { run } = createIam()
    for (let n = 0; n < 101; n++) run('CreateUser', { UserName: `user-${n}` })
    const first = run('ListUsers')
    expect(at(first, 'Users', 'length')).toBe(100)
    expect(at(first, 'IsTruncated')).toBe(true)
    const second = run('ListUsers', { Marker: String(at(first, 'Marker')) })
    expect(at(second, 'Users', 'length')).toBe(1)
    expect(at(second, 'Marker')).toBeUndefined()
  })

  it('loses and repeats nothing, whatever the size, even when what was read is deleted', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9+=,.@_-]{1,12}$/), { maxLength: 12 })
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 5 }), fc.boolean(), (all, size, deletes) => {
        const { run } = createIam()
        for (const UserName of all) run('CreateUser', { UserName })
        const read: string[] = []
        let Marker: string | undefined
        do {
          const page = run('ListUsers', {
            MaxItems: String(size),
            ...(Marker === undefined ? {} : { Marker }),
          })
          const found = column(page, 'Users', 'UserName').map(String)
          expect(found.length).toBeLessThanOrEqual(size)
          read.push(...found)
          if (deletes) for (const UserName of found) run('DeleteUser', { UserName })
          Marker = at(page, 'IsTruncated') === true ? String(at(page, 'Marker')) : undefined
        } while (Marker !== undefined)
        expect(read).toEqual(all.toSorted())
      }),
    )
  })
})
