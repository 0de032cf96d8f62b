import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinLines, parseLines } from '../../src/shared-config/parse-lines.ts'
import { fileText } from '../profile/generated-files.ts'

describe('the lines of a shared file', () => {
  it.each([
    ['[dev]', { kind: 'header', name: 'dev' }],
    ['  [ dev ]  ', { kind: 'header', name: ' dev ' }],
    ['[dev] # mine', { kind: 'header', name: 'dev' }],
    ['[]', { kind: 'outside' }],
    ['# [dev]', { kind: 'comment' }],
    ['\t; note', { kind: 'comment' }],
    [' \t\u00A0', { kind: 'blank' }],
    ['region = eu-west-1', { kind: 'outside' }],
  ])('a file that begins with %j has first a %o', (text, line) => {
    expect(parseLines(text)[0]).toMatchObject(line)
  })

  it.each([
    ['Region=eu-west-1', { kind: 'key', key: 'region', value: 'eu-west-1' }],
    ['  region : eu-west-1  ', { kind: 'key', key: 'region', value: 'eu-west-1' }],
    ['token = a==b:c', { kind: 'key', key: 'token', value: 'a==b:c' }],
    ['a:b = c', { kind: 'key', key: 'a', value: 'b = c' }],
    ['s3 =', { kind: 'key', key: 's3', value: '' }],
    ['no delimiter', { kind: 'invalid' }],
    ['= no key', { kind: 'invalid' }],
  ])('below a section, %j is %o', (text, line) => {
    expect(parseLines(`[dev]\n${text}`)[1]).toMatchObject(line)
  })

  it('an indented line below a key continues it, whatever it looks like', () => {
    const lines = parseLines('[a]\nk = v\n  [b]\n\n# note\n  more\nnext = x\n [c]\n')
    expect(lines.map((line) => line.kind)).toEqual([
      'header',
      'key',
      'continuation',
      'blank',
      'comment',
      'continuation',
      'key',
      'continuation',
    ])
  })

  it('a section that is indented as a whole is keys, not continuations', () => {
    expect(parseLines('  [a]\n  k = v\n  l = w\n m = x\n').map((line) => line.kind)).toEqual([
      'header',
      'key',
      'key',
      'key',
    ])
  })

  it('lines end as in the file: with LF, CRLF, CR, or not at all', () => {
    expect(parseLines('a\r\nb\rc\n\r\r\nd').map(({ text, ending }) => text + ending)).toEqual([
      'a\r\n',
      'b\r',
      'c\n',
      '\r',
      '\r\n',
      'd',
    ])
  })

  it('joined, they are the text again', () => {
    fc.assert(
      fc.property(fc.oneof(fileText(), fc.string({ unit: 'binary' })), (text) => {
        expect(joinLines(parseLines(text))).toBe(text)
      }),
    )
  })
})
