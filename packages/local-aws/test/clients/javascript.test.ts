import { CreateUserCommand, IAMClient, NoSuchEntityException, GetUserCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetDelegatedAccessTokenCommand,
  MalformedPolicyDocumentException,
  STSClient,
} from '@aws-sdk/client-sts'
import { Agent } from 'node:http'
import type { LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createLocalAws, type Listening, type LogEntry } from '@hallpass/local-aws'

import { accountId } from '../local-aws-fixture.ts'

const log: LogEntry[] = []
const aws = createLocalAws({ accountId, log: (entry) => log.push(entry) })
let server: Listening
let sts: STSClient
let s3: S3Client

beforeAll(async () => {
  server = await aws.listen()
  sts = new STSClient(settings())
  s3 = new S3Client({ ...settings(), forcePathStyle: true })
})

afterAll(() => server.close())

const settings = (
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = aws.admin,
) => ({
  endpoint: server.url,
  region: 'eu-west-1',
  credentials,
})

/** Not every system resolves `bucket.localhost`. */
const loopback: LookupFunction = (_, options, callback) =>
  options.all === true
    ? callback(null, [{ address: '127.0.0.1', family: 4 }])
    : callback(null, '127.0.0.1', 4)

describe('the AWS SDK for JavaScript', () => {
  it('is refused with a tampered secret', async () => {
    const client = new STSClient(settings({ ...aws.admin, secretAccessKey: `${aws.admin.secretAccessKey}x` }))
    await expect(client.send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    })
  })

  it('asks once, not again, for an action that is not there', async () => {
    const before = log.length
    await expect(sts.send(new GetDelegatedAccessTokenCommand({ TradeInToken: 'a' }))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'The local AWS does not have the action sts:GetDelegatedAccessToken.',
    })
    expect(log.length - before).toBe(1)
  })

  it('gets the SDK’s own error classes', async () => {
    const iam = new IAMClient(settings())
    await expect(iam.send(new GetUserCommand({ UserName: 'nobody' }))).rejects.toBeInstanceOf(
      NoSuchEntityException,
    )
    await expect(
      sts.send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${accountId}:role/absent`,
          RoleSessionName: 'me',
          Policy: '{',
        }),
      ),
    ).rejects.toBeInstanceOf(MalformedPolicyDocumentException)
  })

  it('knows who it is, and makes a user', async () => {
    expect(await sts.send(new GetCallerIdentityCommand())).toMatchObject({
      Account: accountId,
      Arn: `arn:aws:iam::${accountId}:user/admin`,
    })
    const { User } = await new IAMClient(settings()).send(new CreateUserCommand({ UserName: 'made' }))
    expect(User?.CreateDate).toBeInstanceOf(Date)
  })

  it('puts objects as text and as a stream, and reads them back, in path and virtual-host style', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'js-bucket' }))
    await s3.send(new PutObjectCommand({ Bucket: 'js-bucket', Key: 'a b/ü (1)+.txt', Body: 'hello' }))
    await s3.send(
      new PutObjectCommand({
        Bucket: 'js-bucket',
        Key: 'streamed',
        Body: Readable.from([Buffer.from('hel'), Buffer.from('lo')]),
        ContentLength: 5,
      }),
    )
    const hosted = new S3Client({
      ...settings(),
      endpoint: `http://localhost:${server.port}`,
      requestHandler: { httpAgent: new Agent({ lookup: loopback }) },
    })
    for (const [client, Key] of [
      [s3, 'a b/ü (1)+.txt'],
      [s3, 'streamed'],
      [hosted, 'streamed'],
    ] as const) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'js-bucket', Key }))
      expect(await Body?.transformToString()).toBe('hello')
    }
    const { Buckets } = await s3.send(new ListBucketsCommand())
    expect(Buckets?.map((bucket) => bucket.Name)).toEqual(['js-bucket'])
  })
})
