import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'

import { createLocalAws, DataError, type KeyPair, type LocalAws, type RawResponse } from '@hallpass/local-aws'

import { type ContentWriter, createContentStore } from '../../src/content/index.ts'
import { readSnapshotFile } from '../../src/snapshot/index.ts'
import {
  accountId,
  createFixture,
  createSetup,
  createUser,
  credentials,
  element,
  type Fixture,
  iam,
  refusal,
} from '../local-aws-fixture.ts'
import { askLocal } from '../local/local-fixture.ts'
import { samlMetadata } from '../saml/identity-provider.ts'
import { putInPieces } from './put-in-pieces.ts'

const folder = mkdtempSync(join(tmpdir(), 'snapshots-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('what happened before is forgotten, and whoever follows is told what happens then', async () => {
  const fixture = createFixture()
  const snapshot = fixture.aws.save()
  const nobody = await createUser(fixture, 'nobody')
  const answer = await askLocal(fixture, fixture.aws.admin, 'GET', '/_local/events?errorCode=*&follow=')
  const told = answer.stream?.[Symbol.asyncIterator]()
  await told?.next()
  for (const putBack of [() => fixture.aws.load(snapshot), fixture.aws.reset]) {
    await fixture.query(nobody, 'iam', { Action: 'ListUsers' })
    expect(fixture.aws.events({ errorCode: '*' })).toHaveLength(1)
    expect(String((await told?.next())?.value)).toContain('"eventName":"ListUsers"')
    putBack()
    expect(fixture.aws.events()).toEqual([])
  }
  await fixture.query(fixture.aws.admin, 'iam', { Action: 'GetUser', UserName: 'nobody' })
  expect(fixture.aws.events()).toMatchObject([{ eventName: 'GetUser' }])
  expect(String((await told?.next())?.value)).toContain('"eventName":"GetUser"')
  await told?.return?.()
})

const whoAmI = { Action: 'GetCallerIdentity' }
const MiB = 1024 * 1024

/** Runs `work` with a client of S3 for it. */
async function withS3<Result>(
  aws: LocalAws,
  work: (s3: S3Client) => Promise<Result>,
  keys: KeyPair = aws.admin,
): Promise<Result> {
  const server = await aws.listen()
  const s3 = new S3Client({
    endpoint: server.url,
    region: aws.region,
    credentials: keys,
    forcePathStyle: true,
    maxAttempts: 1,
  })
  try {
    return await work(s3)
  } finally {
    s3.destroy()
    await server.close()
  }
}

const keysIn = async (s3: S3Client, Bucket: string) =>
  (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key) ?? []

describe('a snapshot', () => {
  it('is put back as often as one likes, whatever happened meanwhile', async () => {
    const aws = createLocalAws({ seed: { buckets: { lab: { objects: { one: 'first' } } } } })
    await withS3(aws, async (s3) => {
      const snapshot = aws.save()
      for (const round of [1, 2, 3]) {
        await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'one', Body: `round ${round}` }))
        await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'two', Body: 'more' }))
        await s3.send(new CreateBucketCommand({ Bucket: 'other' }))
        aws.load(snapshot)
        expect(await keysIn(s3, 'lab')).toEqual(['one'])
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'lab', Key: 'one' }))
        expect(await Body?.transformToString()).toBe('first')
      }
      await s3.send(new DeleteObjectCommand({ Bucket: 'lab', Key: 'one' }))
      await s3.send(new DeleteBucketCommand({ Bucket: 'lab' }))
      aws.load(snapshot)
      expect(await keysIn(s3, 'lab')).toEqual(['one'])
    })
  })

  it('of another local AWS is refused', () => {
    expect(() => createLocalAws().load(createLocalAws().save())).toThrow(
      'that is no snapshot of this local AWS: one of another is handed over by saveFile() and loadFile()',
    )
  })

  it('has when it was taken', () => {
    const now = new Date('2026-11-22T12:00:00Z')
    expect(createLocalAws({ now: () => now }).save().takenAt).toEqual(now)
  })

  it('takes back keys, and policies that were put', async () => {
    const fixture = createFixture()
    const anna = await createUser(fixture, 'anna')
    const snapshot = fixture.aws.save()
    const ben = await createUser(fixture, 'ben')
    await iam(fixture, 'PutUserPolicy', {
      UserName: 'anna',
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' },
      }),
    })
    const getUser = { Action: 'GetUser', UserName: 'anna' }
    expect((await fixture.query(anna, 'iam', getUser)).status).toBe(200)
    fixture.aws.load(snapshot)
    expect((await fixture.query(anna, 'iam', getUser)).status).toBe(403)
    expect(refusal(await fixture.query(ben, 'sts', whoAmI))[1]).toBe('InvalidClientTokenId')
    expect((await fixture.query(anna, 'sts', whoAmI)).status).toBe(200)
  })

  it('leaves a session whose role is the same one, and ends one whose role is not', async () => {
    const fixture = createFixture()
    const before = fixture.aws.save()
    const { issuer, roleArn } = await createSetup(fixture)
    const after = fixture.aws.save()
    const assume = { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'anna' }
    const session = credentials(await fixture.query(issuer, 'sts', assume))
    const status = async () => (await fixture.query(session, 'sts', whoAmI)).status
    fixture.aws.load(after)
    expect(await status()).toBe(200)
    fixture.aws.load(before)
    expect(await status()).toBe(403)
    await createSetup(fixture)
    expect(await status()).toBe(403)
    fixture.aws.load(after)
    expect(await status()).toBe(200)
  })

  it('keeps the bytes of large objects that were deleted since, and gives them back when nobody holds it', async () => {
    const aws = createLocalAws({ maxStoredBytes: 8 * MiB })
    await withS3(aws, async (s3) => {
      await s3.send(new CreateBucketCommand({ Bucket: 'lab' }))
      const Body = Buffer.alloc(5 * MiB, 'large')
      await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'large', Body }))
      const snapshot = aws.save()
      await s3.send(new DeleteObjectCommand({ Bucket: 'lab', Key: 'large' }))
      // Whatever is put sweeps, when there is no room: what the snapshot has is not taken for it.
      const put = s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'more', Body }))
      await expect(put).rejects.toMatchObject({ name: 'InsufficientStorage' })
      await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'more', Body: Body.subarray(MiB * 3) }))
      aws.load(snapshot)
      const answer = await s3.send(new GetObjectCommand({ Bucket: 'lab', Key: 'large' }))
      expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true)
      expect(await keysIn(s3, 'lab')).toEqual(['large'])
    })
  })

  it('has the uploads that were under way, and not the parts that came since', async () => {
    const aws = createLocalAws()
    await withS3(aws, async (s3) => {
      const to = { Bucket: 'lab', Key: 'large' }
      await s3.send(new CreateBucketCommand({ Bucket: 'lab' }))
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(to))
      await s3.send(new UploadPartCommand({ ...to, UploadId, PartNumber: 1, Body: 'one' }))
      const snapshot = aws.save()
      await s3.send(new UploadPartCommand({ ...to, UploadId, PartNumber: 2, Body: 'two' }))
      aws.load(snapshot)
      const { Parts } = await s3.send(new ListPartsCommand({ ...to, UploadId }))
      expect(Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1])
    })
  })

  it('is not changed by a request that began before it was loaded', async () => {
    const fixture = createFixture({ seed: { buckets: { lab: {} } } })
    const { aws } = fixture
    const snapshot = aws.save()
    const { response, piece, end } = await putInPieces(fixture, '/lab/late', 13)
    await piece('half')
    aws.load(snapshot)
    await piece('the other')
    end()
    expect(refusal(await response).slice(0, 2)).toEqual([409, 'OperationAborted'])
    expect(fixture.log.at(-1)).toMatchObject({
      action: 's3:PutObject',
      reason: 'a snapshot was loaded while the request was under way',
    })
    expect(element(await fixture.rest(aws.admin, 'GET', '/lab?list-type=2'), 'KeyCount')).toBe('0')
  })
})

describe('what goes on after waiting', () => {
  /** The answer to what is asked, while the snapshot is loaded again and again. */
  const askedMeanwhile = async (aws: LocalAws, answer: Promise<RawResponse>): Promise<RawResponse> => {
    const snapshot = aws.save()
    for (;;) {
      const turn = new Promise<undefined>((resolve) => setImmediate(resolve, undefined))
      const answered = await Promise.race([answer, turn])
      if (answered !== undefined) return answered
      aws.load(snapshot)
    }
  }
  const aborted = [409, 'OperationAborted']
  /** One large enough to be in a file: to copy it takes more than a turn. */
  const withLargeObject = async (): Promise<Fixture> => {
    const fixture = createFixture({ seed: { buckets: { lab: {} } } })
    const { response, piece, end } = await putInPieces(fixture, '/lab/large', 3 * MiB)
    await piece('x'.repeat(3 * MiB))
    end()
    expect((await response).status).toBe(200)
    return fixture
  }

  it('in a copy of a large object changes nothing of what was loaded', async () => {
    const { aws, rest } = await withLargeObject()
    const copying = rest(aws.admin, 'PUT', '/lab/copy', '', {
      'x-amz-copy-source': '/lab/large',
      'x-amz-checksum-algorithm': 'SHA256',
    })
    expect(refusal(await askedMeanwhile(aws, copying)).slice(0, 2)).toEqual(aborted)
    expect(element(await rest(aws.admin, 'GET', '/lab?list-type=2'), 'KeyCount')).toBe('1')
  })

  it('in a copy of a part changes nothing of an upload that was loaded', async () => {
    const { aws, rest } = await withLargeObject()
    const id = element(await rest(aws.admin, 'POST', '/lab/whole?uploads'), 'UploadId') ?? ''
    const copying = rest(aws.admin, 'PUT', `/lab/whole?partNumber=1&uploadId=${id}`, '', {
      'x-amz-copy-source': '/lab/large',
    })
    expect(refusal(await askedMeanwhile(aws, copying)).slice(0, 2)).toEqual(aborted)
    expect(element(await rest(aws.admin, 'GET', `/lab/whole?uploadId=${id}`), 'Part')).toBeUndefined()
  })

  it('in the first SAML provider is refused, and not answered as if it was made', async () => {
    const fixture = createFixture()
    const create = { Name: 'idp', SAMLMetadataDocument: samlMetadata() }
    const making = fixture.query(fixture.aws.admin, 'iam', { Action: 'CreateSAMLProvider', ...create })
    expect(refusal(await askedMeanwhile(fixture.aws, making)).slice(0, 2)).toEqual(aborted)
  })
})

describe('reset()', () => {
  it('puts back the beginning: the seed, and the same keys', async () => {
    const fixture = createFixture({
      seed: { users: { anna: {} }, buckets: { lab: { objects: { one: 'first' } } } },
    })
    const { aws } = fixture
    const [admin, anna] = [aws.admin, aws.keys.get('anna')!]
    for (const path of ['/lab/one', '/lab']) await fixture.rest(admin, 'DELETE', path)
    await iam(fixture, 'DeleteAccessKey', { UserName: 'anna', AccessKeyId: anna.accessKeyId })
    await iam(fixture, 'CreateRole', {
      RoleName: 'Lab',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: accountId } },
      }),
    })
    aws.reset()
    expect([aws.admin, aws.keys.get('anna')]).toEqual([admin, anna])
    expect((await fixture.rest(admin, 'GET', '/lab/one')).body).toEqual(Uint8Array.from(Buffer.from('first')))
    expect((await fixture.query(anna, 'sts', whoAmI)).status).toBe(200)
    expect(refusal(await fixture.query(admin, 'iam', { Action: 'GetRole', RoleName: 'Lab' }))[1]).toBe(
      'NoSuchEntity',
    )
  })
})

describe('a snapshot in a file', () => {
  const path = (name: string) => join(folder, name)
  const kept = async (fixture: Fixture, name: string): Promise<string> => {
    await fixture.aws.saveFile(path(name))
    return readFileSync(path(name), 'utf8')
  }

  it('begins another local AWS, keys and large objects among it', async () => {
    const first = createFixture({ seed: { users: { anna: {} } } })
    first.clock.now = new Date()
    const Body = Buffer.alloc(300_000, 'large')
    await withS3(first.aws, async (s3) => {
      await s3.send(new CreateBucketCommand({ Bucket: 'lab' }))
      await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'large', Body }))
      await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'empty', Body: '' }))
    })
    await first.aws.saveFile(path('whole'))
    const second = createFixture()
    await second.aws.loadFile(path('whole'))
    const { accessKeyId, secretAccessKey } = first.aws.admin
    expect(second.aws.admin).toEqual({ accessKeyId, secretAccessKey })
    expect(second.aws.keys).toEqual(first.aws.keys)
    expect(await kept(second, 'again')).toBe(readFileSync(path('whole'), 'utf8'))
    expect((await second.query(first.aws.keys.get('anna')!, 'sts', whoAmI)).status).toBe(200)
    second.clock.now = new Date()
    await withS3(second.aws, async (s3) => {
      const { Body: stream } = await s3.send(new GetObjectCommand({ Bucket: 'lab', Key: 'large' }))
      expect(Buffer.from((await stream?.transformToByteArray()) ?? []).equals(Body)).toBe(true)
      expect(await keysIn(s3, 'lab')).toEqual(['empty', 'large'])
    })
    second.aws.reset()
    expect(second.aws.admin).not.toEqual(first.aws.admin)
  })

  it('is for its owner alone', async () => {
    const fixture = createFixture()
    await kept(fixture, 'owned')
    expect(statSync(path('owned')).mode & 0o777).toBe(0o600)
  })

  it('is whole and for its owner alone, however many are saved to one path at once', async () => {
    const { aws } = createFixture({ seed: { users: { anna: {} } } })
    const before = readdirSync(folder)
    writeFileSync(path(`shared.${process.pid}.unfinished`), '', { mode: 0o644 })
    await Promise.all([1, 2, 3].map(() => aws.saveFile(path('shared'))))
    await aws.loadFile(path('shared'))
    expect(statSync(path('shared')).mode & 0o777).toBe(0o600)
    rmSync(path(`shared.${process.pid}.unfinished`))
    expect(readdirSync(folder).toSorted()).toEqual([...before, 'shared'].toSorted())
  })

  it.each([
    ['NotOurs', 'holds something else', () => 'hello\n'],
    ['Damaged', 'is empty', () => ''],
    ['Damaged', 'lacks its end', (text: string) => text.slice(0, -20)],
    ['Damaged', 'lacks its last line', (text: string) => text.replace(/[^\n]*\n$/, '')],
    ['Damaged', 'lacks a line', (text: string) => text.replace(/\n[^\n]*\n/, '\n')],
    ['Damaged', 'has another character', (text: string) => text.replace('admin', 'Admin')],
  ])('is %s when it %s, and changes nothing', async (code, _, change) => {
    const fixture = createFixture()
    await fixture.aws.saveFile(path('good'))
    writeFileSync(path('bad'), change(readFileSync(path('good'), 'utf8')))
    await createUser(fixture, 'anna')
    const before = await kept(fixture, 'before')
    const error: unknown = await fixture.aws.loadFile(path('bad')).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DataError)
    expect(error).toMatchObject({ code })
    expect(await kept(fixture, 'after')).toBe(before)
  })

  it('is known for something else by its first bytes, however large it is', async () => {
    writeFileSync(path('zeros'), Buffer.alloc(3 * MiB))
    await expect(createFixture().aws.loadFile(path('zeros'))).rejects.toMatchObject({ code: 'NotOurs' })
  })

  it('is read object by object: one at a time is held in memory', async () => {
    const one = createFixture({ seed: { buckets: { lab: { objects: { a: 'a', b: 'b', c: 'c' } } } } })
    await one.aws.saveFile(path('three'))
    const store = createContentStore({ maxBytes: MiB, kept: () => [] })
    const open = new Set<ContentWriter>()
    const mostOpen: number[] = []
    const writer = (): ContentWriter => {
      const own: ContentWriter = store.writer()
      const watched = { ...own, finish: () => own.finish().finally(() => open.delete(watched)) }
      open.add(watched)
      mostOpen.push(open.size)
      return watched
    }
    await readSnapshotFile(path('three'), { writer }, () => {})
    expect(mostOpen).toEqual([1, 1, 1])
  })

  it('is refused where there is no room for its objects, and changes nothing', async () => {
    const aws = createLocalAws({ maxStoredBytes: 2 * MiB })
    await withS3(aws, async (s3) => {
      await s3.send(new CreateBucketCommand({ Bucket: 'lab' }))
      await s3.send(new PutObjectCommand({ Bucket: 'lab', Key: 'large', Body: Buffer.alloc(1.5 * MiB) }))
      await aws.saveFile(path('more-than-half'))
      await expect(aws.loadFile(path('more-than-half'))).rejects.toMatchObject({
        name: 'DataError',
        code: 'TooLarge',
        message: `there is no room for the objects of ${path('more-than-half')} beside those that are there`,
      })
      expect(await keysIn(s3, 'lab')).toEqual(['large'])
    })
  })

  it('of a later version is refused, and says so', async () => {
    const { aws } = createFixture()
    const json = '{"localAws":"snapshot","version":2}'
    writeFileSync(path('later'), `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`)
    await expect(aws.loadFile(path('later'))).rejects.toMatchObject({
      code: 'Newer',
      message: `${path('later')} was written by a later version of the local AWS (its form is 2, this one knows up to 1)`,
    })
  })

  it('of another account is refused, and says which', async () => {
    await createLocalAws({ accountId: '444455556666' }).saveFile(path('other'))
    await expect(createFixture().aws.loadFile(path('other'))).rejects.toMatchObject({
      code: 'NotOurs',
      message: `${path('other')} is of the account 444455556666, not ${accountId}`,
      hint: 'start the local AWS as the account 444455556666',
    })
  })

  it('of an organisation that another account manages is refused: whoever manages it sees all events', async () => {
    const accounts = ['444455556666', accountId]
    await createLocalAws({ accounts }).saveFile(path('member'))
    const { aws } = createFixture({ accounts: [accountId, '444455556666'] })
    await expect(aws.loadFile(path('member'))).rejects.toMatchObject({ code: 'NotOurs' })
  })

  /** What is in a file with each of its sums right, whatever is in it. */
  const withRecords = (name: string, records: readonly string[]): string => {
    const lines: string[] = []
    let sum = 0
    for (const record of records) {
      sum = crc32(record, sum)
      lines.push(`${sum.toString(16).padStart(8, '0')} ${record}\n`)
    }
    writeFileSync(path(name), lines.join(''))
    return path(name)
  }

  it.each([
    ['what is no JSON', '["=",["buckets"],'],
    ['a number that is none', '["=",["buckets"],{"$bigint":"x"}]'],
    ['more within one another than can be read', `["=",["buckets"],${'['.repeat(9000)}${']'.repeat(9000)}]`],
    ['no map of buckets', '["=",["buckets"],[]]'],
    ['an account that is none', `["=",["accounts","${accountId}"],5]`],
    ['an account whose users are none', `["=",["accounts","${accountId}","users"],{"$set":[]}]`],
    ['no management account', '["=",["organization"],{"id":"o-exampleorgid"}]'],
    ['keys that are none', '["=",["firstKeys"],{"admin":1,"keys":2}]'],
  ])('that holds %s is damaged, and changes nothing', async (_, change) => {
    const fixture = createFixture()
    const before = await kept(fixture, 'good')
    const records = before.split('\n').map((line) => line.slice(9))
    const odd = withRecords('odd', [...records.slice(0, -2), change, '["end"]'])
    await expect(fixture.aws.loadFile(odd)).rejects.toMatchObject({ name: 'DataError', code: 'Damaged' })
    expect(await kept(fixture, 'after')).toBe(before)
  })

  it('that is not there, or cannot be written, says what the system says', async () => {
    const { aws } = createFixture()
    await expect(aws.loadFile(path('absent'))).rejects.toMatchObject({
      code: 'Unusable',
      message: `${path('absent')} cannot be read: ENOENT`,
    })
    await expect(aws.saveFile(path('absent/file'))).rejects.toMatchObject({
      code: 'Unusable',
      message: `${path('absent/file')} cannot be written: ENOENT`,
    })
    writeFileSync(path('file'), '')
    await expect(aws.saveFile(path('file/below'))).rejects.toMatchObject({
      name: 'DataError',
      message: `${path('file/below')} cannot be written: ENOTDIR`,
    })
  })
})
