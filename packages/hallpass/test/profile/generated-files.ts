import * as fc from 'fast-check'

/** The profile that the generated files have, do not have, or have in capitals or with spaces. */
export const guest = 'guest@lab.example'

const foreignName = fc.oneof(
  fc.constantFrom('default', 'dev', 'prod/eu-west-1', 'a.b', 'team+1', 'x'.repeat(300)),
  fc.constantFrom(
    'production team',
    '[odd]',
    'päivä',
    ' spaced ',
    'profile dev',
    'DEFAULT',
    guest.toUpperCase(),
  ),
)

const value = fc.oneof(
  fc.constantFrom(
    'eu-west-1',
    'AKIAEXAMPLE',
    'a/b+c==',
    'true',
    '50',
    'ünïcode ☃ 字',
    'x ; y # z',
    'a = b : c',
  ),
  fc
    .string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' })
    .map((text) => `v${text.replaceAll(/[^ -~]/g, '')}`),
  fc.integer({ min: 500, max: 9000 }).map((length) => 'L'.repeat(length)),
)

const keyName = fc.constantFrom(
  'region',
  'output',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'Cli_Pager',
  'x_hallpass_expires_at',
  'mfa_serial',
  'max_attempts',
  'k1',
  'k2',
)

/** Lines of one key: as it is usually written, oddly spaced, with a block below, with more value below. */
const keyLines = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(keyName, fc.constantFrom('=', ' = ', '= ', '\t=\t', ':'), value)
      .map((parts) => [parts.join('')]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(keyName, value)
      .map(([key, text]) => [`${key} =`, `  a_${key} = ${text}`, '    ; inner', '  b = 1']),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(keyName, value)
      .map(([key, text]) => [`${key} = first`, `\tmore ${text}`, '', '   again']),
  },
)

const otherLines = fc.oneof(
  {
    weight: 40,
    arbitrary: fc
      .constantFrom('', '# a comment', '; another = one', '  # indented', '   ', '# ☃ [x] = y')
      .map((line) => [line]),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('aws_access_key_id', '= nothing', '[open', '   [inner]', '\u00A0')
      .map((line) => [line]),
  },
)

const section = (name: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc
    .tuple(
      name,
      fc.constantFrom('', '', '', ' # note', '  '),
      fc.array(fc.oneof({ weight: 3, arbitrary: keyLines }, { weight: 1, arbitrary: otherLines }), {
        maxLength: 6,
      }),
      fc.constantFrom('', '', '', '', '  '),
    )
    .map(([title, after, body, indent]) =>
      [`[${title}]${after}`, ...uniqueKeys(body).flat()].map((line) => indent + line),
    )

/** Most of the files are to be good ones: the chance of a key that comes twice is kept small. */
function uniqueKeys(groups: readonly string[][]): string[][] {
  const seen = new Set<string>()
  return groups.filter(([first = '']) => {
    const key = first.split(/[=:]/)[0]?.trim().toLowerCase() ?? ''
    const fresh = first === '' || !/[=:]/.test(first) || !seen.has(key) || first.endsWith('==')
    seen.add(key)
    return fresh
  })
}

const guestSection = fc
  .tuple(
    fc.boolean(),
    fc.constantFrom('', '', '', '  '),
    fc.subarray([
      '# mine',
      'region = us-east-2',
      '',
      'output = json',
      'aws_session_token = old',
      'aws_security_token = old',
    ]),
  )
  .map(([owned, indent, extra]) =>
    [
      `[${guest}]`,
      'aws_access_key_id = OLD',
      ...extra,
      'aws_secret_access_key = OLD',
      ...(owned ? ['x_hallpass_owner = hallpass'] : []),
    ].map((line) => indent + line),
  )

const ending = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r\n')

/**
 * A credentials file as people and programs leave them: comments, blocks, odd names and spaces, any line ending
 * and now and then a mixture, with or without a final one, long lines, up to about 1 MB, and some that no Python
 * tool reads.
 */
export function fileText(): fc.Arbitrary<string> {
  return fc
    .record({
      head: fc
        .array(otherLines, { maxLength: 2 })
        .map((lines) => lines.flat().filter((line) => !/[=[]|aws/.test(line))),
      sections: fc.uniqueArray(section(foreignName), {
        maxLength: 5,
        selector: (lines) => lines[0]?.trim().split(']')[0],
      }),
      again: fc.option(section(foreignName), { freq: 12 }),
      guest: fc.option(guestSection),
      place: fc.nat({ max: 5 }),
      endings: fc.oneof(
        { weight: 24, arbitrary: ending.map((one) => [one]) },
        { weight: 8, arbitrary: fc.array(ending, { minLength: 2, maxLength: 7 }) },
        { weight: 1, arbitrary: fc.constant(['\n', '\r', '\r\n']) },
      ),
      final: fc.constantFrom(true, true, false),
      mark: fc.integer({ min: 0, max: 40 }).map((n) => (n === 0 ? '\uFEFF' : '')),
      bulk: fc.integer({ min: 0, max: 150 }).map((n) => (n === 0 ? 2000 : 0)),
    })
    .map(({ head, sections, again, guest: own, place, endings, final, mark, bulk }) => {
      const all = [...sections, ...(again === null ? [] : [again])]
      if (own !== null) all.splice(place, 0, own)
      for (let n = 0; n < bulk; n++)
        all.push([`[bulk-${n}]`, `aws_access_key_id = ${'B'.repeat(400)}`, '# end', ''])
      const lines = [...head, ...all.flat()]
      const text = lines.map((line, n) => line + (endings[n % endings.length] ?? '\n')).join('')
      return mark + (final ? text : text.replace(/[\r\n]+$/, ''))
    })
}
