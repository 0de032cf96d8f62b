import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AwsError } from '../../src/base/aws-error.ts'
import { s3ErrorResponse } from '../../src/s3/index.ts'
import { child, readXml } from '../../src/s3/wire/read-xml.ts'
import { s3Document } from '../../src/s3/wire/xml.ts'
import { header } from './s3-fixture.ts'

const read = (text: string) => readXml(Buffer.from(text))

describe('an XML body', () => {
  it.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a>&unknown;</a>',
    '<a>&#0;</a>',
    '<a>& </a>',
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    '<a'.repeat(20) + '>'.repeat(20),
    '<a>'.repeat(20) + '</a>'.repeat(20),
  ])('like %o is refused', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
  })

  it('is read with prefixes, attributes, comments, CDATA and references', () => {
    const document = read(
      '<?xml version="1.0"?><!-- c --><s:a xmlns:s="urn:x" b=\'>\'><b>1 &lt; 2&#x21;</b><c/><b><![CDATA[<&>]]></b></s:a>\n',
    )
    expect(document.name).toBe('a')
    expect(document.children.map(({ name, text }) => [name, text])).toEqual([
      ['b', '1 < 2!'],
      ['c', ''],
      ['b', '<&>'],
    ])
  })

  it('gives back whatever text was written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e\n\u00e9\u{1f600}]*$/u), (text) => {
        expect(child(read(s3Document('A', { B: text })), 'B')?.text).toBe(text)
      }),
    )
  })

  it('is refused or read, whatever it is', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '!',
      '--',
      'a',
      '&',
      ';',
      '#',
      '"',
      '=',
      ' ',
      '<![CDATA[',
      ']]>',
      '<?',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          read(pieces.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(AwsError)
        }
      }),
    )
  })
})

describe('an error of S3', () => {
  const error = new AwsError('NoSuchKey', 404, 'The specified key does not exist.', {
    details: { Key: 'a<b' },
    reason: 'for the log only',
  })

  it('is a bare document, escaped, without resource and reason', () => {
    const response = s3ErrorResponse(error, { method: 'GET' }, 'id-1')
    expect(response.status).toBe(404)
    expect(header(response, 'x-amz-request-id')).toBe('id-1')
    expect(response.body).toContain(
      '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&lt;b</Key><RequestId>id-1</RequestId>',
    )
    expect(response.body).not.toMatch(/log only|Resource/)
  })

  it('has no document in answer to HEAD', () => {
    expect(s3ErrorResponse(error, { method: 'HEAD' }, 'id-1').body).toBe('')
  })
})

describe('the size of a document', () => {
  it.each([
    ['over 3 MiB', `<a>${'x'.repeat(3 * 1024 * 1024)}</a>`, 'MaxMessageLengthExceeded'],
    ['over 50,000 elements', `<a>${'<b/>'.repeat(50_000)}</a>`, 'MalformedXML'],
    ['over 16 attributes', `<a${' b=""'.repeat(17)}/>`, 'MalformedXML'],
  ])('is refused %s', (_, text, code) => {
    expect(() => readXml(Buffer.from(text))).toThrow(expect.objectContaining({ code }))
  })

  it('may be that of ten thousand parts', () => {
    const part = '<Part><PartNumber>10000</PartNumber><ETag>&quot;x&quot;</ETag></Part>'
    expect(readXml(Buffer.from(`<a>${part.repeat(10_000)}</a>`)).children.length).toBe(10_000)
  })
})
