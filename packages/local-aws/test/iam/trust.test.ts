import { describe, expect, it } from 'vitest'
import { accountId, at, createIam, otherAccountId, trust, type Iam } from './iam-fixture.ts'

const issuerArn = `arn:aws:iam::${accountId}:user/issuer`

function shownTrust({ run }: Iam, RoleName = 'Student'): unknown {
  const encoded = String(at(run('GetRole', { RoleName }), 'Role', 'AssumeRolePolicyDocument'))
  return at(JSON.parse(decodeURIComponent(encoded)), 'Statement', 0, 'Principal', 'AWS')
}

function storedTrust({ account }: Iam): unknown {
  return at(account.roles.get('student')?.trust.policy.statements[0]?.principals, 'AWS')
}

function createTrusting(iam: Iam, principal: unknown): void {
  iam.run('CreateRole', { RoleName: 'Student', AssumeRolePolicyDocument: trust(principal) })
}

describe('a trust policy', () => {
  it.each([
    issuerArn,
    `arn:aws:iam::${accountId}:role/none`,
    `arn:aws:iam::${otherAccountId}:user/issuer`,
    `arn:aws:iam::${accountId}:group/visitors`,
    `arn:aws:iam::${accountId}:user/*`,
    `arn:aws:sts::${accountId}:assumed-role/none/session`,
    'AIDAJQABLZS4A3QDU576Q',
  ])('refuses the principal %s, which does not exist', (arn) => {
    const AssumeRolePolicyDocument = trust({ AWS: arn })
    expect(createIam().refusal('CreateRole', { RoleName: 'Student', AssumeRolePolicyDocument })).toEqual([
      'MalformedPolicyDocument',
      400,
      `Invalid principal in policy: "AWS":"${arn}"`,
    ])
  })

  it('refuses a user under another path, or in another case', () => {
    const iam = createIam()
    iam.run('CreateUser', { UserName: 'issuer', Path: '/workshop/' })
    const refused = (AWS: string) =>
      iam.refusal('CreateRole', { RoleName: 'Student', AssumeRolePolicyDocument: trust({ AWS }) })[0]
    expect(refused(issuerArn)).toBe('MalformedPolicyDocument')
    expect(refused(`arn:aws:iam::${accountId}:user/workshop/ISSUER`)).toBe('MalformedPolicyDocument')
  })

  it('stores the id of a user and shows the arn', () => {
    const iam = createIam()
    const id = at(iam.run('CreateUser', { UserName: 'issuer' }), 'User', 'UserId')
    createTrusting(iam, { AWS: issuerArn })
    expect(storedTrust(iam)).toEqual([id])
    expect(shownTrust(iam)).toBe(issuerArn)
  })

  it('shows the bare id once the user is gone, even when one of that name comes again', () => {
    const iam = createIam()
    const id = at(iam.run('CreateUser', { UserName: 'issuer' }), 'User', 'UserId')
    createTrusting(iam, { AWS: [issuerArn, accountId] })
    iam.run('DeleteUser', { UserName: 'issuer' })
    iam.run('CreateUser', { UserName: 'issuer' })
    expect(storedTrust(iam)).toEqual([id, accountId])
    expect(shownTrust(iam)).toEqual([id, `arn:aws:iam::${accountId}:root`])
  })

  it('follows a user who is renamed', () => {
    const iam = createIam()
    iam.run('CreateUser', { UserName: 'issuer' })
    createTrusting(iam, { AWS: issuerArn })
    iam.run('UpdateUser', { UserName: 'issuer', NewUserName: 'vendor' })
    expect(shownTrust(iam)).toBe(`arn:aws:iam::${accountId}:user/vendor`)
  })

  it('takes back the text it shows', () => {
    const iam = createIam()
    iam.run('CreateUser', { UserName: 'issuer' })
    createTrusting(iam, { AWS: issuerArn })
    const before = storedTrust(iam)
    const shown = trust({ AWS: shownTrust(iam) })
    iam.run('UpdateAssumeRolePolicy', { RoleName: 'Student', PolicyDocument: shown })
    expect(storedTrust(iam)).toEqual(before)
  })

  it('takes accounts, everyone, services, providers and strangers as they are', () => {
    const iam = createIam()
    for (const principal of [
      { AWS: '*' },
      { AWS: '999988887777' },
      { AWS: 'arn:aws:iam::999988887777:role/Elsewhere' },
      { Service: 'ec2.amazonaws.com' },
      { Federated: `arn:aws:iam::${accountId}:oidc-provider/issuer.example.com` },
    ]) {
      iam.account.roles.clear()
      createTrusting(iam, principal)
      expect(iam.account.roles.size).toBe(1)
    }
  })

  it('is refused when it says nothing that AWS would store', () => {
    const { refusal } = createIam()
    expect(refusal('CreateRole', { RoleName: 'R', AssumeRolePolicyDocument: '{}' })[0]).toBe(
      'MalformedPolicyDocument',
    )
    expect(refusal('CreateRole', { RoleName: 'R' })[2]).toContain("'assumeRolePolicyDocument'")
  })
})
