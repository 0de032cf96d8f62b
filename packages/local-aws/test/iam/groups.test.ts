import { describe, expect, it } from 'vitest'
import { accountId, at, createIam } from './iam-fixture.ts'

const group = { GroupName: 'Visitors' }

describe('groups', () => {
  it('are not found before they exist, and exist once', () => {
    const { run, refusal } = createIam()
    expect(refusal('GetGroup', group)[2]).toBe('The group with name Visitors cannot be found.')
    run('CreateGroup', group)
    expect(refusal('CreateGroup', { GroupName: 'VISITORS' })).toEqual([
      'EntityAlreadyExists',
      409,
      'Group with name VISITORS already exists.',
    ])
  })

  it('take no users that do not exist', () => {
    const { run, refusal } = createIam()
    run('CreateGroup', group)
    expect(refusal('AddUserToGroup', { ...group, UserName: 'nobody' })[2]).toBe(
      'The user with name nobody cannot be found.',
    )
  })

  it('cannot be deleted while users are in them', () => {
    const { run, refusal } = createIam()
    run('CreateGroup', group)
    run('CreateUser', { UserName: 'u' })
    run('AddUserToGroup', { ...group, UserName: 'u' })
    expect(refusal('DeleteGroup', group)).toEqual([
      'DeleteConflict',
      409,
      'Cannot delete entity, must remove users from group first.',
    ])
    run('RemoveUserFromGroup', { ...group, UserName: 'u' })
    run('DeleteGroup', group)
    expect(at(run('ListGroups'), 'Groups')).toEqual([])
  })

  it('keep their members when they are renamed', () => {
    const { run } = createIam()
    run('CreateGroup', group)
    run('CreateUser', { UserName: 'u' })
    run('AddUserToGroup', { ...group, UserName: 'u' })
    run('UpdateGroup', { ...group, NewGroupName: 'Guests', NewPath: '/w/' })
    expect(at(run('GetGroup', { GroupName: 'guests' }), 'Users', 0, 'UserName')).toBe('u')
    expect(at(run('ListGroupsForUser', { UserName: 'u' }), 'Groups', 0)).toMatchObject({
      GroupName: 'Guests',
      Arn: `arn:aws:iam::${accountId}:group/w/Guests`,
      GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
    })
  })
})
