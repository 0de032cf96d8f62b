import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { parseCsv } from '../../src/people/parse-csv.ts'
import { peopleRefusal } from '../../src/people/people-refusal.ts'
import { type PeopleList, readPeople, type ReadPeopleOptions } from '../../src/people/read-people.ts'

/** A list in which every row can be used; else the error that lists those that cannot. */
function read(text: string | Uint8Array, options: ReadPeopleOptions = {}): PeopleList {
  const list = readPeople(Buffer.from(text), { file: 'people.csv', ...options })
  if (list.problems.length > 0) throw peopleRefusal('people.csv', list)
  return list
}

const namesIn = (text: string | Uint8Array, options: ReadPeopleOptions = {}): string[] =>
  read(text, options).people.map(({ sessionName }) => sessionName)

function refusal(text: string | Uint8Array, options: ReadPeopleOptions = {}): HallpassError {
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
        'ivan,1h,blue',
        'olga,1h,blue',
        'nina,1h,blue',
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
    [Buffer.from('ada\ngrace', 'utf16le'), 'people.csv is not text'],
    [Buffer.from('\ufeffada\0grace', 'utf16le'), 'people.csv is not text'],
    [Buffer.from('ada\x8d\xff', 'latin1'), 'people.csv is not text'],
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

describe('a list that is no CSV is called what it is, with what to do', () => {
  const zip = (...names: string[]): Buffer => Buffer.from(`PK\u0003\u0004....${names.join('....')}`, 'latin1')

  it.each([
    ['an Excel workbook (.xlsx)', zip('[Content_Types].xml'), 'CSV UTF-8'],
    [
      'an OpenDocument spreadsheet (.ods)',
      zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
      'Text CSV',
    ],
    ['a Numbers spreadsheet', zip('Index/Document.iwa'), 'Export To'],
    ['a ZIP archive', zip('people.csv'), 'unpack'],
    ['an Excel workbook of the old kind (.xls)', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'CSV UTF-8'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'CSV'],
    ['packed with gzip', Buffer.from('1f8b0800', 'hex'), 'gunzip'],
  ])('%s', (what, bytes, hint) => {
    const error = refusal(bytes)
    expect(error.message).toContain(`people.csv is ${what}`)
    expect(error.hint).toContain(hint)
  })
})

describe('a list as people have it', () => {
  it.each([
    ['UTF-16, little end first', Buffer.from('\ufeffname\temail\nZoë\tzoe@x.ch', 'utf16le'), 'UTF-16'],
    ['UTF-16, big end first', Buffer.from('\ufeffname\temail\nZoë\tzoe@x.ch', 'utf16le').swap16(), 'UTF-16'],
    ['Windows-1252', Buffer.from('name\temail\nZo\u00eb\tzoe@x.ch', 'latin1'), 'Windows-1252'],
    ['UTF-8', Buffer.from('name\temail\nZoë\tzoe@x.ch'), 'UTF-8'],
  ])('in %s is read, and which it was is told', (_, bytes, encoding) => {
    const list = read(bytes)
    expect(list.encoding).toBe(encoding)
    expect(list.people).toEqual([expect.objectContaining({ name: 'Zoë', sessionName: 'zoe@x.ch' })])
  })

  it.each([
    ['sep=;\r\nname;email\r\nAda, Countess;ada@x.ch', [3, 'ada@x.ch', 'Ada, Countess']],
    ['sep=|\nname|email\nAda|ada@x.ch', [3, 'ada@x.ch', 'Ada']],
    ['Ada Lovelace <ada@x.ch>', [1, 'ada@x.ch', 'Ada Lovelace']],
    ['email\n"Lovelace, Ada" <ada@x.ch>', [2, 'ada@x.ch', 'Lovelace, Ada']],
    ['mailto:ada@x.ch?subject=Hello', [1, 'ada@x.ch', undefined]],
    ['<ada@x.ch>', [1, 'ada@x.ch', undefined]],
    ['\u200bada@x.ch\u00a0', [1, 'ada@x.ch', undefined]],
    [
      'Course 5b,,\n\nFirst name,Surname,Email address\nAda,Lovelace,ada@x.ch',
      [4, 'ada@x.ch', 'Ada Lovelace'],
    ],
    ['Vorname;Nachname;Anmeldename\nAda;Lovelace;ada', [2, 'ada', 'Ada Lovelace']],
    ['Prénom\tNom\tAdresse de courriel\nAda\tLovelace\tada@x.ch', [2, 'ada@x.ch', 'Ada Lovelace']],
    ['氏名,メールアドレス\nAda,ada@x.ch', [2, 'ada@x.ch', 'Ada']],
    ['"identifier","github_username","github_id","name"\n"a@x.ch","ada","1","Ada"', [2, 'ada', 'Ada']],
  ])('%j is read', (text, expected) => {
    expect(read(text).people.map(({ row, sessionName, name }) => [row, sessionName, name])).toEqual([
      expected,
    ])
  })

  it('may be what a mail program has after "To:"', () => {
    expect(namesIn('Ada <ada@x.ch>; grace@x.ch;\nAlan <alan@x.ch>')).toEqual([
      'ada@x.ch',
      'grace@x.ch',
      'alan@x.ch',
    ])
  })

  it('gives name, address and group to whoever has them', () => {
    expect(read('Name,Email,Gruppe\n"Ada\nLovelace",mailto:ada@x.ch,A').people).toEqual([
      { row: 3, sessionName: 'ada@x.ch', name: 'Ada Lovelace', email: 'ada@x.ch', group: 'A' },
    ])
  })

  it.each(['Matrikel', 'matrikel ', '2'])('may be told which column has the names: %j', (nameColumn) => {
    expect(namesIn('email,Matrikel\nada@x.ch,m-17\ngrace@x.ch,m-18', { nameColumn })).toEqual([
      'm-17',
      'm-18',
    ])
  })

  it('without a header may be told the position of the names', () => {
    expect(namesIn('Ada Lovelace,ada\nGrace Hopper,grace', { nameColumn: '2' })).toEqual(['ada', 'grace'])
  })

  it.each([
    ['first,last\nada,lovelace', undefined, 'its columns: 1 "first", 2 "last"'],
    ['email,Matrikel\nada@x.ch,17', 'Matrikle', 'its columns: 1 "email", 2 "Matrikel"'],
    ['Ada,ada\nGrace,grace', undefined, 'its columns: 1 "Ada", 2 "ada"'],
    ['Ada,ada\nGrace,grace', '3', 'its columns: 1 "Ada", 2 "ada"'],
  ])('%j names its columns when none can be taken', (text, nameColumn, hint) => {
    const error = refusal(text, { nameColumn })
    expect(error.facts.name).toBe('nameColumn')
    expect(error.hint).toContain(hint)
  })

  it('with a column of free text taken for names makes one message', () => {
    const rows = Array.from({ length: 30 }, (_, index) => `Person ${index} Ünlü,m-${index}`)
    expect(refusal(['Name,Matrikel', ...rows].join('\n')).hint).toBe(
      'column "Name" holds no session names in 30 of 30 rows (row 2: the session name may not contain a space); choose another column: "Matrikel"',
    )
  })

  it('says once what is wrong with many rows', () => {
    const rows = Array.from({ length: 30 }, (_, index) => `guest-${index},soon`)
    expect(refusal(['session-name,duration', ...rows].join('\n')).hint).toMatch(
      /^rows 2, 3, 4, 5 and 26 more: the duration "soon" is no length of time \([^\n]*\)$/,
    )
  })

  it('keeps the rows that can be used beside those that cannot', () => {
    const list = readPeople('session-name\nada\ngrace hopper\nADA\nalan')
    expect(list.people.map(({ sessionName }) => sessionName)).toEqual(['ada', 'alan'])
    expect(list.problems.map(({ row, about }) => [row, about])).toEqual([
      [3, 'sessionName'],
      [4, 'sessionName'],
    ])
    expect(list.rows).toBe(4)
  })

  it('is read the same as text and as bytes, in every encoding that has its letters', () => {
    const letters = fc.stringMatching(/^[a-zà-öø-ÿ ]{1,20}$/)
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 5 }), (names) => {
        const text = ['session-name;name', ...names.map((name, index) => `guest-${index};${name}é`)].join(
          '\n',
        )
        const { people } = read(text)
        expect(people.map(({ name }) => name)).toEqual(
          names.map((name) => `${name}é`.trim().replaceAll(/\s+/g, ' ')),
        )
        for (const bytes of [Buffer.from(text, 'latin1'), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
          expect(read(bytes).people).toEqual(people)
        }
      }),
    )
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
    expect(namesIn(text.replaceAll(' , "', ',"'))).toEqual(['ada', 'grace'])
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

  it('tells what each column was taken for', () => {
    expect(read('Name;E-Mail-Adresse;Firma;tag:team\nAda L;ada;x;blue').columns).toEqual([
      { header: 'Name', position: 1, use: 'name' },
      { header: 'E-Mail-Adresse', position: 2, use: 'session-name' },
      { header: 'Firma', position: 3, use: undefined },
      { header: 'tag:team', position: 4, use: 'tag' },
    ])
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
        const found = parseCsv(text, 'f').slice(1)
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
          const names = read(content).people.map(({ sessionName }) => sessionName)
          expect(names.filter((name) => !/^[\w+=,.@-]{2,64}$/.test(name))).toEqual([])
          expect([names.length > 0, new Set(names.map((name) => name.toLowerCase())).size]).toEqual([
            true,
            names.length,
          ])
        } catch (error) {
          if (!(error instanceof HallpassError)) throw error
          expect(error).toMatchObject({ code: 'InvalidInput', hint: expect.stringMatching(/\w/) })
        }
      }),
      { numRuns: 500 },
    )
  })
})
