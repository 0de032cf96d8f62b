import { AwsError, requestId, uniqueId } from '../../base/index.ts'
import { nameKey, type Role } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  anyResource,
  checkLength,
  findRole,
  iamAction,
  iamArn,
  invalidInput,
  noSuchEntity,
  required,
  requiredName,
  roleTarget,
  type Target,
} from '../request/index.ts'
import { descriptionOf, roleXml } from './roles.ts'
import { trustPolicy } from './trust.ts'

/** What AWS calls the role of a service, and whether there may be several, told apart by a suffix. */
const roleNames: ReadonlyMap<string, { readonly name: string; readonly suffix?: true }> = new Map([
  ['autoscaling.amazonaws.com', { name: 'AutoScaling', suffix: true }],
  ['cloudtrail.amazonaws.com', { name: 'CloudTrail' }],
  ['config.amazonaws.com', { name: 'Config' }],
  ['ecs.amazonaws.com', { name: 'ECS' }],
  ['eks.amazonaws.com', { name: 'AmazonEKS' }],
  ['eks-nodegroup.amazonaws.com', { name: 'AmazonEKSNodegroup' }],
  ['elasticache.amazonaws.com', { name: 'ElastiCache' }],
  ['elasticbeanstalk.amazonaws.com', { name: 'ElasticBeanstalk' }],
  ['elasticfilesystem.amazonaws.com', { name: 'AmazonElasticFileSystem' }],
  ['elasticloadbalancing.amazonaws.com', { name: 'ElasticLoadBalancing' }],
  ['guardduty.amazonaws.com', { name: 'AmazonGuardDuty' }],
  ['organizations.amazonaws.com', { name: 'Organizations' }],
  ['rds.amazonaws.com', { name: 'RDS' }],
  ['redshift.amazonaws.com', { name: 'Redshift' }],
  ['spot.amazonaws.com', { name: 'EC2Spot' }],
  ['spotfleet.amazonaws.com', { name: 'EC2SpotFleet' }],
  ['ssm.amazonaws.com', { name: 'AmazonSSM' }],
  ['sso.amazonaws.com', { name: 'SSO' }],
  ['support.amazonaws.com', { name: 'Support' }],
  ['trustedadvisor.amazonaws.com', { name: 'TrustedAdvisor' }],
])

/** The oldest task is forgotten when there is one more. */
const mostTasks = 1000

const createLinkedRole = iamAction(
  'CreateServiceLinkedRole',
  ['AWSServiceName', 'Description', 'CustomSuffix'],
  newRole,
  (call) => {
    const { account } = call
    const service = required(call, 'AWSServiceName')
    const name = newName(call)
    if (account.roles.has(nameKey(name))) {
      throw invalidInput(
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      )
    }
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
    })
    const role: Role = {
      name,
      path: `/aws-service-role/${service}/`,
      id: uniqueId('AROA', call.randomBytes),
      arn: newRole(call).arn,
      account: account.id,
      createdAt: call.now,
      tags: new Map(),
      description: descriptionOf(call),
      maxSessionDurationSeconds: 3600,
      permissionsBoundary: undefined,
      trust: trustPolicy(call.state, name, text, 'AssumeRolePolicyDocument'),
      inlinePolicies: new Map(),
      attachedPolicies: new Set(),
      lastUsedAt: undefined,
      linkedService: service,
    }
    account.roles.set(nameKey(name), role)
    return { Role: { ...roleXml(call, role), MaxSessionDuration: undefined } }
  },
)

const deleteLinkedRole = iamAction('DeleteServiceLinkedRole', ['RoleName'], linkedRoleTarget, (call) => {
  const { roles, deletionTasks } = call.account
  const role = findRole(call.account, requiredName(call, 'RoleName'))
  if (role.linkedService === undefined) {
    throw invalidInput(`Role ${role.name} is not a service-linked role.`)
  }
  // Nothing of the service is here that could still need it.
  roles.delete(nameKey(role.name))
  const task = `task${role.path}${role.name}/${requestId(call.randomBytes)}`
  deletionTasks.add(task)
  const [oldest] = deletionTasks
  if (deletionTasks.size > mostTasks && oldest !== undefined) deletionTasks.delete(oldest)
  return { DeletionTaskId: task }
})

const getDeletionStatus = iamAction(
  'GetServiceLinkedRoleDeletionStatus',
  ['DeletionTaskId'],
  anyResource,
  (call) => {
    const task = required(call, 'DeletionTaskId')
    checkLength(task, 'DeletionTaskId', 1, 1000)
    if (!call.account.deletionTasks.has(task)) throw noSuchEntity(`Deletion task ${task} cannot be found.`)
    return { Status: 'SUCCEEDED' }
  },
)

/** Roles that services of AWS make for themselves, and nobody else changes. */
export const serviceLinkedRoleActions: readonly QueryAction[] = [
  createLinkedRole,
  deleteLinkedRole,
  getDeletionStatus,
]

function newRole(call: Call): Target {
  const service = required(call, 'AWSServiceName')
  return {
    arn: iamArn(call.account.id, `role/aws-service-role/${service}/${newName(call)}`),
    context: [['iam:AWSServiceName', [service]]],
  }
}

function linkedRoleTarget(call: Call): Target {
  const { arn, context = [] } = roleTarget(call)
  const service = call.account.roles.get(nameKey(requiredName(call, 'RoleName')))?.linkedService
  return {
    arn,
    context: [...context, ...(service === undefined ? [] : [['iam:AWSServiceName', [service]] as const])],
  }
}

/** @throws AwsError `NotImplemented` for a service whose role the local AWS does not know */
function newName(call: Call): string {
  const service = required(call, 'AWSServiceName')
  const suffix = call.params.get('CustomSuffix')
  checkLength(service, 'AWSServiceName', 1, 128)
  const known = roleNames.get(service)
  if (known === undefined) {
    throw new AwsError(
      'NotImplemented',
      501,
      `The local AWS does not have the service-linked role of ${service}.`,
    )
  }
  if (suffix === undefined) return `AWSServiceRoleFor${known.name}`
  checkLength(suffix, 'CustomSuffix', 1, 64)
  if (known.suffix !== true || !/^[\w+=,.@-]+$/.test(suffix)) {
    throw invalidInput(`Custom suffix is not allowed for ${service}`)
  }
  return `AWSServiceRoleFor${known.name}_${suffix}`
}
