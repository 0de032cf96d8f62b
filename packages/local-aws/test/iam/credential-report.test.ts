import { describe, expect, it } from 'vitest'
import { certificatePem, newRsaKey } from '../certificates.ts'
import { accountId, at, createIam, type Iam } from './iam-fixture.ts'

const header =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated'
const root = `<root_account>,arn:aws:iam::${accountId}:root,1970-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`
const noon = '2026-11-22T12:00:00+00:00'

function lines({ run }: Iam): readonly string[] {
  run('GenerateCredentialReport')
  return Buffer.from(String(at(run('GetCredentialReport'), 'Content')), 'base64')
    .toString()
    .split('\n')
}

describe('the credential report', () => {
  it('is not there before it is generated, and no more after four hours', () => {
    const { run, refusal, clock } = createIam()
    expect(refusal('GetCredentialReport').slice(0, 2)).toEqual(['ReportNotPresent', 410])
    expect(run('GenerateCredentialReport')).toMatchObject({ State: 'STARTED' })
    expect(run('GenerateCredentialReport')).toEqual({ State: 'COMPLETE' })
    expect(run('GetCredentialReport')).toMatchObject({
      ReportFormat: 'text/csv',
      GeneratedTime: new Date('2026-11-22T12:00:00Z'),
    })
    clock.now = new Date('2026-11-22T15:59:59Z')
    expect(run('GenerateCredentialReport')).toEqual({ State: 'COMPLETE' })
    clock.now = new Date('2026-11-22T16:00:00Z')
    expect(refusal('GetCredentialReport').slice(0, 2)).toEqual(['ReportExpired', 410])
    expect(run('GenerateCredentialReport')).toMatchObject({ State: 'STARTED' })
  })

  it('stays as it was for those four hours', () => {
    const iam = createIam()
    const before = lines(iam)
    iam.run('CreateUser', { UserName: 'anna' })
    expect(lines(iam)).toEqual(before)
  })

  it('has AWS’s columns, the root first, and of a user without credentials nothing', () => {
    const iam = createIam()
    iam.run('CreateUser', { UserName: 'b,c', Path: '/lab/' })
    iam.run('CreateUser', { UserName: 'anna' })
    const nothing = 'false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A'
    expect(lines(iam)).toEqual([
      header,
      root,
      `anna,arn:aws:iam::${accountId}:user/anna,${noon},${nothing}`,
      `"b,c","arn:aws:iam::${accountId}:user/lab/b,c",${noon},${nothing}`,
    ])
  })

  it('says when a password was changed and has to be, and when keys and certificates were', () => {
    const iam = createIam()
    const { run, clock, state, account } = iam
    const key = newRsaKey()
    const UserName = 'anna'
    run('CreateUser', { UserName })
    run('CreateLoginProfile', { UserName, Password: 'Correct-Horse-1' })
    const first = String(at(run('CreateAccessKey', { UserName }), 'AccessKey', 'AccessKeyId'))
    run('CreateAccessKey', { UserName })
    run('UploadSigningCertificate', { UserName, CertificateBody: certificatePem({ key }) })
    clock.now = new Date('2026-11-23T12:00:00Z')
    run('UpdateLoginProfile', { UserName, Password: 'Battery-Staple-2' })
    run('UpdateAccessKey', { UserName, AccessKeyId: first, Status: 'Inactive' })
    run('UpdateAccountPasswordPolicy', { MaxPasswordAge: '90' })
    const used = state.accessKeys.get(first)
    if (used !== undefined) used.lastUsed = { at: clock.now, service: 's3', region: 'eu-central-1' }
    account.mfaDevices.set('phone', {
      serialNumber: 'phone',
      seed: new Uint8Array(),
      tags: new Map(),
      userName: UserName,
      enabledAt: clock.now,
    })
    const next = '2026-11-23T12:00:00+00:00'
    expect(lines(iam)[2]).toBe(
      [
        `anna,arn:aws:iam::${accountId}:user/anna,${noon}`,
        `true,no_information,${next},2027-02-21T12:00:00+00:00,true`,
        `false,${next},${next},eu-central-1,s3`,
        `true,${noon},N/A,N/A,N/A`,
        `true,${noon},false,N/A`,
      ].join(','),
    )
  })
})
