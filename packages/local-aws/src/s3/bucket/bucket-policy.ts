import { AwsError } from '../../base/index.ts'
import { type Bucket, textWithArns, withUniqueIds } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { MalformedPolicyError, parsePolicy, type Policy } from '../../policy/index.ts'
import {
  findBucket,
  isPublicPolicy,
  plainResponse,
  s3Need,
  type S3Operation,
  xmlResponse,
} from '../wire/index.ts'
import { blocksPolicy } from './public-access.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html */
const longestPolicy = 20 * 1024

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const putBucketPolicy: S3Operation = {
  name: 'PutBucketPolicy',
  method: 'PUT',
  on: 'bucket',
  part: 'policy',
  needs: (call, { bucket }) => [policyNeed(call, 'Put', bucket)],
  run: (call, target) => {
    const bucket = ownBucket(call, target.bucket)
    if (call.request.body.length > longestPolicy) {
      throw new AwsError('PolicyTooLarge', 400, 'The policy is too large.')
    }
    const text = new TextDecoder().decode(call.request.body)
    const policy = withUniqueIds(call.state, parseBucketPolicy(text), invalidPrincipal)
    checkResources(policy, bucket.name)
    if (blocksPolicy(bucket, policy)) throw publicPolicyBlocked(call, bucket.name)
    bucket.policy = { name: `the policy of bucket ${bucket.name}`, text, policy }
    return plainResponse(call, 204)
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy: S3Operation = {
  name: 'GetBucketPolicy',
  method: 'GET',
  on: 'bucket',
  part: 'policy',
  needs: (call, { bucket }) => [policyNeed(call, 'Get', bucket)],
  run: (call, target) => {
    const { policy, name } = ownBucket(call, target.bucket)
    if (!policy) throw noSuchBucketPolicy(name)
    const text = textWithArns(call.state, policy.text, policy.policy)
    return plainResponse(call, 200, [['Content-Type', 'application/json']], text)
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus: S3Operation = {
  name: 'GetBucketPolicyStatus',
  method: 'GET',
  on: 'bucket',
  part: 'policyStatus',
  needs: (call, { bucket }) => [s3Need(call, 's3:GetBucketPolicyStatus', bucket)],
  run: (call, target) => {
    const { policy, name } = findBucket(call, target.bucket)
    if (policy === undefined) throw noSuchBucketPolicy(name)
    return xmlResponse(call, 'PolicyStatus', { IsPublic: isPublicPolicy(policy.policy) })
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy: S3Operation = {
  name: 'DeleteBucketPolicy',
  method: 'DELETE',
  on: 'bucket',
  part: 'policy',
  needs: (call, { bucket }) => [policyNeed(call, 'Delete', bucket)],
  run: (call, target) => {
    ownBucket(call, target.bucket).policy = undefined
    return plainResponse(call, 204)
  },
}

/**
 * Whoever has the bucket's account for its root user cannot be locked out of the policy by the policy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
function policyNeed(call: Call, verb: 'Get' | 'Put' | 'Delete', bucket: string): AuthorizationNeed {
  const need = s3Need(call, `s3:${verb}BucketPolicy`, bucket)
  const { principal, account } = call.caller
  if (principal.type !== 'root' || account !== need.resourceAccount) return need
  const { resourcePolicy: _, ...ownRoot } = need
  return ownRoot
}

/**
 * The bucket, for its own account: another one may not see or set its policy even where the policy lets it.
 *
 * @throws AwsError `MethodNotAllowed`
 */
function ownBucket(call: Call, name: string): Bucket {
  const bucket = findBucket(call, name)
  if (bucket.account === call.caller.account) return bucket
  throw new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    details: { Method: call.request.method, ResourceType: 'BUCKETPOLICY' },
  })
}

function noSuchBucketPolicy(name: string): AwsError {
  return new AwsError('NoSuchBucketPolicy', 404, 'The bucket policy does not exist', {
    details: { BucketName: name },
  })
}

function publicPolicyBlocked({ caller }: Call, bucket: string): AwsError {
  const who = 'arn' in caller.principal ? caller.principal.arn : 'anonymous'
  return new AwsError(
    'AccessDenied',
    403,
    `User: ${who} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
  )
}

function parseBucketPolicy(text: string): Policy {
  try {
    return parsePolicy(text, 'resource')
  } catch (error) {
    if (error instanceof MalformedPolicyError) throw malformedPolicy(error.message)
    throw error
  }
}

/** A bucket policy can speak of its own bucket only. */
function checkResources(policy: Policy, bucket: string): void {
  const own = `arn:aws:s3:::${bucket}`
  for (const { resources = [], notResources = [] } of policy.statements) {
    for (const resource of [...resources, ...notResources]) {
      if (resource !== own && !resource.startsWith(`${own}/`) && !resource.startsWith('arn:aws:s3:::*')) {
        throw malformedPolicy('Policy has invalid resource')
      }
    }
  }
}

// S3 does not repeat the principal in the message, as IAM does; it has an element for it.
function invalidPrincipal(message: string): AwsError {
  const detail = message.slice(message.indexOf(': ') + 2)
  return new AwsError('MalformedPolicy', 400, 'Invalid principal in policy', { details: { Detail: detail } })
}

function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicy', 400, message)
}
