/**
 * A session policy that keeps to some regions: what is given, and a Deny elsewhere. Services that live in one region
 * for the whole world are left out of it, or nobody could list buckets or open the console.
 *
 * Source: "AWS: Denies access to AWS based on the requested Region", IAM user guide.
 */
export function regionPolicy(policy: string | undefined, regions: readonly string[]): string | undefined {
  if (regions.length === 0) return policy
  const elsewhere = {
    Sid: 'OtherRegions',
    Effect: 'Deny',
    NotAction: globalActions,
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } },
  }
  if (policy === undefined) {
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
    return JSON.stringify({ Version: '2012-10-17', Statement: [everything, elsewhere] })
  }
  const document: unknown = JSON.parse(policy)
  if (typeof document !== 'object' || document === null)
    throw new TypeError('the session policy is no object')
  const given = 'Statement' in document ? document.Statement : []
  return JSON.stringify({ ...document, Statement: [...(Array.isArray(given) ? given : [given]), elsewhere] })
}

const globalActions = [
  'cloudfront:*',
  'iam:*',
  'organizations:*',
  'route53:*',
  's3:GetAccountPublicAccessBlock',
  's3:ListAllMyBuckets',
  'sts:*',
  'support:*',
]
