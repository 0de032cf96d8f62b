import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checksum } from '../../src/s3/wire/checksums.ts'
import { createS3, createS3WithBucket, elements, header } from './s3-fixture.ts'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const deletion = (body: string) => ({
  body,
  headers: { 'content-md5': createHash('md5').update(body).digest('base64') },
})

describe('what a request asks for', () => {
  it('deletes nothing when If-Match names another object, in DeleteObject and in DeleteObjects', () => {
    const { refusal, send, state } = createS3WithBucket()
    const keys = () => [...(state.buckets.get('lab')?.objects.keys() ?? [])]
    send('PUT /lab/key', { body: 'x' })
    expect(refusal('DELETE /lab/key', { headers: { 'if-match': '"other"' } })).toEqual([
      'PreconditionFailed',
      412,
    ])
    expect(refusal('DELETE /lab/none', { headers: { 'if-match': '*' } })).toEqual(['NoSuchKey', 404])
    const one = (etag: string) => `<Object><Key>key</Key><ETag>${etag}</ETag></Object>`
    const answer = send('POST /lab?delete', deletion(`<Delete>${one('other')}</Delete>`))
    expect([elements(answer, 'Code'), keys()]).toEqual([['PreconditionFailed'], ['key']])
    expect(send('POST /lab?delete', deletion(`<Delete>${one(md5('x'))}</Delete>`)).status).toBe(200)
    expect(keys()).toEqual([])
  })

  it('makes no bucket where there is no such region, or with tags that are none', () => {
    const { refusal, send, state } = createS3()
    const configuration = (inner: string) => ({
      region: 'us-east-1',
      body: `<CreateBucketConfiguration>${inner}</CreateBucketConfiguration>`,
    })
    const place = '<LocationConstraint>the-moon</LocationConstraint>'
    expect(refusal('PUT /lab', configuration(place))).toEqual(['InvalidLocationConstraint', 400])
    const tag = (key: string) => `<Tags><Tag><Key>${key}</Key><Value>red</Value></Tag></Tags>`
    expect(refusal('PUT /lab', configuration(tag('aws:x')))).toEqual(['InvalidTag', 400])
    expect(state.buckets.size).toBe(0)
    send('PUT /lab', configuration(tag('team')))
    expect(elements(send('GET /lab?tagging'), 'Key')).toEqual(['team'])
    const owned = { region: 'us-east-1', headers: { 'x-amz-object-ownership': 'ObjectWriter' } }
    expect(refusal('PUT /other', owned)).toEqual(['NotImplemented', 501])
  })

  it('needs s3:TagResource and s3:PutObjectTagging beside, for what is tagged as it is made', () => {
    const { needs } = createS3WithBucket()
    const body =
      '<CreateBucketConfiguration><Tags><Tag><Key>team</Key><Value>red</Value></Tag></Tags></CreateBucketConfiguration>'
    const made = needs('PUT /other', { region: 'us-east-1', body })
    expect(made.map(({ action }) => action)).toEqual(['s3:CreateBucket', 's3:TagResource'])
    expect(made[1]?.context?.get('aws:RequestTag/team')).toEqual(['red'])
    const put = needs('PUT /lab/key', { headers: { 'x-amz-tagging': 'team=red' } })
    expect(put.map(({ action }) => action)).toEqual(['s3:PutObject', 's3:PutObjectTagging'])
    expect(put[0]?.context?.get('s3:RequestObjectTag/team')).toEqual(['red'])
    expect(put[0]?.context?.get('s3:RequestObjectTagKeys')).toEqual(['team'])
    const tags =
      '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag><Tag><Key>c</Key><Value/></Tag></TagSet></Tagging>'
    const tagged = needs('PUT /lab/key?tagging', { body: tags })[0]?.context
    expect(tagged?.get('s3:RequestObjectTag/a')).toEqual(['b'])
    expect(tagged?.get('s3:RequestObjectTagKeys')).toEqual(['a', 'c'])
  })

  it('gives an object tags, a storage class and a redirect, and conditions see the tags', () => {
    const { needs, refusal, send } = createS3WithBucket()
    const headers = {
      'x-amz-tagging': 'team=red&open+day=a%2Fb',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-website-redirect-location': '/start',
    }
    send('PUT /lab/key', { body: 'x', headers })
    const head = send('HEAD /lab/key')
    expect(header(head, 'x-amz-tagging-count')).toBe('2')
    expect(header(head, 'x-amz-storage-class')).toBe('STANDARD_IA')
    expect(header(head, 'x-amz-website-redirect-location')).toBe('/start')
    expect(elements(send('GET /lab/key?tagging'), 'Value')).toEqual(['red', 'a/b'])
    expect(elements(send('GET /lab'), 'StorageClass')).toEqual(['STANDARD_IA'])
    expect(needs('GET /lab/key')[0]?.context?.get('s3:ExistingObjectTag/team')).toEqual(['red'])
    const copy = { 'x-amz-copy-source': 'lab/key' }
    send('PUT /lab/copied', { headers: copy })
    send('PUT /lab/replaced', {
      headers: { ...copy, 'x-amz-tagging': 'a=b', 'x-amz-tagging-directive': 'REPLACE' },
    })
    expect(elements(send('GET /lab/copied?tagging'), 'Key')).toEqual(['team', 'open day'])
    expect(elements(send('GET /lab/replaced?tagging'), 'Key')).toEqual(['a'])
    send('DELETE /lab/key?tagging')
    expect(elements(send('GET /lab/key?tagging'), 'Key')).toEqual([])
    send('PUT /lab/cold', { body: 'x', headers: { 'x-amz-storage-class': 'GLACIER' } })
    expect(refusal('GET /lab/cold')).toEqual(['InvalidObjectState', 403])
    expect(send('HEAD /lab/cold').status).toBe(200)
  })

  it('is heeded in the query of a presigned URL as in a header, and in no other query', () => {
    const { refusal, send } = createS3WithBucket()
    const query = 'x-amz-tagging=team%3Dred&X-Amz-Storage-Class=ONEZONE_IA'
    send(`PUT /lab/key?${query}&X-Amz-Signature=x`, { body: 'x' })
    expect(elements(send('GET /lab/key?tagging'), 'Key')).toEqual(['team'])
    expect(header(send('HEAD /lab/key'), 'x-amz-storage-class')).toBe('ONEZONE_IA')
    expect(refusal('PUT /lab/key?x-amz-acl=public-read&X-Amz-Signature=x')).toEqual([
      'AccessControlListNotSupported',
      400,
    ])
    send(`PUT /lab/other?${query}`, { body: 'x' })
    expect(elements(send('GET /lab/other?tagging'), 'Key')).toEqual([])
  })

  it('is one checksum, compared whatever its kind, and told in puts, copies and lists', () => {
    const { refusal, send } = createS3WithBucket()
    const body = 'hello'
    for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'SHA512', 'MD5'] as const) {
      const name = `x-amz-checksum-${algorithm.toLowerCase()}`
      const sum = checksum(algorithm, Buffer.from(body))
      const other = checksum(algorithm, Buffer.from('hullo'))
      expect(refusal('PUT /lab/key', { body, headers: { [name]: other } })).toEqual(['BadDigest', 400])
      const put = send('PUT /lab/key', { body, headers: { [name]: sum } })
      expect([header(put, name), header(put, 'x-amz-checksum-type')]).toEqual([sum, 'FULL_OBJECT'])
      expect(elements(send('GET /lab'), 'ChecksumAlgorithm')).toEqual([algorithm])
      const copied = send('PUT /lab/key2', { headers: { 'x-amz-copy-source': 'lab/key' } })
      expect(elements(copied, `Checksum${algorithm}`)).toEqual([sum])
      send('DELETE /lab/key2')
    }
    const two = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'AAAAAA==' }
    expect(refusal('PUT /lab/key', { body, headers: two })).toEqual(['InvalidRequest', 400])
    const none = { 'x-amz-sdk-checksum-algorithm': 'CRC32' }
    expect(refusal('PUT /lab/key', { body, headers: none })).toEqual(['InvalidRequest', 400])
    const own = send('PUT /lab/key', { body })
    expect(header(own, 'x-amz-checksum-crc64nvme')).toBe(checksum('CRC64NVME', Buffer.from(body)))
  })

  it('is answered with the arn of a bucket in making, asking for and listing it', () => {
    const { send } = createS3()
    const arn = 'arn:aws:s3:::lab'
    expect(header(send('PUT /lab', { region: 'us-east-1' }), 'x-amz-bucket-arn')).toBe(arn)
    expect(header(send('HEAD /lab'), 'x-amz-bucket-arn')).toBe(arn)
    expect(elements(send('GET /'), 'BucketArn')).toEqual([arn])
  })
})
