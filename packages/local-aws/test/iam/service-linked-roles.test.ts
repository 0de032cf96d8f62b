import { describe, expect, it } from 'vitest'
import { accountId, allow, at, createIam, trust } from './iam-fixture.ts'

const service = { AWSServiceName: 'autoscaling.amazonaws.com' }
const role = { RoleName: 'AWSServiceRoleForAutoScaling' }
const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

describe('service-linked roles', () => {
  it('of a service that is not known here are refused by its name', () => {
    expect(
      createIam().refusal('CreateServiceLinkedRole', { AWSServiceName: 'unheard.amazonaws.com' }),
    ).toEqual([
      'NotImplemented',
      501,
      'The local AWS does not have the service-linked role of unheard.amazonaws.com.',
    ])
  })

  it('exist once, unless their service takes a suffix', () => {
    const { run, refusal } = createIam()
    run('CreateServiceLinkedRole', service)
    expect(refusal('CreateServiceLinkedRole', service)).toEqual([
      'InvalidInput',
      400,
      'Service role name AWSServiceRoleForAutoScaling has been taken in this account, please try a different suffix.',
    ])
    const made = run('CreateServiceLinkedRole', { ...service, CustomSuffix: 'lab' })
    expect(at(made, 'Role', 'RoleName')).toBe('AWSServiceRoleForAutoScaling_lab')
    const ecs = { AWSServiceName: 'ecs.amazonaws.com', CustomSuffix: 'lab' }
    expect(refusal('CreateServiceLinkedRole', ecs)[2]).toBe(
      'Custom suffix is not allowed for ecs.amazonaws.com',
    )
  })

  it.each([
    ['DeleteRole', {}],
    ['UpdateAssumeRolePolicy', { PolicyDocument: trust({ AWS: accountId }) }],
    ['PutRolePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') }],
    ['DeleteRolePolicy', { PolicyName: 'p' }],
    ['AttachRolePolicy', { PolicyArn }],
    ['DetachRolePolicy', { PolicyArn }],
    ['PutRolePermissionsBoundary', { PermissionsBoundary: PolicyArn }],
    ['DeleteRolePermissionsBoundary', {}],
  ])('are not changed by %s', (action, params) => {
    const { run, refusal } = createIam()
    run('CreateServiceLinkedRole', service)
    expect(refusal(action, { ...role, ...params })).toEqual([
      'UnmodifiableEntity',
      400,
      "Cannot perform the operation on the protected role 'AWSServiceRoleForAutoScaling' - this role is only modifiable by AWS",
    ])
  })

  it('are deleted by a task of which one can ask; other roles are not', () => {
    const { run, refusal } = createIam()
    run('CreateRole', { RoleName: 'lab', AssumeRolePolicyDocument: trust({ AWS: accountId }) })
    expect(refusal('DeleteServiceLinkedRole', { RoleName: 'lab' })[0]).toBe('InvalidInput')
    expect(refusal('GetServiceLinkedRoleDeletionStatus', { DeletionTaskId: 'task/none' })[0]).toBe(
      'NoSuchEntity',
    )
    run('CreateServiceLinkedRole', service)
    const DeletionTaskId = String(at(run('DeleteServiceLinkedRole', role), 'DeletionTaskId'))
    expect(DeletionTaskId).toMatch(
      /^task\/aws-service-role\/autoscaling\.amazonaws\.com\/AWSServiceRoleForAutoScaling\/[0-9a-f-]{36}$/,
    )
    expect(run('GetServiceLinkedRoleDeletionStatus', { DeletionTaskId })).toEqual({ Status: 'SUCCEEDED' })
    expect(refusal('GetRole', role)[0]).toBe('NoSuchEntity')
  })

  it('lie under their service, trust it alone, and are authorised by its name', () => {
    const { run, needs } = createIam()
    expect(at(run('CreateServiceLinkedRole', service), 'Role')).toMatchObject({
      Path: '/aws-service-role/autoscaling.amazonaws.com/',
      Arn: `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    })
    const key = 'iam:AWSServiceName'
    expect(needs('CreateServiceLinkedRole', service)[0]?.context?.get(key)).toEqual([service.AWSServiceName])
    expect(needs('DeleteServiceLinkedRole', role)[0]?.context?.get(key)).toEqual([service.AWSServiceName])
  })
})
