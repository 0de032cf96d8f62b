import { AwsError } from '../base/index.ts'
import type { Call } from '../protocol/index.ts'
import { checkBucketName } from './bucket-name.ts'
import { malformedXml } from './errors.ts'
import { s3Need } from './need.ts'
import type { S3Operation } from './operation.ts'
import { child, readXml } from './read-xml.ts'
import { plainResponse } from './respond.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: S3Operation = {
  name: 'CreateBucket',
  needs: (call, { bucket }) => [
    s3Need(call, 's3:CreateBucket', bucket, [['s3:LocationConstraint', locationConstraint(call)]]),
  ],
  run: (call, { bucket: name }) => {
    checkBucketName(name)
    refuseAcl(call)
    const region = regionOf(call)
    const existing = call.state.buckets.get(name)
    if (existing && existing.account !== call.account.id) {
      throw new AwsError(
        'BucketAlreadyExists',
        409,
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        { details: { BucketName: name } },
      )
    }
    // In us-east-1, and only there, making one's own bucket again succeeds: S3 has kept that for old clients.
    if (existing && call.region !== 'us-east-1') {
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        409,
        'Your previous request to create the named bucket succeeded and you already own it.',
        { details: { BucketName: name } },
      )
    }
    if (!existing) {
      call.state.buckets.set(name, {
        name,
        account: call.account.id,
        region,
        createdAt: call.now,
        policy: undefined,
        objects: new Map(),
      })
    }
    return plainResponse(call, 200, [['Location', `/${name}`]])
  },
}

function locationConstraint(call: Call): string | undefined {
  if (call.request.body.length === 0) return undefined
  const configuration = readXml(call.request.body)
  if (configuration.name !== 'CreateBucketConfiguration') throw malformedXml()
  const constraint = child(configuration, 'LocationConstraint')?.text.trim()
  return constraint === '' ? undefined : constraint
}

/** us-east-1 makes buckets anywhere; every other region only its own, and wants to be told so. */
function regionOf(call: Call): string {
  const constraint = locationConstraint(call)
  const wanted = constraint === 'EU' ? 'eu-west-1' : constraint
  if (call.region === 'us-east-1') {
    if (wanted === 'us-east-1') {
      throw new AwsError('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
        details: { LocationConstraint: wanted },
      })
    }
    return wanted ?? 'us-east-1'
  }
  if (wanted === call.region) return wanted
  throw new AwsError(
    'IllegalLocationConstraintException',
    400,
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
}

function refuseAcl(call: Call): void {
  if ((call.headers.get('x-amz-acl') ?? 'private') === 'private') return
  throw new AwsError(
    'InvalidBucketAclWithObjectOwnership',
    400,
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  )
}
