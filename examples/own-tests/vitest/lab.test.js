import { CreateBucketCommand, DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { createLocalAws } from '@hallpass/local-aws'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'

const allow = (Action, rest) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, ...rest }],
})
const aws = createLocalAws({
  seed: {
    roles: {
      Lab: {
        trust: allow('sts:AssumeRole', { Principal: { AWS: '111122223333' } }),
        policies: { lab: allow('s3:CreateBucket', { Resource: 'arn:aws:s3:::lab-*' }) },
      },
    },
  },
})
const prepared = aws.save()
let server

beforeAll(async () => {
  server = await aws.listen()
})
beforeEach(() => aws.load(prepared))
afterAll(() => server.close())

it.each([1, 2])('a participant may make buckets and not delete them, attempt %i', async () => {
  const place = { endpoint: server.url, region: aws.region }
  const { Credentials } = await new STSClient({ ...place, credentials: aws.admin }).send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::111122223333:role/Lab',
      RoleSessionName: 'ada@example.com',
    }),
  )
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials
  const s3 = new S3Client({
    ...place,
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    },
  })
  await s3.send(new CreateBucketCommand({ Bucket: 'lab-one' }))
  await expect(s3.send(new DeleteBucketCommand({ Bucket: 'lab-one' }))).rejects.toThrow(
    'is not authorized to perform: s3:DeleteBucket',
  )
})
