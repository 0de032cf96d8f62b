import { describe, expect, it } from 'vitest'

import { isTotp, totp } from '../../src/sts/totp.ts'
import { createFixture, createSetup, refusal } from '../local-aws-fixture.ts'

const seed = Buffer.from('12345678901234567890')

describe('a one-time code', () => {
  it('is refused two steps early and two steps late', () => {
    const code = totp(seed, new Date('2026-11-22T12:00:00Z'))
    expect(isTotp(seed, code, new Date('2026-11-22T11:59:29Z'))).toBe(false)
    expect(isTotp(seed, code, new Date('2026-11-22T12:01:00Z'))).toBe(false)
    expect(isTotp(seed, code, new Date('2026-11-22T11:59:30Z'))).toBe(true)
    expect(isTotp(seed, code, new Date('2026-11-22T12:00:59Z'))).toBe(true)
  })

  // RFC 6238, appendix B, the last six of its eight digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i is the one of RFC 6238', (second, code) => {
    expect(totp(seed, new Date(second * 1000))).toBe(code)
  })
})

it('with a device that is not the caller’s, AssumeRole answers as AWS does', async () => {
  const fixture = createFixture()
  const { issuer, roleArn } = await createSetup(fixture)
  const response = await fixture.query(issuer, 'sts', {
    Action: 'AssumeRole',
    RoleArn: roleArn,
    RoleSessionName: 'me',
    SerialNumber: 'arn:aws:iam::111122223333:mfa/instruqt',
    TokenCode: '123456',
  })
  expect(refusal(response)).toEqual([
    403,
    'AccessDenied',
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  ])
})
