import type { Bucket } from '../../model/index.ts'
import type { Policy, Statement } from '../../policy/index.ts'

/** Condition keys that, compared with fixed values, keep the public out. */
const limiting = new Set(
  [
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:PrincipalOrgID',
    'aws:SourceAccount',
    'aws:SourceArn',
    'aws:SourceIp',
    'aws:SourceOwner',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:userid',
    's3:DataAccessPointAccount',
    's3:DataAccessPointArn',
  ].map((key) => key.toLowerCase()),
)

/**
 * Whether a bucket policy grants anything to the public, as S3 sees it: an Allow for everybody that no
 * condition on a fixed value limits.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublicPolicy(policy: Policy): boolean {
  return policy.statements.some((statement) => statement.effect === 'Allow' && isForEverybody(statement))
}

/** Whether a bucket's block of public access says so. */
export function hasPublicAccessBlock(
  bucket: Bucket,
  name: 'BlockPublicPolicy' | 'RestrictPublicBuckets',
): boolean {
  const block = bucket.settings.get('publicAccessBlock')
  return block?.children.some((one) => one.name === name && one.text.trim().toLowerCase() === 'true') ?? false
}

function isForEverybody({ principals, notPrincipals, conditions }: Statement): boolean {
  const everybody =
    notPrincipals !== undefined || principals === '*' || principals?.AWS?.includes('*') === true
  return everybody && !conditions.some(limits)
}

function limits({ operator, key, values }: Statement['conditions'][number]): boolean {
  if (!limiting.has(key.toLowerCase()) || /Not|IfExists|Null|^ForAllValues/.test(operator)) return false
  // An address range of the whole internet is no limit, nor is a pattern or a variable.
  return values.every((value) => !/[*?$]|^(?:0\.0\.0\.0|::)\/\d$/.test(value))
}
