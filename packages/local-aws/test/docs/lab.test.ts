import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { createLocalAws } from '@hallpass/local-aws'
import { expect, it } from 'vitest'

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

it('a participant may make buckets, and not delete them', async () => {
  const aws = createLocalAws()
  const server = await aws.listen()
  const place = { endpoint: server.url, region: aws.region }
  const iam = new IAMClient({ ...place, credentials: aws.admin })
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: aws.accountId } }
  await iam.send(new CreateRoleCommand({ RoleName: 'Lab', AssumeRolePolicyDocument: policy(trust) }))
  const lab = { Effect: 'Allow', Action: 's3:CreateBucket', Resource: 'arn:aws:s3:::lab-*' }
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'Lab', PolicyName: 'lab', PolicyDocument: policy(lab) }),
  )

  const sts = new STSClient({ ...place, credentials: aws.admin })
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${aws.accountId}:role/Lab`,
      RoleSessionName: 'identified@domain.ext',
    }),
  )
  const s3 = new S3Client({
    ...place,
    forcePathStyle: true,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  })
  await s3.send(new CreateBucketCommand({ Bucket: 'lab-one' }))
  await expect(s3.send(new DeleteBucketCommand({ Bucket: 'lab-one' }))).rejects.toThrow(
    'is not authorized to perform: s3:DeleteBucket',
  )
  await server.close()
})
