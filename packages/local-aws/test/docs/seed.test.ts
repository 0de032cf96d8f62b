import { GetObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { createLocalAws } from '@hallpass/local-aws'
import { expect, it } from 'vitest'

const allow = (Action: string, more: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, ...more }],
})

it('a class is there from the start', async () => {
  const aws = createLocalAws({
    seed: {
      users: { anna: { policies: { lab: allow('sts:AssumeRole', { Resource: '*' }) } } },
      roles: {
        Lab: {
          trust: allow('sts:AssumeRole', { Principal: { AWS: 'arn:aws:iam::111122223333:user/anna' } }),
          policies: { read: allow('s3:GetObject', { Resource: 'arn:aws:s3:::lab/*' }) },
        },
      },
      buckets: { lab: { objects: { 'notes/one.txt': 'hello' } } },
    },
  })
  const server = await aws.listen()
  const place = { endpoint: server.url, region: aws.region }
  const anna = aws.keys.get('anna')!
  const sts = new STSClient({ ...place, credentials: anna })
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/Lab', RoleSessionName: 'anna' }),
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
  await expect(s3.send(new ListBucketsCommand())).rejects.toThrow('is not authorized to perform')
  const notes = await s3.send(new GetObjectCommand({ Bucket: 'lab', Key: 'notes/one.txt' }))
  expect(await notes.Body?.transformToString()).toBe('hello')
  await server.close()
})
