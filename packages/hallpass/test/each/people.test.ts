import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { parseCsv } from '../../src/each/parse-csv.ts'
import { readPeople, type ReadPeopleOptions } from '../../src/each/read-people.ts'

const read = (text: string | Uint8Array, options: Partial<ReadPeopleOptions> = {}) =>
  readPeople({ bytes: Buffer.from(text), file: 'people.csv', everyone: {}, profiles: false, ...options })

function refusal(text: string | Uint8Array, options: Partial<ReadPeopleOptions> = {}): HallpassError {
  try {
    read(text, options)
  } catch (error) {
    if (error instanceof HallpassError) return error
    throw error
  }
  throw new Error('not refused')
}

describe('a list of people is refused', () => {
  it('with every problem and its row', () => {
    const error = refusal(
      [
        'session-name,duration,tag:team',
        'ada lovelace,1h,blue',
        'grace,13h,blue',
        'mary,1h,blue',
        'MARY,1h,blue',
        'alan,soon,blue',
        'x,1h,blue',
        'linus,1h,a|b',
        'margaret,1h,blue,red',
        'mary,1h,blue',
      ].join('\n'),
    )
    expect(error.code).toBe('InvalidInput')
    expect(error.message).toBe('people.csv has 8 rows that cannot be used; nothing was sent')
    expect(error.hint?.split('\n').map((line) => line.slice(0, 60))).toEqual([
      'row 2: the session name may not contain a space (use letters',
      'row 3: the duration has to be between 15m and 12h, not 13h (',
      'row 5: MARY differs only by case from mary (row 4)',
      'row 6: the duration "soon" is no length of time (write it as',
      'row 7: the session name has to have at least 2 characters (u',
      'row 8: the value of tag team cannot be one (use up to 256 le',
      'row 9: it has more cells than row 1',
      'row 10: mary comes twice (row 4)',
    ])
    expect(error.hint).toContain('for example ada.lovelace')
  })

  it.each([
    ['session-name,duratoin\nada,1h', 'did you mean duration?'],
    ['session-name,tags:team\nada,blue', 'did you mean tag:KEY?'],
    ['session name,sesion-name\nada,x', 'did you mean session-name?'],
  ])('for a column that is nearly one of ours: %j', (text, hint) => {
    expect(refusal(text).hint).toContain(hint)
  })

  it.each([
    ['session-name,duration,Duration\nada,1h,2h', 'people.csv has the column Duration twice'],
    ['first,last\nada,lovelace', 'people.csv does not say which column holds the names'],
    ['', 'people.csv names nobody'],
    ['\ufeff\r\n\r\n', 'people.csv names nobody'],
    ['session-name,duration\n', 'people.csv names nobody'],
    ['session-name\n"ada\ngrace', 'people.csv is no table that can be read, from line 2 on'],
    [Buffer.from('\ufeffada\ngrace', 'utf16le'), 'people.csv is not text in UTF-8'],
    [Buffer.from('session-name\nj\u00f8rgen', 'latin1'), 'people.csv is not text in UTF-8'],
    ['ada\n'.repeat(100_001), 'people.csv has more than 100,000 rows'],
    [Buffer.alloc(10 * 1024 * 1024 + 1, 'a'), 'people.csv is larger than 10 MiB'],
  ])('%#: in words', (text, message) => {
    expect(refusal(text).message).toBe(message)
  })

  it('when two are to have one profile, or one that no SDK reads', () => {
    const error = refusal('session-name,profile\nada,lab\ngrace,lab\nalan=1,\nlinus,DEFAULT', {
      profiles: true,
    })
    expect(error.hint?.split('\n').map((line) => line.replace(/ \(.*/, ''))).toEqual([
      "row 3: profile lab is row 2's already",
      'row 4: alan=1 cannot be the name of a profile',
      'row 5: DEFAULT cannot be the name of a profile',
    ])
  })

  it('never quotes the file when it cannot be read', () => {
    const error = refusal('session-name,secret\n"hunter2')
    expect(`${error.message}${error.hint}${JSON.stringify(error.facts)}`).not.toContain('hunter2')
  })
})

describe('a list of people', () => {
  it.each([
    ['one name to a line', 'ada\ngrace\n'],
    ['with a header', 'session-name\nada\ngrace'],
    [
      'with a byte order mark and the line ends of Windows',
      '\ufeffsession-name,x\r\nada,1\r\n\r\ngrace,2\r\n',
    ],
    ['with mixed line ends', 'session-name\r\nada\ngrace\r'],
    [
      'with semicolons, as spreadsheets have them in much of Europe',
      'Session Name;Company\nada;a,b\ngrace;"c;d"',
    ],
    ['with tabs', 'email\tsession_name\nx@y\tada\nz@y\tgrace'],
    ['with names and addresses', 'name,email\nAda Lovelace,ada\nGrace Hopper,grace'],
    ['with quotes and spaces', '"session-name" , "duration"\n ada ,1h\n"grace",'],
  ])('%s is read', (_, text) => {
    const { people } = read(text.replaceAll(' , "', ',"'))
    expect(people.map(({ sessionName }) => sessionName)).toEqual(['ada', 'grace'])
  })

  it('gives a row what is its own, and what is everybody’s where it says nothing', () => {
    const everyone = { durationSeconds: 7200, sourceIdentity: 'teacher', tags: { lab: '7', team: 'none' } }
    const { people } = read(
      'session-name,duration,profile,source-identity,tag:team\nada,30m,one,ada.l,blue\ngrace,,,,',
      { everyone },
    )
    expect(people).toEqual([
      {
        row: 2,
        sessionName: 'ada',
        durationSeconds: 1800,
        profile: 'one',
        sourceIdentity: 'ada.l',
        tags: { lab: '7', team: 'blue' },
      },
      { row: 3, sessionName: 'grace', ...everyone, profile: undefined },
    ])
  })

  it('tells which columns mean nothing', () => {
    expect(read('name,email,company\nAda L,ada,x').ignoredColumns).toEqual(['company', 'name'])
  })

  it('may have names with commas, in quotes', () => {
    expect(read('session-name,duration\n"lovelace,ada",1h').people[0]?.sessionName).toBe('lovelace,ada')
  })

  it('is read back cell by cell as it was written', () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((text) => text.replaceAll(/[\0\ufeff]/g, ''))
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), (table, feed) => {
        const lines = table.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))
        const text = `"head","er"${feed}${lines.join(feed)}`
        const found = parseCsv(Buffer.from(text), 'f').slice(1)
        const kept = table.filter((cells) => cells.some((cellText) => cellText.trim() !== ''))
        expect(found.map(({ cells }) => cells)).toEqual(kept)
      }),
    )
  })

  it('whatever it is, is read or refused in words', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ maxLength: 200 }).map((text) => Buffer.from(text)),
      fc.stringMatching(/^[ab",;\t\r\n]{0,40}$/).map((text) => Buffer.from(`name,x\n${text}`)),
    )
    fc.assert(
      fc.property(bytes, (content) => {
        try {
          expect(read(content).people.length).toBeGreaterThan(0)
        } catch (error) {
          if (!(error instanceof HallpassError)) throw error
          expect(error.code).toBe('InvalidInput')
        }
      }),
      { numRuns: 500 },
    )
  })
})
