/**
 * What someone does first with AWS keys, with the AWS SDK for JavaScript. Keys, region and endpoint come from
 * the environment, or from the profile that AWS_PROFILE names.
 *
 *     node use-keys.mjs BUCKET
 */
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

const [Bucket] = process.argv.slice(2)
try {
  const { Arn } = await new STSClient().send(new GetCallerIdentityCommand())
  const s3 = new S3Client({ forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'hello world.txt', Body: 'Hello, Ada' }))
  const object = await s3.send(new GetObjectCommand({ Bucket, Key: 'hello world.txt' }))
  const { Buckets } = await s3.send(new ListBucketsCommand())
  const listed = Buckets?.some(({ Name }) => Name === Bucket)
  console.log(
    JSON.stringify({
      region: await s3.config.region(),
      identity: Arn,
      read: await object.Body?.transformToString(),
      listed,
    }),
  )
} catch (error) {
  console.log(JSON.stringify({ refused: error.name }))
}
