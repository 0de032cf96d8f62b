import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { parseStrictly } from '../../src/shared-config/decode.ts'
import { joinLines, type Line } from '../../src/shared-config/parse-lines.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a file that is going to be changed', () => {
  it.each<[what: string, content: string | Uint8Array, line: number, problem: string]>([
    ['a section twice', '[a]\nk = v\n[b]\n[a]\n', 4, 'it begins a section that line 1 has begun already'],
    ['a key twice', '[a]\nk = v\nl = w\nK: x\n', 4, 'it sets a key that line 2 has set already'],
    [
      'a key twice in two [DEFAULT] sections',
      '[DEFAULT]\nk = v\n[a]\n[DEFAULT]\nk = w\n',
      5,
      'it sets a key that line 2 has set already',
    ],
    ['a line without =', '[a]\nk = v\nAKIAEXAMPLE\n', 3, 'it is neither a [section] nor key = value'],
    ['a line without a key', '[a]\n= v\n', 2, 'it is neither a [section] nor key = value'],
    ['a key before any section', '# note\nk = v\n[a]\n', 2, 'it stands before any [section]'],
    ['a byte order mark', '\uFEFF[a]\nk = v\n', 1, 'the file begins with a byte order mark'],
    [
      'carriage returns for line endings',
      '[a]\rk = v\r',
      1,
      'it ends with a carriage return that has no line feed',
    ],
    [
      'one carriage return for a line ending',
      '[a]\nk = v\n# old\r# new\n',
      3,
      'it ends with a carriage return that has no line feed',
    ],
    [
      'a line that is not UTF-8',
      Uint8Array.from([...bytes('[a]\n# '), 0xe9, 0x0a, ...bytes('k = v\n')]),
      2,
      'it is not valid UTF-8',
    ],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x5b, 0x00]), 1, 'it is not valid UTF-8'],
    [
      'a block with a line that is no sub-key',
      '[a]\ns3 =\n  x = y\n  z\n',
      4,
      'it is indented below an empty value and has no =',
    ],
  ])('is refused for %s, with the line named', (_, content, line, problem) => {
    const file = typeof content === 'string' ? bytes(content) : content
    expect(() => parseStrictly(file, '/x/credentials')).toThrow(
      expect.objectContaining({
        code: 'ProfileFileMalformed',
        message: `cannot change /x/credentials: line ${line}: ${problem}`,
        hint: `correct line ${line} of /x/credentials and try again; nothing was changed`,
        facts: { file: '/x/credentials', line },
      }),
    )
  })

  it('is refused without a word of what the line says, which may be a secret', () => {
    const secret = 'wJalrXUtnFEMI'
    for (const content of [`[a]\n${secret}\n`, `[a]\n${secret}=\n${secret}=x\n`, `${secret} = x\n`]) {
      let thrown: unknown
      try {
        parseStrictly(bytes(content), 'f')
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(HallpassError)
      expect(inspect(thrown)).not.toContain(secret)
      expect(JSON.stringify(thrown)).not.toContain(secret)
    }
  })

  it.each<[what: string, content: string, read: readonly string[]]>([
    ['nothing', '', []],
    ['comments only', '# a\n; b\n\n', ['comment', 'comment', 'blank']],
    ['a colon for =', '[a]\nk: v\n', ['[a]', 'k=v']],
    ['a section with spaces', '[ a b ]\nk=v\n[a b]\nk=v\n', ['[ a b ]', 'k=v', '[a b]', 'k=v']],
    ['sections that differ by case', '[a]\n[A]\n', ['[a]', '[A]']],
    [
      '[DEFAULT] more than once',
      '[DEFAULT]\nk = v\n[DEFAULT]\nl = w\n',
      ['[DEFAULT]', 'k=v', '[DEFAULT]', 'l=w'],
    ],
    ['one key in two sections', '[a]\nk = v\n[b]\nk = v\n', ['[a]', 'k=v', '[b]', 'k=v']],
    ['a continued value', '[a]\nk = v\n  more\n', ['[a]', 'k=v', '+more']],
    ['a block of sub-keys', '[a]\ns3 =\n  x = y\n', ['[a]', 's3=', '+x = y']],
    ['carriage returns before CRLF', '[a]\r\r\nk = v\r\r\n', ['[a]', 'blank', 'k=v', 'blank']],
    ['a carriage return at the end', '[a]\nk = v\r', ['[a]', 'k=v']],
    ['a bracket in a value', '[a]\nk = [v]\n', ['[a]', 'k=[v]']],
    ['a comment behind a value, which is kept', '[a]\nk = v # w\n', ['[a]', 'k=v # w']],
  ])('is read line by line with %s, and put together again as it was', (_, content, read) => {
    const lines = parseStrictly(bytes(content), 'f')
    expect(lines.map(told)).toEqual(read)
    expect(joinLines(lines)).toBe(content)
  })
})

function told(line: Line): string {
  if (line.kind === 'header') return `[${line.name}]`
  if (line.kind === 'key') return `${line.key}=${line.value}`
  return line.kind === 'continuation' ? `+${line.value}` : line.kind
}
