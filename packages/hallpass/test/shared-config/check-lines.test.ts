import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { parseStrictly } from '../../src/shared-config/decode.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a file that is going to be changed', () => {
  it.each<[what: string, content: string | Uint8Array, line: number]>([
    ['a section twice', '[a]\nk = v\n[b]\n[a]\n', 4],
    ['a key twice', '[a]\nk = v\nl = w\nK: x\n', 4],
    ['a key twice in two [DEFAULT] sections', '[DEFAULT]\nk = v\n[a]\n[DEFAULT]\nk = w\n', 5],
    ['a line without =', '[a]\nk = v\nAKIAEXAMPLE\n', 3],
    ['a line without a key', '[a]\n= v\n', 2],
    ['a key before any section', '# note\nk = v\n[a]\n', 2],
    ['a byte order mark', '\uFEFF[a]\nk = v\n', 1],
    ['carriage returns for line endings', '[a]\rk = v\r', 1],
    ['one carriage return for a line ending', '[a]\nk = v\n# old\r# new\n', 3],
    ['a line that is not UTF-8', Uint8Array.from([...bytes('[a]\n# '), 0xe9, 0x0a, ...bytes('k = v\n')]), 2],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x5b, 0x00]), 1],
    ['a block with a line that is no sub-key', '[a]\ns3 =\n  x = y\n  z\n', 4],
  ])('is refused for %s, with the line named', (_, content, line) => {
    const file = typeof content === 'string' ? bytes(content) : content
    expect(() => parseStrictly(file, '/x/credentials')).toThrow(
      expect.objectContaining({ code: 'ProfileFileMalformed', facts: { file: '/x/credentials', line } }),
    )
    expect(() => parseStrictly(file, '/x/credentials')).toThrow(
      `cannot change /x/credentials: line ${line}: `,
    )
  })

  it('is refused without a word of what the line says, which may be a secret', () => {
    const secret = 'wJalrXUtnFEMI'
    for (const content of [`[a]\n${secret}\n`, `[a]\n${secret}=\n${secret}=x\n`, `${secret} = x\n`]) {
      try {
        parseStrictly(bytes(content), 'f')
        expect.unreachable()
      } catch (error) {
        expect(error).toBeInstanceOf(HallpassError)
        expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret)
      }
    }
  })

  it.each([
    ['nothing', ''],
    ['comments only', '# a\n; b\n\n'],
    ['a colon for =', '[a]\nk: v\n'],
    ['a section with spaces', '[ a b ]\nk=v\n[a b]\nk=v\n'],
    ['sections that differ by case', '[a]\n[A]\n'],
    ['[DEFAULT] more than once', '[DEFAULT]\nk = v\n[DEFAULT]\nl = w\n'],
    ['one key in two sections', '[a]\nk = v\n[b]\nk = v\n'],
    ['a continued value', '[a]\nk = v\n  more\n'],
    ['carriage returns before CRLF', '[a]\r\r\nk = v\r\r\n'],
    ['a carriage return at the end', '[a]\nk = v\r'],
    ['a bracket in a value', '[a]\nk = [v]\n'],
  ])('is accepted with %s', (_, content) => {
    expect(() => parseStrictly(bytes(content), 'f')).not.toThrow()
  })
})
