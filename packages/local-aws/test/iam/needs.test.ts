import { describe, expect, it } from 'vitest'
import { iamActions } from '../../src/iam/index.ts'
import { accountId, allow, createIam, trust, userCaller } from './iam-fixture.ts'

const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess'

describe('what an IAM action needs', () => {
  it('is named after the action, whatever the action is', () => {
    const { needs } = createIam()
    const itself = userCaller('it', 'AIDAIT')
    const everything = {
      UserName: 'it',
      GroupName: 'it',
      RoleName: 'it',
      PolicyName: 'it',
      PolicyArn: boundary,
      PolicySourceArn: `arn:aws:iam::${accountId}:user/it`,
      AccessKeyId: 'AKIAUNKNOWN',
      Url: 'https://issuer.example.com',
      OpenIDConnectProviderArn: `arn:aws:iam::${accountId}:oidc-provider/issuer.example.com`,
      Name: 'it',
      SAMLProviderArn: `arn:aws:iam::${accountId}:saml-provider/it`,
      VirtualMFADeviceName: 'it',
      ServerCertificateName: 'it',
      SerialNumber: `arn:aws:iam::${accountId}:mfa/it`,
      InstanceProfileName: 'it',
      AWSServiceName: 'ecs.amazonaws.com',
      Arn: `arn:aws:iam::${accountId}:user/it`,
    }
    for (const name of iamActions.keys()) {
      const more = name === 'AddRoleToInstanceProfile' ? ['iam:PassRole'] : []
      expect(needs(name, everything, itself).map(({ action }) => action)).toEqual([`iam:${name}`, ...more])
    }
  })

  it('is on the arn the new entity will have', () => {
    const { needs } = createIam()
    const resource = (action: string, params: Record<string, string>) => needs(action, params)[0]?.resource
    expect(resource('CreateUser', { UserName: 'u', Path: '/w/' })).toBe(`arn:aws:iam::${accountId}:user/w/u`)
    expect(resource('CreateRole', { RoleName: 'r' })).toBe(`arn:aws:iam::${accountId}:role/r`)
    expect(resource('CreatePolicy', { PolicyName: 'p' })).toBe(`arn:aws:iam::${accountId}:policy/p`)
  })

  it('is on the arn an entity has, with its path as it is', () => {
    const { run, needs } = createIam()
    run('CreateUser', { UserName: 'Issuer', Path: '/w/' })
    expect(needs('DeleteUser', { UserName: 'issuer' })[0]?.resource).toBe(
      `arn:aws:iam::${accountId}:user/w/Issuer`,
    )
    expect(needs('DeleteUser', { UserName: 'nobody' })[0]?.resource).toBe(
      `arn:aws:iam::${accountId}:user/nobody`,
    )
  })

  it('is on what a user, a group and a certificate are and on what they will be, where that differs', () => {
    const { run, needs } = createIam()
    run('CreateUser', { UserName: 'anna', Path: '/students/', PermissionsBoundary: boundary })
    run('CreateGroup', { GroupName: 'lab', Path: '/students/' })
    const resources = (action: string, params: Record<string, string>) =>
      needs(action, params).map(({ resource }) => resource.replace(`arn:aws:iam::${accountId}:`, ''))
    const anna = { UserName: 'ANNA' }
    expect(resources('UpdateUser', anna)).toEqual(['user/students/anna'])
    expect(resources('UpdateUser', { ...anna, NewPath: '/admins/' })).toEqual([
      'user/students/anna',
      'user/admins/anna',
    ])
    expect(resources('UpdateUser', { ...anna, NewUserName: 'admin' })).toEqual([
      'user/students/anna',
      'user/students/admin',
    ])
    expect(resources('UpdateUser', { UserName: 'nobody', NewPath: '/admins/' })).toEqual(['user/nobody'])
    expect(resources('UpdateGroup', { GroupName: 'lab', NewGroupName: 'admins', NewPath: '/' })).toEqual([
      'group/students/lab',
      'group/admins',
    ])
    const both = needs('UpdateUser', { ...anna, NewPath: '/admins/' })
    expect(both.map(({ context }) => context?.get('iam:PermissionsBoundary'))).toEqual([
      [boundary],
      [boundary],
    ])
  })

  it('carries the boundary: the one asked for, else the one that is there', () => {
    const { run, needs } = createIam()
    run('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust({ AWS: accountId }) })
    const key = 'iam:PermissionsBoundary'
    const value = (action: string, params: Record<string, string>) =>
      needs(action, params)[0]?.context?.get(key)
    expect(value('PutRolePolicy', { RoleName: 'r' })).toBeUndefined()
    expect(value('CreateRole', { RoleName: 'new', PermissionsBoundary: boundary })).toEqual([boundary])
    run('PutRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: boundary })
    expect(value('PutRolePolicy', { RoleName: 'r' })).toEqual([boundary])
    const other = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    expect(value('PutRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: other })).toEqual([
      other,
    ])
  })

  it('carries the service that a credential is for', () => {
    const { run, needs } = createIam()
    run('CreateUser', { UserName: 'u' })
    const params = { UserName: 'u', ServiceName: 'codecommit.amazonaws.com' }
    const context = needs('CreateServiceSpecificCredential', params)[0]?.context
    expect(context?.get('iam:ServiceSpecificCredentialServiceName')).toEqual(['codecommit.amazonaws.com'])
  })

  it('carries the policy that is attached, the tags that are sent and the tags that are there', () => {
    const { run, needs } = createIam()
    run('CreateUser', { UserName: 'u', 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'a' })
    run('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') })
    const attach = needs('AttachUserPolicy', { UserName: 'u', PolicyArn: boundary })[0]?.context
    expect(attach?.get('iam:PolicyARN')).toEqual([boundary])
    expect(attach?.get('aws:ResourceTag/team')).toEqual(['a'])
    const tag = needs('TagUser', {
      UserName: 'u',
      'Tags.member.1.Key': 'stage',
      'Tags.member.1.Value': 'test',
    })[0]?.context
    expect(tag?.get('aws:RequestTag/stage')).toEqual(['test'])
    expect(tag?.get('aws:TagKeys')).toEqual(['stage'])
    const untag = needs('UntagUser', { UserName: 'u', 'TagKeys.member.1': 'team' })[0]?.context
    expect(untag?.get('aws:TagKeys')).toEqual(['team'])
  })
})
