import { describe, expect, it } from 'vitest'
import { accountId, allow, at, createIam, trust } from './iam-fixture.ts'

const open = trust({ AWS: accountId })
const role = { RoleName: 'Student', AssumeRolePolicyDocument: open }

describe('roles', () => {
  it('are not found before they exist', () => {
    expect(createIam().refusal('GetRole', { RoleName: 'Student' })).toEqual([
      'NoSuchEntity',
      404,
      'The role with name Student cannot be found.',
    ])
  })

  it('exist once', () => {
    const { run, refusal } = createIam()
    run('CreateRole', role)
    expect(refusal('CreateRole', role)).toEqual([
      'EntityAlreadyExists',
      409,
      'Role with name Student already exists.',
    ])
  })

  it.each([
    ['3599', 'Member must have value greater than or equal to 3600'],
    ['43201', 'Member must have value less than or equal to 43200'],
  ])('refuse a MaxSessionDuration of %s seconds', (MaxSessionDuration, constraint) => {
    expect(createIam().refusal('CreateRole', { ...role, MaxSessionDuration })).toEqual([
      'ValidationError',
      400,
      `1 validation error detected: Value '${MaxSessionDuration}' at 'maxSessionDuration' failed to satisfy constraint: ${constraint}`,
    ])
  })

  it('refuse a boundary that does not exist', () => {
    const PermissionsBoundary = `arn:aws:iam::${accountId}:policy/none`
    expect(createIam().refusal('CreateRole', { ...role, PermissionsBoundary })[0]).toBe('NoSuchEntity')
  })

  it('refuse a trust policy over 2,048 characters', () => {
    const { refusal } = createIam()
    const long = trust({ AWS: accountId }, { StringEquals: { 'sts:ExternalId': 'x'.repeat(2048) } })
    expect(refusal('CreateRole', { ...role, AssumeRolePolicyDocument: long })).toEqual([
      'LimitExceeded',
      409,
      'Cannot exceed quota for ACLSizePerRole: 2048',
    ])
  })

  it('last an hour at most unless told otherwise', () => {
    const { run } = createIam()
    expect(at(run('CreateRole', role), 'Role', 'MaxSessionDuration')).toBeUndefined()
    expect(at(run('GetRole', { RoleName: 'Student' }), 'Role', 'MaxSessionDuration')).toBe(3600)
    run('UpdateRole', { RoleName: 'Student', MaxSessionDuration: '43200', Description: 'for visitors' })
    expect(at(run('GetRole', { RoleName: 'Student' }), 'Role')).toMatchObject({
      MaxSessionDuration: 43_200,
      Description: 'for visitors',
    })
  })

  it('show their trust policy URL-encoded', () => {
    const { run } = createIam()
    const text = trust(
      { AWS: `arn:aws:iam::${accountId}:root` },
      { StringLike: { 'aws:userid': "*(it's)!" } },
    )
    run('CreateRole', { ...role, AssumeRolePolicyDocument: text })
    const encoded = String(at(run('GetRole', { RoleName: 'Student' }), 'Role', 'AssumeRolePolicyDocument'))
    expect(encoded).toMatch(/^[A-Za-z0-9\-._~%]+$/)
    expect(decodeURIComponent(encoded)).toBe(text)
  })

  it('are created with an answer that repeats what was sent, and read as IAM keeps them', () => {
    const { run } = createIam()
    const made = run('CreateRole', { ...role, MaxSessionDuration: '7200' })
    expect(at(made, 'Role', 'MaxSessionDuration')).toBe(7200)
    const text = (answer: unknown) =>
      decodeURIComponent(String(at(answer, 'Role', 'AssumeRolePolicyDocument')))
    expect(text(made)).toBe(open)
    expect(text(run('GetRole', { RoleName: 'Student' }))).toBe(
      trust({ AWS: `arn:aws:iam::${accountId}:root` }),
    )
  })

  it('cannot be deleted while they hold policies', () => {
    const { run, refusal } = createIam()
    run('CreateRole', role)
    const attached = { RoleName: 'Student', PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3FullAccess' }
    run('AttachRolePolicy', attached)
    run('PutRolePolicy', { RoleName: 'Student', PolicyName: 'p', PolicyDocument: allow('s3:*') })
    expect(refusal('DeleteRole', { RoleName: 'Student' })).toEqual([
      'DeleteConflict',
      409,
      'Cannot delete entity, must detach all policies first.',
    ])
    run('DetachRolePolicy', attached)
    expect(refusal('DeleteRole', { RoleName: 'Student' })[2]).toBe(
      'Cannot delete entity, must delete policies first.',
    )
    run('DeleteRolePolicy', { RoleName: 'Student', PolicyName: 'p' })
    run('DeleteRole', { RoleName: 'Student' })
    expect(refusal('GetRole', { RoleName: 'Student' })[0]).toBe('NoSuchEntity')
  })

  it('get and lose a permissions boundary', () => {
    const { run, refusal } = createIam()
    run('CreateRole', role)
    const named = { RoleName: 'Student' }
    expect(refusal('DeleteRolePermissionsBoundary', named)[0]).toBe('NoSuchEntity')
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/PowerUserAccess'
    run('PutRolePermissionsBoundary', { ...named, PermissionsBoundary })
    expect(at(run('GetRole', named), 'Role', 'PermissionsBoundary')).toEqual({
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: PermissionsBoundary,
    })
    run('DeleteRolePermissionsBoundary', named)
    expect(at(run('GetRole', named), 'Role', 'PermissionsBoundary')).toBeUndefined()
  })
})
