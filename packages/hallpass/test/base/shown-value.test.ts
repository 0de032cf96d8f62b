import { expect, it } from 'vitest'
import { shownReason, shownValue } from '../../src/base/index.ts'

it('of what may be a secret in the wrong place the beginning is shown alone', () => {
  expect(shownValue('je7MtGbClwBF/2Zp9Utk/h3yCo8nvbLEGANYOURK')).toBe('"je7MtGbClwBF…"')
})

it('a short value and an arn are shown, in quotes and without control characters', () => {
  expect(shownValue('ada\u001b[2J')).toBe(String.raw`"ada\u001b[2J"`)
  expect(shownValue('arn:aws:iam::123456789012:user/some-quite-long-name')).toBe(
    '"arn:aws:iam::123456789012:user/some-quite-long-name"',
  )
  expect(shownValue(`arn:aws:iam::123456789012:user/${'x'.repeat(100)}`)).toHaveLength(83)
})

it('a reason is one line', () => {
  expect(shownReason(new Error('Unexpected token\nat position 7'))).toBe('Unexpected token')
  expect(shownReason('x'.repeat(300))).toHaveLength(201)
})
