import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  paginateListBuckets,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  waitUntilBucketExists,
  waitUntilBucketNotExists,
  waitUntilObjectExists,
  waitUntilObjectNotExists,
} from '@aws-sdk/client-s3'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, requireTool } from '../tools.ts'

/*
 * What AWS's own guides have beginners do, in their order: "Getting started with Amazon S3 using the AWS CLI", the CLI's
 * guide to `aws s3`, and the basics of the SDK for JavaScript's S3 examples.
 * The guides' `amzn-s3-demo-bucket` is to be replaced: names that begin so are refused, here as there.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/GettingStartedS3CLI.html
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-services-s3-commands.html
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/javascript_s3_code_examples.html
 */

const execute = promisify(execFile)
const hasAws = requireTool('beginners on the local AWS', 'aws')
const aws = createLocalAws()
const folder = mkdtempSync(join(tmpdir(), 'local-aws-beginners-'))
let server: Listening

beforeAll(async () => {
  server = await aws.listen()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.close()
})

/** Types a block of a guide; what it prints. */
async function type(script: string): Promise<string> {
  const env = cleanEnvironment({
    HOME: folder,
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
  })
  const { stdout } = await execute('/bin/sh', ['-ec', script], { env, cwd: folder })
  return stdout
}

describe.runIf(hasAws)('the guide to the AWS CLI', { timeout: 300_000 }, () => {
  it('takes a beginner from a bucket to nothing', async () => {
    writeFileSync(join(folder, 'my_images.tar.bz2'), randomBytes(100_000))
    const printed = await type(`
      aws sts get-caller-identity
      aws s3api create-bucket --bucket ada-first-bucket --region us-west-2 \\
        --create-bucket-configuration LocationConstraint=us-west-2
      aws s3api put-object --bucket ada-first-bucket --key dir-1/my_images.tar.bz2 --body my_images.tar.bz2
      aws s3api get-object --bucket ada-first-bucket --key dir-1/my_images.tar.bz2 back.tar.bz2
      aws s3api create-bucket --bucket ada-first-bucket2 --create-bucket-configuration LocationConstraint=us-west-2
      aws s3api copy-object --copy-source ada-first-bucket/dir-1/my_images.tar.bz2 --key my_images.tar.bz2 \\
        --bucket ada-first-bucket2
      aws s3api list-objects-v2 --bucket ada-first-bucket2
      aws s3api delete-object --bucket ada-first-bucket --key dir-1/my_images.tar.bz2
      aws s3 rm s3://ada-first-bucket2 --recursive
      aws s3api delete-bucket --bucket ada-first-bucket --region us-west-2
      aws s3api delete-bucket --bucket ada-first-bucket2
    `)
    expect(printed).toContain('arn:aws:iam::111122223333:user/admin')
    expect(printed).toMatch(/"Location": "http:\/\/\S*ada-first-bucket\S*"/)
    expect(printed).toContain('"Size": 100000')
    expect(printed).toContain('delete: s3://ada-first-bucket2/my_images.tar.bz2')
    expect(sum('back.tar.bz2')).toBe(sum('my_images.tar.bz2'))
  })

  it('makes, fills, moves, shares, syncs and removes with aws s3', async () => {
    for (const name of ['one.txt', 'two.txt', 'three.jpg']) put(`site/${name}`, `this is ${name}`)
    put('site/index.html', '<h1>hello</h1>')
    put('site/error.html', '<h1>not here</h1>')
    const printed = await type(`
      aws s3 mb s3://ada-first-bucket
      aws s3 ls
      echo "hello world" | aws s3 cp - s3://ada-first-bucket/filename.txt
      aws s3 cp s3://ada-first-bucket/filename.txt -
      aws s3 cp site s3://ada-first-bucket/site --recursive --exclude "*" --include "*.txt"
      aws s3 ls s3://ada-first-bucket --recursive --human-readable --summarize
      aws s3 mv s3://ada-first-bucket/site s3://ada-first-bucket/moved --recursive
      aws s3 sync site s3://ada-first-bucket/site --storage-class STANDARD_IA
      rm site/one.txt
      aws s3 sync site s3://ada-first-bucket/site --delete
      aws s3 sync s3://ada-first-bucket/site copy --exclude "*.jpg"
      aws s3 website s3://ada-first-bucket --index-document index.html --error-document error.html
      aws s3api get-bucket-website --bucket ada-first-bucket
      aws s3 presign s3://ada-first-bucket/filename.txt --expires-in 600
      aws s3 rm s3://ada-first-bucket/filename.txt
      aws s3 rb s3://ada-first-bucket --force
      aws s3 ls
    `)
    for (const line of [
      'make_bucket: ada-first-bucket',
      'hello world',
      'Total Objects: 3',
      'move: s3://ada-first-bucket/site/two.txt to s3://ada-first-bucket/moved/two.txt',
      'delete: s3://ada-first-bucket/site/one.txt',
      '"Suffix": "index.html"',
      'remove_bucket: ada-first-bucket',
    ]) {
      expect(printed).toContain(line)
    }
    expect(printed).toMatch(/^https?:\S+\/filename\.txt\?\S*Signature=\S+$/m)
    expect(readdirSync(join(folder, 'copy')).toSorted()).toEqual(['error.html', 'index.html', 'two.txt'])
  })
})

describe('the examples of the SDK for JavaScript', () => {
  it('make a bucket and wait for it, fill, copy, list and empty it, and wait until it is gone', async () => {
    const client = new S3Client({ endpoint: server.url, region: 'us-west-2', credentials: aws.admin })
    const Bucket = 'ada-bucket-of-the-sdk'
    const waiting = { client, maxWaitTime: 10, minDelay: 0.01 }
    await client.send(new CreateBucketCommand({ Bucket }))
    await waitUntilBucketExists(waiting, { Bucket })
    for (const Key of ['a.txt', 'b.txt']) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: `this is ${Key}` }))
      await waitUntilObjectExists(waiting, { Bucket, Key })
    }
    await client.send(new CopyObjectCommand({ Bucket, Key: 'folder/a.txt', CopySource: `${Bucket}/a.txt` }))
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'folder/a.txt' }))
    expect(await Body?.transformToString()).toBe('this is a.txt')
    const keys: (string | undefined)[] = []
    for await (const { Contents = [] } of paginateListObjectsV2({ client, pageSize: 1 }, { Bucket })) {
      keys.push(...Contents.map(({ Key }) => Key))
    }
    expect(keys).toEqual(['a.txt', 'b.txt', 'folder/a.txt'])
    const buckets: (string | undefined)[] = []
    for await (const { Buckets = [] } of paginateListBuckets({ client }, {})) {
      buckets.push(...Buckets.map(({ Name }) => Name))
    }
    expect(buckets).toContain(Bucket)
    const Objects = keys.map((Key) => ({ Key }))
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    await waitUntilObjectNotExists(waiting, { Bucket, Key: 'a.txt' })
    await client.send(new DeleteBucketCommand({ Bucket }))
    await waitUntilBucketNotExists(waiting, { Bucket })
  })
})

function put(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

function sum(name: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex')
}
