import { describe, expect, it } from 'vitest'
import { acceptedEncoding } from '../../src/compress/index.ts'

const asked = (header?: string) =>
  acceptedEncoding(
    new Request('http://desk', header === undefined ? {} : { headers: { 'accept-encoding': header } }),
  )

describe('how an answer is compressed', () => {
  it.for([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate, zstd', undefined],
    ['br;q=0, gzip;q=0', undefined],
    ['*;q=0', undefined],
    ['br;q=nonsense', undefined],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP, BR', 'br'],
    ['br;q=0.1, gzip;q=0.9', 'gzip'],
    ['br; q=0, *', 'gzip'],
    ['*', 'br'],
  ] as const)('%s: %s', ([header, encoding]) => {
    expect(asked(header)).toBe(encoding)
  })
})
