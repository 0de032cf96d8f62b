import { MalformedPolicyError } from './malformed-policy-error.ts'

const partitions: ReadonlySet<string> = new Set([
  '*',
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
])

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
 * Checks the form of a Resource or NotResource as IAM does for identity-based policies.
 *
 * @throws MalformedPolicyError with IAM's sentence
 */
export function checkResourceName(resource: string): void {
  if (resource === '*') return
  // A variable counts as one piece, whatever colons are in its name.
  const [, partition, ...rest] = withoutVariables(resource).split(':')
  if (partition === undefined) {
    throw new MalformedPolicyError(`Resource ${resource} must be in ARN format or "*".`)
  }
  if (!partitions.has(partition)) {
    const [service = '*', region = '*', account = '*', ...path] = rest
    const name = `arn:${partition}:${service}:${region}:${account}:${path.length === 0 ? '*' : path.join(':')}`
    throw new MalformedPolicyError(`Partition "${partition}" is not valid for resource "${name}".`)
  }
  const [service, region = '', account = '', ...path] = rest
  if (service === undefined) {
    throw new MalformedPolicyError('Resource vendor must be fully qualified and cannot contain regexes.')
  }
  checkRegion(resource, service, region, account)
  if (service === 'iam' && path.length > 0) checkIamPath(path.join(':'))
}

/** IAM has no regions; S3's buckets and objects have neither region nor account. */
function checkRegion(resource: string, service: string, region: string, account: string): void {
  if (region === '' || region === '*') return
  if (service === 'iam') {
    throw new MalformedPolicyError(`IAM resource ${resource} cannot contain region information.`)
  }
  if (service === 's3' && account === '') {
    throw new MalformedPolicyError(`Resource ${resource} can not contain region information.`)
  }
}

function checkIamPath(path: string): void {
  if (path.startsWith('*') || path === 'root') return
  if (iamPaths.some((start) => path.startsWith(start))) return
  throw new MalformedPolicyError(`IAM resource path must either be "*" or start with ${iamPaths.join(', ')}.`)
}

/** @returns whether IAM's older parser takes the name: all six parts, or no empty one */
export function isLegacyResource(resource: string): boolean {
  const parts = withoutVariables(resource).split(':')
  // The other check has a sentence of its own for these.
  if (resource === '*' || parts.length < 2 || !partitions.has(parts[1] ?? '')) return true
  return (parts.length >= 6 || !resource.includes('::')) && parts[2] !== ''
}

/** With a wildcard for each variable. What follows the last brace has none, and is not searched for one again and again. */
function withoutVariables(resource: string): string {
  const end = resource.lastIndexOf('}') + 1
  return resource.slice(0, end).replaceAll(/\$\{[^}]*\}/g, '*') + resource.slice(end)
}
