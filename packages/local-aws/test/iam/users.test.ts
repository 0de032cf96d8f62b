import { describe, expect, it } from 'vitest'
import { accountId, allow, at, createIam, sessionCaller, userCaller } from './iam-fixture.ts'

describe('users', () => {
  it('are not found before they exist', () => {
    expect(createIam().refusal('GetUser', { UserName: 'nobody' })).toEqual([
      'NoSuchEntity',
      404,
      'The user with name nobody cannot be found.',
    ])
  })

  it('are unique without regard to case', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'Student' })
    expect(refusal('CreateUser', { UserName: 'student' })).toEqual([
      'EntityAlreadyExists',
      409,
      'User with name student already exists.',
    ])
  })

  it.each([
    [
      {},
      "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null",
    ],
    [
      { UserName: 'a b' },
      'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ],
    [
      { UserName: 'x'.repeat(65) },
      `1 validation error detected: Value '${'x'.repeat(65)}' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      { UserName: 'x', Path: 'workshop' },
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    ],
  ])('refuse a request like %o', (params, message) => {
    expect(createIam().refusal('CreateUser', params)).toEqual(['ValidationError', 400, message])
  })

  it('have an arn with their path, an AIDA id, and tags', () => {
    const { run } = createIam()
    const created = run('CreateUser', {
      UserName: 'issuer',
      Path: '/workshop/',
      'Tags.member.1.Key': 'purpose',
      'Tags.member.1.Value': 'vending',
    })
    expect(at(created, 'User')).toMatchObject({
      Arn: `arn:aws:iam::${accountId}:user/workshop/issuer`,
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Tags: [{ Key: 'purpose', Value: 'vending' }],
    })
    expect(at(run('GetUser', { UserName: 'ISSUER' }), 'User')).toEqual(at(created, 'User'))
  })

  it('are the caller when none is named', () => {
    const { run, refusal } = createIam()
    const id = String(at(run('CreateUser', { UserName: 'me' }), 'User', 'UserId'))
    expect(at(run('GetUser', {}, userCaller('me', id)), 'User', 'UserName')).toBe('me')
    expect(at(run('GetUser'), 'User', 'Arn')).toBe(`arn:aws:iam::${accountId}:root`)
    expect(refusal('GetUser', {}, sessionCaller('Student'))).toEqual([
      'ValidationError',
      400,
      'Must specify userName when calling with non-User credentials',
    ])
  })

  it('cannot be deleted while anything hangs on them, and say what', () => {
    const { run, refusal } = createIam()
    const user = { UserName: 'issuer' }
    const policy = { PolicyName: 'p', PolicyDocument: allow('s3:*') }
    const attached = { ...user, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }
    run('CreateUser', user)
    run('AttachUserPolicy', attached)
    run('PutUserPolicy', { ...user, ...policy })
    const key = { ...user, AccessKeyId: String(at(run('CreateAccessKey', user), 'AccessKey', 'AccessKeyId')) }
    run('CreateGroup', { GroupName: 'visitors' })
    run('AddUserToGroup', { ...user, GroupName: 'visitors' })

    const conflict = () => refusal('DeleteUser', user)
    expect(conflict()).toEqual([
      'DeleteConflict',
      409,
      'Cannot delete entity, must detach all policies first.',
    ])
    run('DetachUserPolicy', attached)
    expect(conflict()[2]).toBe('Cannot delete entity, must delete policies first.')
    run('DeleteUserPolicy', { ...user, PolicyName: 'p' })
    expect(conflict()[2]).toBe('Cannot delete entity, must delete access keys first.')
    run('DeleteAccessKey', key)
    expect(conflict()[2]).toBe('Cannot delete entity, must remove users from group first.')
    run('RemoveUserFromGroup', { ...user, GroupName: 'visitors' })
    run('DeleteUser', user)
    expect(refusal('GetUser', user)[0]).toBe('NoSuchEntity')
  })

  it('keep their id, keys and groups when they are renamed', () => {
    const { run, refusal } = createIam()
    const id = at(run('CreateUser', { UserName: 'old' }), 'User', 'UserId')
    run('CreateUser', { UserName: 'taken' })
    run('CreateAccessKey', { UserName: 'old' })
    run('CreateGroup', { GroupName: 'visitors' })
    run('AddUserToGroup', { UserName: 'old', GroupName: 'visitors' })

    expect(refusal('UpdateUser', { UserName: 'old', NewUserName: 'TAKEN' })[0]).toBe('EntityAlreadyExists')
    run('UpdateUser', { UserName: 'old', NewUserName: 'new', NewPath: '/moved/' })

    expect(refusal('GetUser', { UserName: 'old' })[0]).toBe('NoSuchEntity')
    expect(at(run('GetUser', { UserName: 'new' }), 'User')).toMatchObject({
      UserId: id,
      Arn: `arn:aws:iam::${accountId}:user/moved/new`,
    })
    expect(at(run('ListAccessKeys', { UserName: 'new' }), 'AccessKeyMetadata', 0, 'UserName')).toBe('new')
    expect(at(run('GetGroup', { GroupName: 'visitors' }), 'Users', 0, 'UserName')).toBe('new')
  })

  it('have no login profile at first, no certificates or devices', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'u' })
    expect(refusal('GetLoginProfile', { UserName: 'u' })).toEqual([
      'NoSuchEntity',
      404,
      'Login Profile for User u cannot be found.',
    ])
    expect(run('ListSigningCertificates', { UserName: 'u' })).toEqual({
      Certificates: [],
      IsTruncated: false,
    })
    expect(at(run('ListMFADevices', { UserName: 'u' }), 'MFADevices')).toEqual([])
  })
})
