import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { accountId, createS3WithBucket, elements, header, otherAccountId } from './s3-fixture.ts'

const algorithm = 'x-amz-server-side-encryption'
const key = `${algorithm}-aws-kms-key-id`
const bucketKey = `${algorithm}-bucket-key-enabled`
const kms = { [algorithm]: 'aws:kms' }
const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`
const setting = (inner: string, more = '') => ({
  body: `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>${inner}</ApplyServerSideEncryptionByDefault>${more}</Rule></ServerSideEncryptionConfiguration>`,
})
const algorithmElement = (name: string) => `<SSEAlgorithm>${name}</SSEAlgorithm>`
const keyElement = (name: string) => `<KMSMasterKeyID>${name}</KMSMasterKeyID>`
const foreign = `arn:aws:kms:us-east-1:${accountId}:key/00000000-0000-4000-8000-000000000000`

describe('encryption with a key of KMS', () => {
  it.each([
    ['an algorithm that is none', { [algorithm]: 'ROT13' }, 'InvalidArgument'],
    ['two layers of it', { [algorithm]: 'aws:kms:dsse' }, 'NotImplemented'],
    ['a key beside S3’s own', { [algorithm]: 'AES256', [key]: 'alias/aws/s3' }, 'InvalidArgument'],
    ['a key and no algorithm', { [key]: 'alias/aws/s3' }, 'InvalidArgument'],
    ['a key of one’s own', { ...kms, [key]: foreign }, 'NotImplemented'],
    ['a bucket key for S3’s own', { [algorithm]: 'AES256', [bucketKey]: 'true' }, 'NotImplemented'],
    ['a signature of version 2', { ...kms, authorization: 'AWS AKIAROOT:x' }, 'InvalidArgument'],
  ])('is refused with %s', (_, headers, code) => {
    const { error, state } = createS3WithBucket()
    for (const request of ['PUT /lab/key', 'POST /lab/key?uploads']) {
      expect(error(request, { headers }).code).toBe(code)
    }
    expect(state.buckets.get('lab')?.objects.size).toBe(0)
  })

  it('is told with the key that AWS keeps for S3, and an entity tag that is no MD5', () => {
    const { send } = createS3WithBucket()
    const put = send('PUT /lab/key', { body: 'x', headers: { ...kms, [bucketKey]: 'true' } })
    const arn = header(put, key) ?? ''
    expect(arn).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f-]{36}$/)
    expect(header(put, 'ETag')).toMatch(/^"[0-9a-f]{32}"$/)
    expect(header(put, 'ETag')).not.toBe(md5('x'))
    const head = send('HEAD /lab/key')
    expect([algorithm, key, bucketKey].map((name) => header(head, name))).toEqual(['aws:kms', arn, 'true'])
    for (const name of ['alias/aws/s3', `arn:aws:kms:us-east-1:${accountId}:alias/aws/s3`, arn]) {
      expect(header(send('PUT /lab/other', { headers: { ...kms, [key]: name } }), key)).toBe(arn)
    }
  })

  it('is the copy’s own, whatever the source has', () => {
    const { send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'x', headers: kms })
    const source = { 'x-amz-copy-source': 'lab/key' }
    const plain = send('PUT /lab/plain', { headers: source })
    expect([header(plain, algorithm), elements(plain, 'ETag')]).toEqual([
      'AES256',
      [md5('x').replaceAll('"', '&quot;')],
    ])
    expect(header(send('PUT /lab/key', { headers: { ...source, ...kms } }), algorithm)).toBe('aws:kms')
  })

  it('is of an upload in parts, and of each part', () => {
    const { send } = createS3WithBucket()
    const begun = send('POST /lab/key?uploads', { headers: kms })
    const [id] = elements(begun, 'UploadId')
    const part = send(`PUT /lab/key?partNumber=1&uploadId=${id}`, { body: 'x' })
    const etag = header(part, 'ETag') ?? ''
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`
    const completed = send(`POST /lab/key?uploadId=${id}`, { body })
    for (const answer of [begun, part, completed, send('HEAD /lab/key')]) {
      expect(header(answer, algorithm)).toBe('aws:kms')
    }
    expect(etag).not.toBe(md5('x'))
  })

  it('keeps an object from everybody but principals of the key’s account, on what a policy says too', () => {
    const { refusal, send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'x', headers: kms })
    expect(refusal('GET /lab/key', { account: otherAccountId })).toEqual(['AccessDenied', 403])
    const copy = { account: otherAccountId, headers: { 'x-amz-copy-source': 'lab/key' } }
    expect(refusal('PUT /lab/copy', copy)).toEqual(['AccessDenied', 403])
    const versionTwo = { headers: { authorization: 'AWS AKIAROOT:x' } }
    expect(refusal('GET /lab/key', versionTwo)).toEqual(['InvalidArgument', 400])
    expect(send('GET /lab/key').status).toBe(200)
    expect(send('HEAD /lab/key', { account: otherAccountId }).status).toBe(200)
    const checksums = { 'x-amz-checksum-mode': 'ENABLED' }
    expect(refusal('HEAD /lab/key', { account: otherAccountId, headers: checksums })).toEqual([
      'AccessDenied',
      403,
    ])
    expect(send('HEAD /lab/key', { headers: checksums }).status).toBe(200)
  })

  it('keeps an upload in parts from them as well, also once it is complete', () => {
    const { refusal, send, state } = createS3WithBucket()
    const [id] = elements(send('POST /lab/key?uploads', { headers: kms }), 'UploadId')
    const part = `PUT /lab/key?partNumber=1&uploadId=${id}`
    const whole = `POST /lab/key?uploadId=${id}`
    const account = otherAccountId
    const denied = ['AccessDenied', 403]
    expect(refusal(part, { account, body: 'x' })).toEqual(denied)
    send('PUT /lab/source', { body: 'x' })
    expect(refusal(part, { account, headers: { 'x-amz-copy-source': 'lab/source' } })).toEqual(denied)
    const etag = header(send(part, { body: 'x' }), 'ETag') ?? ''
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`
    expect(refusal(whole, { account, body })).toEqual(denied)
    expect(state.buckets.get('lab')?.objects.has('key')).toBe(false)
    send(whole, { body })
    expect(refusal(whole, { account, body })).toEqual(denied)
    expect(send(whole, { body }).status).toBe(200)
  })
})

describe('a bucket’s default encryption', () => {
  it.each([
    ['an algorithm that is none', setting(algorithmElement('ROT13')), 'MalformedXML'],
    ['no algorithm', setting(''), 'MalformedXML'],
    ['a key beside S3’s own', setting(algorithmElement('AES256') + keyElement('x')), 'InvalidArgument'],
    ['two layers of it', setting(algorithmElement('aws:kms:dsse')), 'NotImplemented'],
    ['a key of one’s own', setting(algorithmElement('aws:kms') + keyElement(foreign)), 'NotImplemented'],
  ])('is refused with %s', (_, sent, code) => {
    const { error } = createS3WithBucket()
    expect(error('PUT /lab?encryption', sent).code).toBe(code)
  })

  it('is that of what is put without saying so', () => {
    const { send } = createS3WithBucket()
    const inner = algorithmElement('aws:kms') + keyElement('alias/aws/s3')
    send('PUT /lab?encryption', setting(inner, '<BucketKeyEnabled>true</BucketKeyEnabled>'))
    expect(elements(send('GET /lab?encryption'), 'KMSMasterKeyID')).toEqual(['alias/aws/s3'])
    const put = send('PUT /lab/key', { body: 'x' })
    expect([header(put, algorithm), header(put, bucketKey)]).toEqual(['aws:kms', 'true'])
    const without = send('PUT /lab/key', { body: 'x', headers: { [bucketKey]: 'false' } })
    expect([header(without, algorithm), header(without, bucketKey)]).toEqual(['aws:kms', undefined])
    const own = send('PUT /lab/key', { body: 'x', headers: { [algorithm]: 'AES256' } })
    expect([header(own, algorithm), header(own, 'ETag')]).toEqual(['AES256', md5('x')])
    send('DELETE /lab?encryption')
    expect(header(send('PUT /lab/key', { body: 'x' }), algorithm)).toBe('AES256')
  })

  it('names by an arn the key of one account, and by an alias each one’s own', () => {
    const { refusal, send, state } = createS3WithBucket()
    const account = otherAccountId
    const arn = header(send('PUT /lab/own', { headers: kms }), key) ?? ''
    for (const name of [arn, `arn:aws:kms:us-east-1:${accountId}:alias/aws/s3`]) {
      send('PUT /lab?encryption', setting(algorithmElement('aws:kms') + keyElement(name)))
      for (const request of ['PUT /lab/key', 'POST /lab/key?uploads']) {
        expect(refusal(request, { account })).toEqual(['AccessDenied', 403])
      }
      expect(header(send('PUT /lab/own'), key)).toBe(arn)
      const named = send('PUT /lab/named', { account, headers: kms })
      expect(header(named, key)).toContain(`:${otherAccountId}:`)
    }
    expect(state.buckets.get('lab')?.objects.has('key')).toBe(false)
    send('PUT /lab?encryption', setting(algorithmElement('aws:kms') + keyElement('alias/aws/s3')))
    expect(header(send('PUT /lab/key', { account }), key)).toContain(`:${otherAccountId}:`)
  })

  it('is seen by conditions only where a request names it', () => {
    const { needs } = createS3WithBucket()
    const [plain] = needs('PUT /lab/key')
    const [named] = needs('PUT /lab/key', { headers: { ...kms, [key]: 'alias/aws/s3' } })
    expect(plain?.context?.get(`s3:${algorithm}`)).toBeUndefined()
    expect(named?.context?.get(`s3:${algorithm}`)).toEqual(['aws:kms'])
    expect(named?.context?.get(`s3:${key}`)).toEqual(['alias/aws/s3'])
  })
})
