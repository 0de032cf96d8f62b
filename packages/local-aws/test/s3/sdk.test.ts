import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  PutBucketPolicyCommand,
  PutBucketLoggingCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountId } from './s3-fixture.ts'

const aws = createLocalAws({ accountId })
let server: Listening
let admin: S3Client
let iam: IAMClient
const closed: Array<{ destroy: () => void }> = []

beforeAll(async () => {
  server = await aws.listen()
  admin = client(aws.admin)
  iam = new IAMClient({ endpoint: server.url, region: 'us-east-1', credentials: aws.admin })
  closed.push(iam)
  await admin.send(new CreateBucketCommand({ Bucket: 'lab' }))
  await admin.send(new PutObjectCommand({ Bucket: 'lab', Key: 'shared/notes.txt', Body: 'hello' }))
})

afterAll(async () => {
  for (const one of closed) one.destroy()
  await server.close()
})

function client(credentials: { accessKeyId: string; secretAccessKey: string }): S3Client {
  const made = new S3Client({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  })
  closed.push(made)
  return made
}

/** A client of a new user with one inline policy. */
async function clientOf(UserName: string, ...statements: readonly object[]): Promise<S3Client> {
  await iam.send(new CreateUserCommand({ UserName }))
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements })
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }))
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  return client({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  })
}

const allow = (Action: string, path: string) => ({
  Effect: 'Allow',
  Action,
  Resource: `arn:aws:s3:::${path}`,
})

/** Puts a bucket policy on `lab` that is about the user `guest`. */
const putPolicy = (Effect: string) =>
  admin.send(
    new PutBucketPolicyCommand({
      Bucket: 'lab',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            ...allow('s3:GetObject', 'lab/*'),
            Effect,
            Principal: { AWS: `arn:aws:iam::${accountId}:user/guest` },
          },
        ],
      }),
    }),
  )

describe('S3 and its permissions, seen by the AWS SDK', () => {
  it('refuses a user without policies, in the words of S3', async () => {
    const s3 = await clientOf('nobody')
    const who = `User: arn:aws:iam::${accountId}:user/nobody is not authorized to perform:`
    await expect(s3.send(new ListBucketsCommand())).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
      message: `${who} s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
    })
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'lab' }))).rejects.toMatchObject({
      message: `${who} s3:ListBucket on resource: "arn:aws:s3:::lab" because no identity-based policy allows the s3:ListBucket action`,
    })
  })

  it('does not tell what is missing to whoever may not list', async () => {
    const s3 = await clientOf('reader', allow('s3:GetObject', 'lab/*'))
    const missing = new GetObjectCommand({ Bucket: 'lab', Key: 'missing' })
    await expect(s3.send(missing)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:ListBucket on resource: "arn:aws:s3:::lab"'),
    })
    await expect(admin.send(missing)).rejects.toBeInstanceOf(NoSuchKey)
    await expect(admin.send(new HeadObjectCommand({ Bucket: 'lab', Key: 'missing' }))).rejects.toBeInstanceOf(
      NotFound,
    )
    const read = await s3.send(new GetObjectCommand({ Bucket: 'lab', Key: 'shared/notes.txt' }))
    expect(await read.Body?.transformToString()).toBe('hello')
  })

  it('lists only the prefix a condition allows', async () => {
    const s3 = await clientOf('home', {
      ...allow('s3:ListBucket', 'lab'),
      Condition: { StringLike: { 's3:prefix': '${aws:username}/*' } },
    })
    const list = (Prefix?: string) => s3.send(new ListObjectsV2Command({ Bucket: 'lab', Prefix }))
    await expect(list()).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(list('shared/')).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(list('home/')).resolves.toMatchObject({ KeyCount: 0 })
  })

  it('deletes what it may and names what it may not', async () => {
    const s3 = await clientOf('cleaner', allow('s3:DeleteObject', 'lab/tmp/*'))
    for (const Key of ['tmp/a', 'kept']) {
      await admin.send(new PutObjectCommand({ Bucket: 'lab', Key, Body: 'x' }))
    }
    const Objects = [{ Key: 'tmp/a' }, { Key: 'kept' }]
    const answer = await s3.send(new DeleteObjectsCommand({ Bucket: 'lab', Delete: { Objects } }))
    expect(answer.Deleted).toEqual([{ Key: 'tmp/a' }])
    expect(answer.Errors).toMatchObject([{ Key: 'kept', Code: 'AccessDenied' }])
    expect(answer.Errors?.[0]?.Message).toContain('s3:DeleteObject on resource: "arn:aws:s3:::lab/kept"')
  })

  it('copies only from where it may read', async () => {
    const s3 = await clientOf('copier', allow('s3:PutObject', 'lab/copies/*'))
    const copy = new CopyObjectCommand({ Bucket: 'lab', Key: 'copies/a', CopySource: 'lab/shared/notes.txt' })
    await expect(s3.send(copy)).rejects.toMatchObject({
      message: expect.stringContaining('s3:GetObject on resource: "arn:aws:s3:::lab/shared/notes.txt"'),
    })
    await expect(admin.send(copy)).resolves.toMatchObject({ CopyObjectResult: { ETag: expect.any(String) } })
  })

  it('follows a bucket policy: it alone can allow, and it denies before all others', async () => {
    const s3 = await clientOf('guest')
    const get = () => s3.send(new GetObjectCommand({ Bucket: 'lab', Key: 'shared/notes.txt' }))
    await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' })
    await putPolicy('Allow')
    await expect(get()).resolves.toMatchObject({ ContentLength: 5 })
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess'
    await iam.send(new AttachUserPolicyCommand({ UserName: 'guest', PolicyArn }))
    await putPolicy('Deny')
    await expect(get()).rejects.toMatchObject({
      message: expect.stringContaining('with an explicit deny in a resource-based policy'),
    })
  })

  it('answers with the SDK’s own error classes, and names what it does not have', async () => {
    await expect(admin.send(new ListObjectsV2Command({ Bucket: 'none' }))).rejects.toBeInstanceOf(
      NoSuchBucket,
    )
    const logging = { Bucket: 'lab', BucketLoggingStatus: {} }
    await expect(admin.send(new PutBucketLoggingCommand(logging))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('s3:PutBucketLogging'),
    })
  })

  it('pages through a bucket', async () => {
    await admin.send(new CreateBucketCommand({ Bucket: 'pages' }))
    for (const Key of ['a', 'b&c', 'd e']) {
      await admin.send(new PutObjectCommand({ Bucket: 'pages', Key, Body: 'x' }))
    }
    const keys: Array<string | undefined> = []
    for await (const page of paginateListObjectsV2({ client: admin, pageSize: 2 }, { Bucket: 'pages' })) {
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key))
    }
    expect(keys).toEqual(['a', 'b&c', 'd e'])
  })
})
