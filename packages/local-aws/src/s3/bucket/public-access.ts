import type { Bucket } from '../../model/index.ts'
import type { Policy } from '../../policy/index.ts'
import { hasPublicAccessBlock, isPublicPolicy } from '../wire/index.ts'

const root = 'PublicAccessBlockConfiguration'

/** The two that are about ACLs have nothing to block: no ACL makes anything public here. */
export const publicAccessElements = [
  root,
  `${root}/BlockPublicAcls`,
  `${root}/IgnorePublicAcls`,
  `${root}/BlockPublicPolicy`,
  `${root}/RestrictPublicBuckets`,
] as const

/** Whether `BlockPublicPolicy` keeps a policy away from a bucket. */
export function blocksPolicy(bucket: Bucket, policy: Policy): boolean {
  return isPublicPolicy(policy) && hasPublicAccessBlock(bucket, 'BlockPublicPolicy')
}
