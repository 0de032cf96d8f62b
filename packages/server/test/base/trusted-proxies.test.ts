import { describe, expect, it } from 'vitest'
import { areAddresses, createForwardedAddress } from '../../src/base/index.ts'

describe('where a request comes from', () => {
  it.each([
    [0, '203.0.113.9', '10.0.0.2', '10.0.0.2'],
    [1, '203.0.113.9', '10.0.0.2', '203.0.113.9'],
    [1, 'made-up, 203.0.113.9', '10.0.0.2', '203.0.113.9'],
    [2, '203.0.113.9, 10.0.0.3', '10.0.0.2', '203.0.113.9'],
    [2, '203.0.113.9', '10.0.0.2', '10.0.0.2'],
    [1, null, '10.0.0.2', '10.0.0.2'],
  ])('by a count of %i, of %j over %s: %s', (count, header, remote, expected) => {
    expect(createForwardedAddress(count)(header, remote)).toBe(expected)
  })

  const trusted = ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']
  it.each([
    // Somebody who went past the proxies says what they like.
    ['203.0.113.9', '198.51.100.7', '198.51.100.7'],
    ['203.0.113.9', '10.0.0.2', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9', '10.0.0.2', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9, 192.0.2.1, 10.9.9.9', '::ffff:10.0.0.2', '203.0.113.9'],
    ['10.0.0.7', '10.0.0.2', '10.0.0.7'],
    [null, '10.0.0.2', '10.0.0.2'],
    ['unknown', '10.0.0.2', '10.0.0.2'],
    ['<script>, 10.0.0.7', '10.0.0.2', '10.0.0.7'],
    ['203.0.113.9:4711', '10.0.0.2', '203.0.113.9'],
    ['[2001:db9::1]:4711', '2001:db8::5', '2001:db9::1'],
  ])('by a list, of %j over %s: %s', (header, remote, expected) => {
    expect(createForwardedAddress(trusted)(header, remote)).toBe(expected)
  })

  it('is unknown where the connection does not tell', () => {
    expect(createForwardedAddress(trusted)('203.0.113.9', undefined)).toBeUndefined()
  })

  it.each(['', 'proxy.example.com', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x', '10.0.0', '::/129'])(
    'takes no %j for an address',
    (entry) => {
      expect(areAddresses([entry])).toBe(false)
      expect(() => createForwardedAddress([entry])).toThrow(TypeError)
    },
  )
})
