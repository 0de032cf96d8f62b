import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findSecrets } from './secret-search.ts'

const secret = fc.stringMatching(/^[\w/+=&"<\\. -]{12,60}$/)
const around = fc.string({ unit: 'binary', maxLength: 20 })

const plantings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'JSON-escaped': (text) => JSON.stringify({ error: text }),
  'URL-encoded': (text) => `https://example.com/?q=${encodeURIComponent(text)}`,
  'form-encoded': (text) => new URLSearchParams({ q: text }).toString(),
  'HTML-escaped': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  hex: (text) => Buffer.from(text).toString('hex'),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 of JSON': (text) => Buffer.from(JSON.stringify({ sessionKey: text })).toString('base64'),
}

describe.each(Object.entries(plantings))('a secret that was planted %s', (_name, plant) => {
  it('is found, whatever stands around it', () => {
    fc.assert(
      fc.property(secret, around, around, around, (value, before, after, outside) => {
        const found = findSecrets(`${outside}${plant(before + value + after)}${outside}`, { value })
        expect(found.map((one) => one.secret)).toContain('value')
      }),
    )
  })
})

it('a text without the secret is clean', () => {
  const text = JSON.stringify({ aws: 'AKIAIOSFODNN7EXAMPLE', url: 'https://example.com/?SigninToken=' })
  expect(findSecrets(text, { key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' })).toEqual([])
})

it('what is too short to be told from other text is refused', () => {
  expect(() => findSecrets('', { key: 'short' })).toThrow(RangeError)
})
