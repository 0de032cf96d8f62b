import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileName } from '../../src/each/file-name.ts'

const sessionName = fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{2,64}$/)

describe("a person's file", () => {
  it.each([
    ['..', '_...json'],
    ['.hallpass', '_.hallpass.json'],
    ['-rf', '_-rf.json'],
    ['con', '_con.json'],
    ['COM1', '_COM1.json'],
    ['lpt9.old', '_lpt9.old.json'],
    ['_ada', '__ada.json'],
  ])('of %s is named %s', (name, expected) => {
    expect(fileName(name, 'json')).toBe(expected)
  })

  it.each(['ada', 'ada@example.com', 'a=b,c+d', 'console', 'com10', 'nul-island', 'ada.'])(
    'of %s is named after the session as it is',
    (name) => {
      expect(fileName(name, 'json')).toBe(`${name}.json`)
    },
  )

  it.each([
    ['env', 'ada.sh'],
    ['dotenv', 'ada.env'],
    ['powershell', 'ada.ps1'],
    ['terraform', 'ada.tfvars'],
  ] as const)('in format %s is %s', (format, expected) => {
    expect(fileName('ada', format)).toBe(expected)
  })

  it('is the file of nobody else, also where case does not count', () => {
    fc.assert(
      fc.property(sessionName, sessionName, (one, other) => {
        const same = fileName(one, 'json').toLowerCase() === fileName(other, 'json').toLowerCase()
        expect(same).toBe(one.toLowerCase() === other.toLowerCase())
      }),
    )
  })

  it('is never hidden, never an option, never a device, and never our own', () => {
    fc.assert(
      fc.property(sessionName, (name) => {
        const file = fileName(name, 'json')
        expect(file).toMatch(/^[A-Za-z0-9_+=,@][A-Za-z0-9_+=,.@-]*\.json$/)
        expect(file).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)\./i)
        expect(file.length).toBeLessThan(100)
      }),
    )
  })
})
