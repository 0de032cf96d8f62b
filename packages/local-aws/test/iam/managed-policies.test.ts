import { describe, expect, it } from 'vitest'
import { awsManagedPolicies, managedPolicyDocument } from '../../src/model/index.ts'
import { accountId, allow, at, column, createIam, documentOfSize, trust } from './iam-fixture.ts'

const arn = `arn:aws:iam::${accountId}:policy/lab/lab`
const lab = { PolicyName: 'lab', Path: '/lab/', PolicyDocument: allow('s3:*') }
const named = { PolicyArn: arn }

describe('managed policies', () => {
  it('are not found before they exist', () => {
    const { refusal } = createIam()
    expect(refusal('GetPolicy', named)).toEqual(['NoSuchEntity', 404, `Policy ${arn} was not found.`])
    expect(refusal('GetPolicy', { PolicyArn: 'arn:aws:iam::aws:policy/AmazonWorkMailFullAccess' })[0]).toBe(
      'NoSuchEntity',
    )
    expect(refusal('GetPolicy', { PolicyArn: 'arn:aws:iam::aws:user/AmazonEC2' })[0]).toBe('InvalidInput')
  })

  it('are refused under a name that is taken, on whatever path, in whatever case', () => {
    const { run, refusal } = createIam()
    run('CreatePolicy', lab)
    expect(refusal('CreatePolicy', { ...lab, PolicyName: 'LAB', Path: '/' })).toEqual([
      'EntityAlreadyExists',
      409,
      'A policy called LAB already exists. Duplicate names are not allowed.',
    ])
  })

  it.each(['/a*/', '/a?b/', '//', '/a//b/', 'lab', '/lab'])('have no path such as %s', (Path) => {
    const { refusal, account } = createIam()
    expect(refusal('CreatePolicy', { ...lab, Path }).slice(0, 2)).toEqual(['ValidationError', 400])
    expect(account.managedPolicies.size).toBe(0)
  })

  it('have 6,144 characters at most', () => {
    const { run, refusal } = createIam()
    expect(refusal('CreatePolicy', { ...lab, PolicyDocument: documentOfSize(6145) })).toEqual([
      'LimitExceeded',
      409,
      'Cannot exceed quota for PolicySize: 6144',
    ])
    run('CreatePolicy', { ...lab, PolicyDocument: documentOfSize(6144) })
  })

  it('have five versions at most, numbered without reuse', () => {
    const { run, refusal } = createIam()
    run('CreatePolicy', lab)
    for (let version = 2; version <= 5; version++) {
      run('CreatePolicyVersion', { ...named, PolicyDocument: allow(`s3:Get${version}`) })
    }
    const another = { ...named, PolicyDocument: allow('s3:Put*'), SetAsDefault: 'true' }
    expect(refusal('CreatePolicyVersion', another)).toEqual([
      'LimitExceeded',
      409,
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    ])
    run('DeletePolicyVersion', { ...named, VersionId: 'v5' })
    expect(at(run('CreatePolicyVersion', another), 'PolicyVersion')).toMatchObject({
      VersionId: 'v6',
      IsDefaultVersion: true,
    })
    expect(column(run('ListPolicyVersions', named), 'Versions', 'VersionId')).toEqual([
      'v6',
      'v4',
      'v3',
      'v2',
      'v1',
    ])
  })

  it('decide by their default version', () => {
    const { run, refusal, state } = createIam()
    run('CreatePolicy', lab)
    run('CreatePolicyVersion', { ...named, PolicyDocument: allow('sts:*') })
    const actions = () => managedPolicyDocument(state, arn)?.policy.statements[0]?.actions
    expect(actions()).toEqual(['s3:*'])
    run('SetDefaultPolicyVersion', { ...named, VersionId: 'v2' })
    expect(actions()).toEqual(['sts:*'])
    expect(refusal('DeletePolicyVersion', { ...named, VersionId: 'v2' })).toEqual([
      'DeleteConflict',
      409,
      'Cannot delete the default version of a policy.',
    ])
    expect(refusal('GetPolicyVersion', { ...named, VersionId: 'v9' })[0]).toBe('NoSuchEntity')
    expect(refusal('GetPolicyVersion', { ...named, VersionId: '9' })[0]).toBe('ValidationError')
  })

  it('cannot be deleted while they are attached, a boundary, or have versions', () => {
    const { run, refusal } = createIam()
    run('CreatePolicy', lab)
    run('CreatePolicyVersion', { ...named, PolicyDocument: allow('sts:*') })
    run('CreateUser', { UserName: 'u', PermissionsBoundary: arn })
    run('AttachUserPolicy', { UserName: 'u', ...named })
    const inUse = ['DeleteConflict', 409, 'Cannot delete a policy attached to entities.']
    expect(refusal('DeletePolicy', named)).toEqual(inUse)
    run('DetachUserPolicy', { UserName: 'u', ...named })
    expect(refusal('DeletePolicy', named)).toEqual(inUse)
    run('DeleteUserPermissionsBoundary', { UserName: 'u' })
    expect(refusal('DeletePolicy', named)[2]).toMatch(/^This policy has more than one version/)
    run('DeletePolicyVersion', { ...named, VersionId: 'v2' })
    run('DeletePolicy', named)
    expect(refusal('GetPolicy', named)[0]).toBe('NoSuchEntity')
  })

  it('of AWS are there, say whether they are partial, and cannot be changed', () => {
    const { run, refusal, state } = createIam()
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
    expect(refusal('DeletePolicy', { PolicyArn })[0]).toBe('AccessDenied')
    expect(refusal('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('s3:*') })[0]).toBe(
      'AccessDenied',
    )
    const description = (name: string) =>
      at(run('GetPolicy', { PolicyArn: `arn:aws:iam::aws:policy/${name}` }), 'Policy', 'Description')
    expect(description('AdministratorAccess')).not.toContain('Partial')
    expect(description('ReadOnlyAccess')).toMatch(/^Partial:/)
    expect(managedPolicyDocument(state, PolicyArn)?.policy.statements[0]?.actions).toEqual(['*'])
    expect(at(run('ListPolicies', { Scope: 'AWS', MaxItems: '1000' }), 'Policies', 'length')).toBe(
      awsManagedPolicies.size,
    )
  })

  it('are listed by scope, path and use', () => {
    const { run } = createIam()
    run('CreatePolicy', lab)
    run('CreatePolicy', { PolicyName: 'other', PolicyDocument: allow('s3:*') })
    run('CreateUser', { UserName: 'u' })
    run('AttachUserPolicy', { UserName: 'u', ...named })
    const names = (params: Record<string, string>) =>
      column(run('ListPolicies', params), 'Policies', 'PolicyName')
    expect(names({ Scope: 'Local' })).toEqual(['lab', 'other'])
    expect(names({ PathPrefix: '/lab/' })).toEqual(['lab'])
    expect(names({ OnlyAttached: 'true' })).toEqual(['lab'])
    expect(names({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual([])
  })
})

const policy = (n: number) => `arn:aws:iam::${accountId}:policy/p${n}`

describe('attached policies', () => {
  it('are refused when there is no such policy', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'u' })
    expect(refusal('AttachUserPolicy', { UserName: 'u', ...named })).toEqual([
      'NoSuchEntity',
      404,
      `Policy ${arn} does not exist or is not attachable.`,
    ])
    expect(refusal('DetachUserPolicy', { UserName: 'u', ...named })[2]).toBe(`Policy ${arn} was not found.`)
  })

  it('are ten at most', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'u' })
    for (let n = 1; n <= 11; n++) run('CreatePolicy', { PolicyName: `p${n}`, PolicyDocument: allow('s3:*') })
    for (let n = 1; n <= 10; n++) run('AttachUserPolicy', { UserName: 'u', PolicyArn: policy(n) })
    run('AttachUserPolicy', { UserName: 'u', PolicyArn: policy(10) })
    expect(refusal('AttachUserPolicy', { UserName: 'u', PolicyArn: policy(11) })).toEqual([
      'LimitExceeded',
      409,
      'Cannot exceed quota for PoliciesPerUser: 10',
    ])
  })

  it('are listed for each holder, and the holders for the policy', () => {
    const { run } = createIam()
    run('CreatePolicy', lab)
    run('CreateUser', { UserName: 'u' })
    run('CreateGroup', { GroupName: 'g' })
    run('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust({ AWS: accountId }) })
    run('AttachUserPolicy', { UserName: 'u', ...named })
    run('AttachGroupPolicy', { GroupName: 'g', ...named })
    run('AttachRolePolicy', { RoleName: 'r', ...named })
    for (const [kind, name] of [
      ['User', 'u'],
      ['Group', 'g'],
      ['Role', 'r'],
    ] as const) {
      const listed = run(`ListAttached${kind}Policies`, { [`${kind}Name`]: name })
      expect(at(listed, 'AttachedPolicies')).toEqual([{ PolicyName: 'lab', PolicyArn: arn }])
    }
    const entities = run('ListEntitiesForPolicy', named)
    expect(entities).toMatchObject({
      PolicyUsers: [{ UserName: 'u' }],
      PolicyGroups: [{ GroupName: 'g' }],
      PolicyRoles: [{ RoleName: 'r' }],
      IsTruncated: false,
    })
    expect(run('ListEntitiesForPolicy', { ...named, EntityFilter: 'Role' })).toMatchObject({
      PolicyUsers: [],
      PolicyRoles: [{ RoleName: 'r' }],
    })
    expect(at(run('GetPolicy', named), 'Policy', 'AttachmentCount')).toBe(3)
  })

  it('are listed without their tags', () => {
    const { run } = createIam()
    const tags = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' }
    const made = run('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*'), ...tags })
    expect(at(made, 'Policy', 'Tags')).toEqual([{ Key: 'team', Value: 'red' }])
    expect(column(run('ListPolicies', { Scope: 'Local' }), 'Policies', 'Tags')).toEqual([undefined])
  })

  it.each(['User', 'Group', 'Role'])('are attached to and detached from a %s by arn, not by name', (kind) => {
    const { refusal } = createIam()
    for (const action of ['Attach', 'Detach']) {
      expect(
        refusal(`${action}${kind}Policy`, { [`${kind}Name`]: 'it', PolicyArn: 'AmazonS3ReadOnlyAccess' }),
      ).toEqual(['ValidationError', 400, 'Invalid ARN:  Could not be parsed!'])
    }
    expect(refusal('GetPolicy', { PolicyArn: `arn:aws:iam::${accountId}:role/Student` })[0]).toBe(
      'InvalidInput',
    )
  })
})
