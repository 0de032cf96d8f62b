import { describe, expect, it } from 'vitest'
import { accountId, allow, at, column, createIam, type Iam, trust } from './iam-fixture.ts'

const action = 'GetAccountAuthorizationDetails'
const lists = {
  UserDetailList: 'UserName',
  GroupDetailList: 'GroupName',
  RoleDetailList: 'RoleName',
  Policies: 'PolicyName',
}
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const powerUser = 'arn:aws:iam::aws:policy/PowerUserAccess'

/** anna in `lab`, a role with a profile, a policy of two versions, one of AWS's attached and one a boundary. */
function lab(): Iam {
  const iam = createIam()
  const { run } = iam
  const PolicyArn = `arn:aws:iam::${accountId}:policy/own`
  const inline = { PolicyName: 'inline', PolicyDocument: allow('s3:Get*') }
  run('CreateUser', { UserName: 'Anna', 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' })
  run('CreateGroup', { GroupName: 'lab' })
  run('AddUserToGroup', { UserName: 'anna', GroupName: 'lab' })
  run('CreateRole', {
    RoleName: 'Student',
    AssumeRolePolicyDocument: trust({ AWS: accountId }),
    PermissionsBoundary: powerUser,
  })
  run('CreateInstanceProfile', { InstanceProfileName: 'student' })
  run('AddRoleToInstanceProfile', { InstanceProfileName: 'student', RoleName: 'Student' })
  run('CreatePolicy', { PolicyName: 'own', PolicyDocument: allow('s3:*') })
  run('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('sqs:*') })
  run('PutUserPolicy', { UserName: 'anna', ...inline })
  run('PutGroupPolicy', { GroupName: 'lab', ...inline })
  run('PutRolePolicy', { RoleName: 'Student', ...inline })
  run('AttachUserPolicy', { UserName: 'anna', PolicyArn })
  run('AttachGroupPolicy', { GroupName: 'lab', PolicyArn: readOnly })
  return iam
}

function names(answer: unknown): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    Object.entries(lists).map(([list, element]) => [list, column(answer, list, element)]),
  )
}

describe('who may do what in an account', () => {
  it('is not asked of a kind that there is none of', () => {
    const { refusal } = createIam()
    expect(refusal(action, { 'Filter.member.1': 'Bucket' })[0]).toBe('ValidationError')
    expect(refusal(action, { MaxItems: '0' })[0]).toBe('ValidationError')
    expect(refusal(action, { Marker: 'x' })[0]).toBe('ValidationError')
  })

  it('holds users, groups, roles, the account’s policies, and of AWS’s those that somebody has', () => {
    expect(names(lab().run(action))).toEqual({
      UserDetailList: ['Anna'],
      GroupDetailList: ['lab'],
      RoleDetailList: ['Student'],
      Policies: ['own', 'PowerUserAccess', 'ReadOnlyAccess'],
    })
  })

  it('holds no more than the kinds that are asked for', () => {
    const { run } = lab()
    const policies = (...kinds: readonly string[]) =>
      names(run(action, Object.fromEntries(kinds.map((kind, index) => [`Filter.member.${index + 1}`, kind]))))
    const nobody = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] }
    expect(policies('LocalManagedPolicy')).toEqual({ ...nobody, Policies: ['own'] })
    expect(policies('AWSManagedPolicy')).toEqual({
      ...nobody,
      Policies: ['PowerUserAccess', 'ReadOnlyAccess'],
    })
    expect(policies('Group', 'Role')).toEqual({
      ...nobody,
      GroupDetailList: ['lab'],
      RoleDetailList: ['Student'],
    })
  })

  it('comes page by page, across the lists, with nothing twice and nothing left out', () => {
    const { run } = lab()
    const seen: unknown[] = []
    let marker: unknown
    let pages = 0
    do {
      const answer = run(action, {
        MaxItems: '2',
        ...(typeof marker === 'string' ? { Marker: marker } : {}),
      })
      const page = Object.values(names(answer)).flat()
      expect(page.length).toBeLessThanOrEqual(2)
      expect(at(answer, 'IsTruncated')).toBe(at(answer, 'Marker') !== undefined)
      seen.push(...page)
      marker = at(answer, 'Marker')
      pages += 1
    } while (marker !== undefined)
    expect(pages).toBe(3)
    expect(seen).toEqual(['Anna', 'lab', 'Student', 'own', 'PowerUserAccess', 'ReadOnlyAccess'])
  })

  it('shows everything of each: policies with their documents, groups, boundaries, profiles, versions', () => {
    const answer = lab().run(action)
    const inline = [{ PolicyName: 'inline', PolicyDocument: encodeURIComponent(allow('s3:Get*')) }]
    const written = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('%2A', '*'))
    expect(written(at(answer, 'UserDetailList', 0))).toMatchObject({
      UserName: 'Anna',
      GroupList: ['lab'],
      UserPolicyList: inline,
      AttachedManagedPolicies: [{ PolicyName: 'own', PolicyArn: `arn:aws:iam::${accountId}:policy/own` }],
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    expect(written(at(answer, 'GroupDetailList', 0))).toMatchObject({
      GroupName: 'lab',
      GroupPolicyList: inline,
      AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: readOnly }],
    })
    expect(written(at(answer, 'RoleDetailList', 0))).toMatchObject({
      RoleName: 'Student',
      AssumeRolePolicyDocument: encodeURIComponent(trust({ AWS: `arn:aws:iam::${accountId}:root` })),
      RolePolicyList: inline,
      PermissionsBoundary: { PermissionsBoundaryArn: powerUser },
      InstanceProfileList: [{ InstanceProfileName: 'student', Roles: [{ RoleName: 'Student' }] }],
      RoleLastUsed: {},
    })
    expect(written(at(answer, 'Policies', 0))).toMatchObject({
      PolicyName: 'own',
      AttachmentCount: 1,
      PolicyVersionList: [
        { VersionId: 'v2', IsDefaultVersion: false, Document: encodeURIComponent(allow('sqs:*')) },
        { VersionId: 'v1', IsDefaultVersion: true, Document: encodeURIComponent(allow('s3:*')) },
      ],
    })
  })
})

describe('which policies grant a service', () => {
  const granting = 'ListPoliciesGrantingServiceAccess'
  const Arn = `arn:aws:iam::${accountId}:user/Anna`

  it('is not asked of what is no entity of the account, or without a service', () => {
    const { refusal } = lab()
    const service = { 'ServiceNamespaces.member.1': 's3' }
    expect(refusal(granting, { Arn })[0]).toBe('ValidationError')
    expect(refusal(granting, { Arn, 'ServiceNamespaces.member.1': 's3:x' })[0]).toBe('ValidationError')
    for (const other of [
      Arn.replace('Anna', 'nobody'),
      // Whoever may ask about a path is not told about who is elsewhere.
      Arn.replace('Anna', 'team/Anna'),
      Arn.replace('Anna', 'ANNA'),
      Arn.replace('arn:aws:', 'arn:aws-cn:'),
    ]) {
      expect([other, refusal(granting, { Arn: other, ...service })[0]]).toEqual([other, 'NoSuchEntity'])
    }
    expect(refusal(granting, { Arn: Arn.replace(accountId, '999999999999'), ...service })[0]).toBe(
      'InvalidInput',
    )
  })

  it('is answered with inline and managed ones, a user’s groups’ among them, service by service', () => {
    const { run } = lab()
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Deny', Action: 'sqs:*', Resource: '*' },
        { Effect: 'Allow', NotAction: ['iam:*', 's3:Put*'], Resource: '*' },
      ],
    })
    run('CreateUser', { UserName: 'bob' })
    run('PutUserPolicy', { UserName: 'bob', PolicyName: 'most', PolicyDocument })
    const of = (name: string, ...services: readonly string[]) =>
      at(
        run(granting, {
          Arn: Arn.replace('Anna', name),
          ...Object.fromEntries(
            services.map((service, index) => [`ServiceNamespaces.member.${index + 1}`, service]),
          ),
        }),
        'PoliciesGrantingServiceAccess',
      )
    const own = {
      PolicyName: 'own',
      PolicyType: 'MANAGED',
      PolicyArn: `arn:aws:iam::${accountId}:policy/own`,
    }
    const inline = { PolicyName: 'inline', PolicyType: 'INLINE' }
    expect(of('Anna', 's3', 'iam')).toMatchObject([
      { ServiceNamespace: 'iam', Policies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: readOnly }] },
      {
        ServiceNamespace: 's3',
        Policies: [
          { ...inline, EntityType: 'USER', EntityName: 'Anna' },
          own,
          { ...inline, EntityType: 'GROUP', EntityName: 'lab' },
          { PolicyName: 'ReadOnlyAccess' },
        ],
      },
    ])
    const bob = { PolicyName: 'most', EntityType: 'USER', EntityName: 'bob' }
    expect(of('bob', 'iam', 's3', 'sqs')).toMatchObject([
      { ServiceNamespace: 'iam', Policies: [] },
      { ServiceNamespace: 's3', Policies: [bob] },
      { ServiceNamespace: 'sqs', Policies: [bob] },
    ])
  })
})
