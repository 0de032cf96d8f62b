import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { listMembers, parseForm } from '../../src/protocol/form.ts'
import { escapeXml, renderXml } from '../../src/protocol/xml.ts'

describe('a form', () => {
  it('is read as it was written, whoever encoded it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
        (fields) => {
          const { '': _, ...named } = fields
          expect(Object.fromEntries(parseForm(new URLSearchParams(named).toString()))).toEqual({ ...named })
          const percent = Object.entries(named).map((pair) => pair.map(encodeURIComponent).join('='))
          expect(Object.fromEntries(parseForm(percent.join('&')))).toEqual({ ...named })
        },
      ),
    )
  })

  it('gives the members of a list by their numbers, not by their order', () => {
    const fields = parseForm(
      'Tags.member.10.Key=c&Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.x.Key=d&Tag=1',
    )
    expect(listMembers(fields, 'Tags').map((member) => member.get('Key'))).toEqual(['a', 'b', 'c'])
  })
})

describe('XML', () => {
  it('holds no markup and no character of XML’s own from a text, and is the text again when read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeXml(text)
        expect(escaped).not.toMatch(/[<>"'\r]|&(?!(?:amp|lt|gt|quot|apos|#xD);)/)
        const read = escaped
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&apos;', "'")
          .replaceAll('&#xD;', '\r')
          .replaceAll('&amp;', '&')
        expect(read.length).toBe(text.length)
        for (let index = 0; index < text.length; index++) {
          if (read[index] !== text[index]) expect(read[index]).toBe('\ufffd')
        }
      }),
    )
  })

  it('writes moments in whole seconds, lists as members, and leaves out what is undefined', () => {
    expect(
      renderXml({ A: new Date('2026-11-22T12:00:00.999Z'), B: ['x', { C: 1 }], D: undefined, E: '<' }),
    ).toBe('<A>2026-11-22T12:00:00Z</A><B><member>x</member><member><C>1</C></member></B><E>&lt;</E>')
  })
})
