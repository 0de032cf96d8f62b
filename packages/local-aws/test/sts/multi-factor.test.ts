import { beforeEach, describe, expect, it } from 'vitest'

import type { MfaDevice } from '../../src/model/index.ts'
import { takeCode, takeConsecutiveCodes, totp } from '../../src/model/totp.ts'
import { decodeBase32 } from '../base32.ts'
import {
  accountId,
  createFixture,
  createSetup,
  credentials,
  element,
  type Fixture,
  iam,
  type Keys,
  refusal,
} from '../local-aws-fixture.ts'

const seed = Buffer.from('12345678901234567890')
const noon = new Date('2026-11-22T12:00:00Z')
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000)
const device = (): MfaDevice => ({
  serialNumber: 's',
  seed,
  userName: 'u',
  enabledAt: undefined,
  tags: new Map(),
})

describe('a one-time code', () => {
  it('is refused two steps early and two steps late', () => {
    const code = totp(seed, noon)
    expect(takeCode(device(), code, after(-31))).toBe(false)
    expect(takeCode(device(), code, after(60))).toBe(false)
    expect(takeCode(device(), code, after(-30))).toBe(true)
    expect(takeCode(device(), code, after(59))).toBe(true)
  })

  it('is taken once, and none that is older after it', () => {
    const phone = device()
    expect(takeCode(phone, totp(seed, noon), noon)).toBe(true)
    expect(takeCode(phone, totp(seed, noon), after(1))).toBe(false)
    expect(takeCode(phone, totp(seed, after(-30)), after(1))).toBe(false)
    expect(takeCode(phone, totp(seed, after(30)), after(1))).toBe(true)
  })

  it('that enabled the device does not count again', () => {
    const phone = device()
    const codes = [totp(seed, after(-30)), totp(seed, noon)] as const
    expect(takeConsecutiveCodes(phone, [codes[1], codes[0]], noon)).toBe(false)
    expect(takeConsecutiveCodes(phone, codes, noon)).toBe(true)
    expect(takeCode(phone, codes[1], noon)).toBe(false)
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

describe('a role whose trust policy asks for a one-time code', () => {
  let fixture: Fixture
  let issuer: Keys
  let roleArn: string
  let codeAt: (date: Date) => string
  const SerialNumber = `arn:aws:iam::${accountId}:mfa/phone`

  beforeEach(async () => {
    fixture = createFixture()
    const setup = await createSetup(fixture, {
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': '300' },
      },
    })
    ;({ issuer, roleArn } = setup)
    const made = await iam(fixture, 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' })
    const base32 = Buffer.from(element(made, 'Base32StringSeed') ?? '', 'base64').toString()
    const key = decodeBase32(base32)
    codeAt = (date) => totp(key, date)
    await iam(fixture, 'EnableMFADevice', {
      UserName: 'instruqt',
      SerialNumber,
      AuthenticationCode1: codeAt(after(-30)),
      AuthenticationCode2: codeAt(noon),
    })
    fixture.clock.now = after(60)
  })

  const assume = (params: Record<string, string>, keys: Keys = issuer) =>
    fixture.query(keys, 'sts', { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me', ...params })

  it('refuses without a code, with a wrong one, an unknown device, and a code for the second time', async () => {
    expect(refusal(await assume({})).slice(0, 2)).toEqual([403, 'AccessDenied'])
    const wrong = codeAt(after(600))
    expect(refusal(await assume({ SerialNumber, TokenCode: wrong }))).toEqual([
      403,
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    ])
    const TokenCode = codeAt(after(60))
    expect(refusal(await assume({ SerialNumber: `${SerialNumber}x`, TokenCode }))).toEqual([
      403,
      'AccessDenied',
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    ])
    expect((await assume({ SerialNumber, TokenCode })).status).toBe(200)
    expect(refusal(await assume({ SerialNumber, TokenCode }))[2]).toContain('invalid MFA one time pass code')
    expect(fixture.log.at(-1)?.reason).toContain('was used before')
  })

  it('lets in with a code, and with a session that was made with one while that is fresh', async () => {
    const TokenCode = codeAt(after(60))
    const session = credentials(
      await fixture.query(issuer, 'sts', { Action: 'GetSessionToken', SerialNumber, TokenCode }),
    )
    expect((await assume({}, session)).status).toBe(200)
    fixture.clock.now = after(60 + 301)
    expect(refusal(await assume({}, session)).slice(0, 2)).toEqual([403, 'AccessDenied'])
  })

  it('is not opened by the device of somebody else', async () => {
    const TokenCode = codeAt(after(60))
    const response = await assume({ SerialNumber, TokenCode }, fixture.aws.admin)
    expect(refusal(response)[2]).toContain('unable to validate MFA code')
  })
})
