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
})
