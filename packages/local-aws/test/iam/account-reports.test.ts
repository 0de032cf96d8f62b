import { describe, expect, it } from 'vitest'
import { accountId, allow, at, createIam, trust } from './iam-fixture.ts'

describe('the account’s summary', () => {
  it('counts what there is, beside what there may be', () => {
    const { run } = createIam()
    run('CreateUser', { UserName: 'anna' })
    run('CreateRole', { RoleName: 'lab', AssumeRolePolicyDocument: trust({ AWS: accountId }) })
    run('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') })
    run('CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' })
    const summary = at(run('GetAccountSummary'), 'SummaryMap')
    expect(summary).toBeInstanceOf(Map)
    expect(Object.fromEntries(summary instanceof Map ? summary : [])).toMatchObject({
      Users: '1',
      UsersQuota: '5000',
      Groups: '0',
      Roles: '1',
      Policies: '1',
      PolicyVersionsInUse: '1',
      MFADevices: '1',
      MFADevicesInUse: '0',
      AccountAccessKeysPresent: '0',
    })
  })
})

describe('when services were last used', () => {
  const Arn = `arn:aws:iam::${accountId}:user/anna`

  it('is not asked of what is no entity, and not read of a job that was not started', () => {
    const { refusal } = createIam()
    expect(refusal('GenerateServiceLastAccessedDetails', { Arn })[0]).toBe('NoSuchEntity')
    expect(refusal('GenerateServiceLastAccessedDetails', { Arn: 'arn:aws:s3:::a-bucket' })[0]).toBe(
      'InvalidInput',
    )
    const JobId = '0'.repeat(36)
    expect(refusal('GetServiceLastAccessedDetails', { JobId })[0]).toBe('NoSuchEntity')
    expect(refusal('GetServiceLastAccessedDetails', { JobId: 'x' })[0]).toBe('ValidationError')
  })

  it('is answered at once, and empty', () => {
    const { run } = createIam()
    run('CreateUser', { UserName: 'anna' })
    const JobId = String(
      at(run('GenerateServiceLastAccessedDetails', { Arn, Granularity: 'ACTION_LEVEL' }), 'JobId'),
    )
    expect(run('GetServiceLastAccessedDetails', { JobId })).toMatchObject({
      JobStatus: 'COMPLETED',
      JobType: 'ACTION_LEVEL',
      ServicesLastAccessed: [],
      IsTruncated: false,
    })
  })

  it('keeps no more than a thousand reports', () => {
    const { run, account } = createIam()
    run('CreateUser', { UserName: 'anna' })
    const first = String(at(run('GenerateServiceLastAccessedDetails', { Arn }), 'JobId'))
    account.accessReports.clear()
    account.accessReports.set(first, { createdAt: new Date(0), granularity: 'SERVICE_LEVEL' })
    for (let n = 0; n < 999; n++)
      account.accessReports.set(`${n}`, { createdAt: new Date(0), granularity: 'SERVICE_LEVEL' })
    run('GenerateServiceLastAccessedDetails', { Arn })
    expect(account.accessReports.size).toBe(1000)
    expect(account.accessReports.has(first)).toBe(false)
  })
})

describe('the context keys of policies', () => {
  const conditional = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::lab/${aws:username}/*',
      Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'AWS:SourceIP': 'true' } },
    },
  })

  it('are not those of a text that is no policy', () => {
    const { refusal } = createIam()
    expect(refusal('GetContextKeysForCustomPolicy')[0]).toBe('ValidationError')
    expect(refusal('GetContextKeysForCustomPolicy', { 'PolicyInputList.member.1': '{' })[0]).toBe(
      'InvalidInput',
    )
  })

  it('are conditions’ and variables’, each once, of an entity’s policies too', () => {
    const { run } = createIam()
    const names = (answer: unknown) => at(answer, 'ContextKeyNames')
    const custom = run('GetContextKeysForCustomPolicy', { 'PolicyInputList.member.1': conditional })
    expect(names(custom)).toEqual(['AWS:SourceIP', 'aws:username'])
    run('CreateUser', { UserName: 'anna' })
    run('PutUserPolicy', { UserName: 'anna', PolicyName: 'own', PolicyDocument: conditional })
    const PolicySourceArn = `arn:aws:iam::${accountId}:user/anna`
    expect(names(run('GetContextKeysForPrincipalPolicy', { PolicySourceArn }))).toEqual(names(custom))
  })
})
