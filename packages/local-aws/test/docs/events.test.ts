import { DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { createLocalAws } from '@hallpass/local-aws'
import { expect, it } from 'vitest'

it('nobody but the clean-up deletes a bucket', async () => {
  const aws = createLocalAws({ seed: { buckets: { lab: {} } } })
  const server = await aws.listen()
  const s3 = new S3Client({
    endpoint: server.url,
    region: aws.region,
    forcePathStyle: true,
    credentials: aws.admin,
  })
  await s3.send(new DeleteBucketCommand({ Bucket: 'lab' }))
  expect(aws.events({ eventName: 'DeleteBucket' })).toMatchObject([
    { userIdentity: { userName: 'admin' }, requestParameters: { bucketName: 'lab' } },
  ])
  expect(aws.events({ errorCode: 'AccessDenied' })).toEqual([])
  await server.close()
})
