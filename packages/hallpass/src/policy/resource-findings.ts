import { nearestName, shownValue } from '../base/index.ts'
import { finding, type Finding } from './problem.ts'

const partitions = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
]

const iamPaths = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
]

/**
 * What is wrong with the form of a Resource.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceFindings(resource: string): readonly Finding[] {
  if (resource === '*') return []
  const shown = `has a resource ${shownValue(resource)}`
  // A variable counts as one piece, whatever colons are in its name.
  const parts = resource.replaceAll(/\$\{[^}]*\}/g, '*').split(':')
  const [, partition, service, region = '', account = '', ...path] = parts
  if (partition === undefined) return [finding(`${shown} that is no ARN`, 'arn:aws:s3:::BUCKET/*, or *')]
  if (partition !== '*' && !partitions.includes(partition)) {
    const near = nearestName(partition, partitions)
    return [
      finding(
        `${shown} in a partition ${shownValue(partition)} that does not exist`,
        near === undefined ? 'an ARN begins arn:aws:SERVICE:' : `did you mean ${near}?`,
      ),
    ]
  }
  if (service === undefined || service === '') {
    return [finding(`${shown} without a service`, 'arn:aws:SERVICE:REGION:ACCOUNT:NAME')]
  }
  if (region !== '' && region !== '*' && (service === 'iam' || (service === 's3' && account === ''))) {
    return [finding(`${shown} with a region, which ${service} has not`, `arn:aws:${service}::… without it`)]
  }
  const name = path.join(':')
  if (service === 'iam' && path.length > 0 && !isIamPath(name)) {
    return [finding(`${shown} that is nothing of IAM's`, `after the account: ${iamPaths.join(', ')}`)]
  }
  return parts.length >= 6 || !resource.includes('::')
    ? []
    : [finding(`${shown} with too few colons`, 'arn:aws:SERVICE:REGION:ACCOUNT:NAME has five')]
}

function isIamPath(name: string): boolean {
  return name.startsWith('*') || name === 'root' || iamPaths.some((start) => name.startsWith(start))
}
