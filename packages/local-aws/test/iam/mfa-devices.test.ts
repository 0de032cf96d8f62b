import jsQR from 'jsqr'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { totp } from '../../src/model/totp.ts'
import { accountId, at, createIam } from './iam-fixture.ts'

const SerialNumber = `arn:aws:iam::${accountId}:mfa/phone`

const enable = (first: string, second: string) => ({
  UserName: 'u',
  SerialNumber,
  AuthenticationCode1: first,
  AuthenticationCode2: second,
})

function created() {
  const iam = createIam()
  iam.run('CreateUser', { UserName: 'u' })
  const seed = at(iam.run('CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' }), 'VirtualMFADevice')
  const code = (step: number) =>
    totp(iam.account.mfaDevices.get(SerialNumber)!.seed, new Date(iam.clock.now.getTime() + step * 30_000))
  return { ...iam, seed: String(at(seed, 'Base32StringSeed')), code }
}

describe('virtual MFA devices', () => {
  it('are not enabled by codes that do not follow each other', () => {
    const { refusal, code } = created()
    for (const [first, second] of [
      [code(0), code(0)],
      [code(1), code(0)],
      [code(-20), code(-19)],
    ] as const) {
      expect(refusal('EnableMFADevice', enable(first, second))).toEqual([
        'InvalidAuthenticationCode',
        403,
        'Authentication code for device is not valid.',
      ])
    }
  })

  it('exist once, belong to one user, and stay while they do', () => {
    const { run, refusal, code } = created()
    expect(refusal('CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' })[0]).toBe(
      'EntityAlreadyExists',
    )
    run('EnableMFADevice', enable(code(-1), code(0)))
    expect(refusal('EnableMFADevice', enable(code(-1), code(0)))[0]).toBe('EntityAlreadyExists')
    expect(refusal('DeleteVirtualMFADevice', { SerialNumber })[0]).toBe('DeleteConflict')
    expect(refusal('DeleteUser', { UserName: 'u' })[0]).toBe('DeleteConflict')
  })

  it('give out their seed in base32, and are listed, switched off and deleted', () => {
    const { run, seed, code } = created()
    expect(Buffer.from(seed, 'base64').toString()).toMatch(/^[A-Z2-7]{64}$/)
    expect(at(run('ListVirtualMFADevices', { AssignmentStatus: 'Assigned' }), 'VirtualMFADevices')).toEqual(
      [],
    )
    run('EnableMFADevice', enable(code(0), code(1)))
    expect(at(run('ListMFADevices', { UserName: 'u' }), 'MFADevices', 0)).toMatchObject({ SerialNumber })
    expect(at(run('ListVirtualMFADevices'), 'VirtualMFADevices', 0, 'User', 'UserName')).toBe('u')
    run('DeactivateMFADevice', { UserName: 'u', SerialNumber })
    run('DeleteVirtualMFADevice', { SerialNumber })
    expect(at(run('ListVirtualMFADevices'), 'VirtualMFADevices')).toEqual([])
  })

  it('give out a picture that an authenticator can scan', () => {
    const { run } = createIam()
    const device = at(
      run('CreateVirtualMFADevice', { VirtualMFADeviceName: 'Ada+phone' }),
      'VirtualMFADevice',
    )
    const seed = Buffer.from(String(at(device, 'Base32StringSeed')), 'base64').toString()
    expect(scanned(Buffer.from(String(at(device, 'QRCodePNG')), 'base64'))).toBe(
      `otpauth://totp/Ada%2Bphone%40${accountId}?secret=${seed}`,
    )
  })

  it('carry tags from the start', () => {
    const { run, refusal } = createIam()
    const tags = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' }
    expect(refusal('ListMFADeviceTags', { SerialNumber })[0]).toBe('NoSuchEntity')
    const made = run('CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone', ...tags })
    expect(at(made, 'VirtualMFADevice', 'Tags')).toEqual([{ Key: 'team', Value: 'red' }])
    expect(at(run('ListMFADeviceTags', { SerialNumber }), 'Tags')).toEqual([{ Key: 'team', Value: 'red' }])
  })
})

/** What a QR code in a PNG image of one bit per pixel says: read by a decoder that is not ours. */
function scanned(png: Buffer): string | undefined {
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  const width = png.readUInt32BE(16)
  const start = png.indexOf('IDAT')
  const rows = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)))
  const pixels = new Uint8ClampedArray(width * width * 4)
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const byte = rows[y * (width / 8 + 1) + 1 + (x >> 3)] ?? 0
      const value = (byte & (0x80 >> (x & 7))) === 0 ? 0 : 255
      pixels.set([value, value, value, 255], (y * width + x) * 4)
    }
  }
  return jsQR.default(pixels, width, width)?.data
}
