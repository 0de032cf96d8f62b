import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPayload } from '../../src/sigv4/index.ts'

/** What is read of a body that comes in pieces of those lengths, in turn. */
function readIn(encoded: Uint8Array, decodedLength: number, lengths: readonly number[]): string {
  const reader = readPayload({
    kind: 'chunked',
    decodedLength,
    trailer: ['x-amz-checksum-crc32'],
    signer: undefined,
  })
  let text = ''
  for (let at = 0, turn = 0; at < encoded.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1
    const data = reader.take(encoded.subarray(at, at + length))
    if ('verified' in data) return data.code
    for (const part of data) text += Buffer.from(part).toString('latin1')
    at += length
  }
  const trailers = reader.end()
  return trailers instanceof Map ? `${text} ${trailers.get('x-amz-checksum-crc32')}` : 'refused'
}

const encode = (chunks: readonly string[]): Buffer =>
  Buffer.from(
    [...chunks.filter((one) => one !== ''), '']
      .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}${chunk === '' ? '' : '\r\n'}`)
      .join('') + 'x-amz-checksum-crc32:AAAAAA==\r\n\r\n',
    'latin1',
  )

describe('an aws-chunked body', () => {
  it('is read alike in whatever pieces it comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\0-\xff]/g, '?'))),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (chunks, lengths) => {
          const text = chunks.join('')
          expect(readIn(encode(chunks), text.length, lengths)).toBe(`${text} AAAAAA==`)
        },
      ),
    )
  })

  it('is refused as soon as it is longer than announced, or a line does not end', () => {
    expect(readIn(Buffer.from('ffffffff\r\n'), 10, [3])).toBe('IncompleteBody')
    expect(readIn(Buffer.from('1'.repeat(9000)), 10, [100])).toBe('IncompleteBody')
    expect(readIn(Buffer.from(`0\r\n${'x'.repeat(20_000)}`), 0, [100])).toBe('MalformedTrailerError')
  })
})
