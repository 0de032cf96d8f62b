import { describe, expect, it } from 'vitest'
import { accountId, at, column, createIam, trust } from './iam-fixture.ts'

const profile = { InstanceProfileName: 'lab' }
const role = { RoleName: 'Student' }
const AssumeRolePolicyDocument = trust({ Service: 'ec2.amazonaws.com' })

describe('instance profiles', () => {
  it('are not found before they exist, and exist once without regard to case', () => {
    const { run, refusal } = createIam()
    expect(refusal('GetInstanceProfile', profile)).toEqual([
      'NoSuchEntity',
      404,
      'Instance Profile lab cannot be found.',
    ])
    run('CreateInstanceProfile', profile)
    expect(refusal('CreateInstanceProfile', { InstanceProfileName: 'LAB' })[0]).toBe('EntityAlreadyExists')
  })

  it('hold one role, which stays while it is held', () => {
    const { run, refusal } = createIam()
    run('CreateInstanceProfile', profile)
    expect(refusal('AddRoleToInstanceProfile', { ...profile, ...role })[0]).toBe('NoSuchEntity')
    run('CreateRole', { ...role, AssumeRolePolicyDocument })
    run('AddRoleToInstanceProfile', { ...profile, ...role })
    expect(refusal('AddRoleToInstanceProfile', { ...profile, ...role })[0]).toBe('LimitExceeded')
    expect(refusal('DeleteInstanceProfile', profile)[2]).toBe(
      'Cannot delete entity, must remove roles from instance profile first.',
    )
    expect(refusal('DeleteRole', role)[2]).toBe(
      'Cannot delete entity, must remove roles from instance profile first.',
    )
    run('RemoveRoleFromInstanceProfile', { ...profile, ...role })
    expect(refusal('RemoveRoleFromInstanceProfile', { ...profile, ...role })[0]).toBe('NoSuchEntity')
    run('DeleteInstanceProfile', profile)
    run('DeleteRole', role)
  })

  it('are made with a path and tags, and listed under it and for their role', () => {
    const { run } = createIam()
    run('CreateRole', { ...role, AssumeRolePolicyDocument })
    const tags = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' }
    const made = at(run('CreateInstanceProfile', { ...profile, Path: '/w/', ...tags }), 'InstanceProfile')
    expect(made).toMatchObject({
      Arn: `arn:aws:iam::${accountId}:instance-profile/w/lab`,
      InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
      Roles: [],
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    run('AddRoleToInstanceProfile', { ...profile, ...role })
    expect(at(run('GetInstanceProfile', profile), 'InstanceProfile', 'Roles', 0, 'RoleName')).toBe('Student')
    const names = (answer: unknown) => column(answer, 'InstanceProfiles', 'InstanceProfileName')
    expect(names(run('ListInstanceProfiles', { PathPrefix: '/other/' }))).toEqual([])
    expect(names(run('ListInstanceProfiles', { PathPrefix: '/w/' }))).toEqual(['lab'])
    expect(names(run('ListInstanceProfilesForRole', role))).toEqual(['lab'])
  })

  it('take a role only from whoever may pass it to EC2', () => {
    const { run, needs } = createIam()
    run('CreateRole', { ...role, AssumeRolePolicyDocument })
    const [, pass] = needs('AddRoleToInstanceProfile', { ...profile, ...role })
    expect(pass).toMatchObject({ action: 'iam:PassRole', resource: `arn:aws:iam::${accountId}:role/Student` })
    expect(pass?.context?.get('iam:PassedToService')).toEqual(['ec2.amazonaws.com'])
  })
})
