import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { child, children, childText, parseXml, type XmlElement } from '../../src/query/answer-xml.ts'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 1_000)

describe('parseXml refuses', () => {
  const cases: readonly [name: string, source: string][] = [
    ['nothing at all', ''],
    ['white space', ' \n'],
    ['text', 'Bad Gateway'],
    ['JSON', '{"Error":{}}'],
    ['an HTML page', '<!DOCTYPE html><html><head><title>Log in</title></head></html>'],
    ['HTML that leaves elements open', '<html><body><p>Sorry<br></body></html>'],
    ['a document type', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['a bare ampersand', '<a>R&D</a>'],
    ['an entity without its end', '<a>&amp</a>'],
    ['a processing instruction', '<a><?php echo 1 ?></a>'],
    ['a declaration after the start', '<a/><?xml version="1.0"?>'],
    ['an answer that was cut off in a tag', '<a><b'],
    ['an answer that was cut off in text', '<a><b>text'],
    ['an answer that was cut off in CDATA', '<a><![CDATA[text'],
    ['an answer that was cut off in a comment', '<a><!-- text'],
    ['an answer that was cut off in an attribute', '<a b="'],
    ['elements that overlap', '<a><b></a></b>'],
    ['an end without a start', '</a>'],
    ['two documents', '<a/><b/>'],
    ['text after the document', '<a/>more'],
    ['CDATA after the document', '<a/><![CDATA[more]]>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['an attribute without a value', '<a b/>'],
    ['attributes without a space between', '<a b="1"c="2"/>'],
    ['a name that begins with a digit', '<1a/>'],
    ['a comment with two hyphens in it', '<a><!-- -- --></a>'],
    ['a stray end of CDATA', '<a>]]></a>'],
    ['a control character', '<a>\u001B[31m</a>'],
    ['a control character in CDATA', '<a><![CDATA[\u0000]]></a>'],
    ['a reference to a control character', '<a>&#27;</a>'],
    ['a reference to half a surrogate pair', '<a>&#xD800;</a>'],
    ['a reference beyond Unicode', '<a>&#x110000;</a>'],
    ['more than 64 levels', '<a>'.repeat(65) + '</a>'.repeat(65)],
    ['more than 50,000 elements', `<a>${'<b/>'.repeat(50_000)}</a>`],
    ['more than 4 MiB', `<a>${' '.repeat(4_194_304)}</a>`],
  ]
  for (const [name, source] of cases) {
    it(name, () => {
      expect(() => parseXml(source)).toThrow(
        expect.objectContaining({ name: 'HallpassError', code: 'ResponseInvalid' }),
      )
    })
  }
})

describe('parseXml reads', () => {
  const cases: readonly [name: string, source: string, text: string][] = [
    ['the five entities', '<a>&lt;&gt;&amp;&quot;&apos;</a>', '<>&"\''],
    ['numeric references', '<a>&#65;&#x42;&#x1F393;&#13;</a>', 'AB🎓\r'],
    ['an entity once only', '<a>&amp;lt;</a>', '&lt;'],
    ['CDATA as it is', '<a>x<![CDATA[<b>&amp;]]>y</a>', 'x<b>&amp;y'],
    ['text around a comment', '<a>x<!-- > & < -->y</a>', 'xy'],
    ['white space that is a value', '<a> </a>', ' '],
    ['line ends of any kind as one', '<a>1\r\n2\r3\n</a>', '1\n2\n3\n'],
    [
      'past a declaration and a byte order mark',
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<a>x</a>\n',
      'x',
    ],
    ['past attributes', `<a xmlns="https://x/" b='>' c = "&amp;" >x</a >`, 'x'],
    ['an empty element', '<a/>', ''],
    ['64 levels', '<a>'.repeat(64) + '</a>'.repeat(64), ''],
  ]
  for (const [name, source, text] of cases) {
    it(name, () => {
      expect(parseXml(source)).toMatchObject({ name: 'a', text })
    })
  }

  it('children in order, and by name', () => {
    const root = parseXml('<a>\n  <b>1</b>\n  <c><b>inner</b></c>\n  <b>2</b>\n</a>')
    expect(root.text).toBe('')
    expect(root.children.map(({ name }) => name)).toEqual(['b', 'c', 'b'])
    expect(children(root, 'b').map(({ text }) => text)).toEqual(['1', '2'])
    expect(childText(child(root, 'c'), 'b')).toBe('inner')
    expect([childText(root, 'd'), childText(undefined, 'b'), children(undefined, 'b')]).toEqual([
      undefined,
      undefined,
      [],
    ])
  })
})

describe('parseXml over generated input', () => {
  const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,6}$/)
  const text = fc.string({ unit: 'grapheme', maxLength: 10 }).filter((value) => /\S|^$/.test(value))
  const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
    element: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ name, text, children: fc.constant<XmlElement[]>([]) }),
      fc.record({ name, text, children: fc.array(tie('element'), { maxLength: 4 }) }),
    ),
  }))

  it('reads back what was written', () => {
    fc.assert(
      fc.property(element, fc.boolean(), (tree, cdata) => {
        expect(parseXml(write(tree, cdata))).toEqual(tree)
      }),
      { numRuns },
    )
  })

  it('refuses every beginning of an answer', () => {
    fc.assert(
      fc.property(element, fc.nat(), (tree, at) => {
        const whole = write(tree, false)
        expect(() => parseXml(whole.slice(0, at % whole.length))).toThrow(HallpassError)
      }),
      { numRuns },
    )
  })

  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        '<a',
        '<a>',
        '</a>',
        '/>',
        '<b x="',
        '"',
        "'",
        '>',
        '<',
        '&',
        '&amp;',
        '&#x',
        '&#0;',
        ';',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?xml version="1.0"?>',
        '<!DOCTYPE a [',
        '<!ENTITY x "',
        '=',
        ' ',
        '\n',
        '\u0000',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  it('gives a tree or our own error for anything', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        try {
          expect(parseXml(parts.join(''))).toHaveProperty('name')
        } catch (error) {
          expect(error).toMatchObject({ name: 'HallpassError', code: 'ResponseInvalid' })
        }
      }),
      { numRuns: numRuns * 3 },
    )
  })

  // Each of these makes a reader that goes back over what it has read take minutes.
  const long = 200_000
  for (const source of [
    '<'.repeat(long),
    `<a${' '.repeat(long)}`,
    `<a${' b="c"'.repeat(long / 5)}`,
    `<${'a'.repeat(long)}`,
    `<a>${'&amp;'.repeat(long / 5)}&`,
    `<a>${'<!---->'.repeat(long / 7)}`,
    `<a>${'<![CDATA[]]>'.repeat(long / 12)}`,
    `<?xml ${'?'.repeat(long)}`,
    '<a>'.repeat(long / 3),
  ]) {
    it(`comes to an end with ${source.slice(0, 12)}… repeated`, () => {
      expect(() => parseXml(source)).toThrow(HallpassError)
    })
  }
})

function write(element: XmlElement, cdata: boolean): string {
  const text =
    cdata && !element.text.includes(']]>')
      ? `<![CDATA[${element.text}]]>`
      : element.text.replace(/[&<>\r]/g, reference)
  return `<${element.name} a="1">${text}${element.children.map((inner) => write(inner, cdata)).join('')}</${element.name}>`
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`
}
