import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { createLocalAws } from '@hallpass/local-aws'
import { afterAll, beforeEach, expect, it } from 'vitest'

const aws = createLocalAws()
const server = await aws.listen()
const s3 = new S3Client({ endpoint: server.url, region: aws.region, credentials: aws.admin })
await s3.send(new CreateBucketCommand({ Bucket: 'lab' }))
const prepared = aws.save()

beforeEach(() => aws.load(prepared))
afterAll(() => server.close())

it.each([1, 2])('makes a bucket that nobody has made before, attempt %i', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'mine' }))
  const { Buckets } = await s3.send(new ListBucketsCommand())
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['lab', 'mine'])
})
