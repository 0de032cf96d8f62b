import { describe, expect, it } from 'vitest'
import { createS3WithBucket, elements, header } from './s3-fixture.ts'

describe.each(['/lab', '/lab/key'])('the access control list of %s', (path) => {
  const made = () => {
    const s3 = createS3WithBucket()
    s3.send('PUT /lab/key', { body: 'x' })
    return s3
  }

  it('is its owner’s full control', () => {
    const answer = made().send(`GET ${path}?acl`)
    expect(elements(answer, 'Permission')).toEqual(['FULL_CONTROL'])
    const [owner, grantee] = elements(answer, 'ID')
    expect(grantee).toBe(owner)
    expect(String(answer.body)).toContain('xsi:type="CanonicalUser"><ID>')
    expect(String(answer.body)).toContain('</Grantee>')
  })

  it('can be put as it is, and as nothing else', () => {
    const { send, refusal } = made()
    const own = String(send(`GET ${path}?acl`).body)
    const put = `PUT ${path}?acl`
    expect(send(put, { body: own }).status).toBe(200)
    expect(send(put, { headers: { 'x-amz-acl': 'bucket-owner-full-control' } }).status).toBe(200)
    expect(refusal(put)).toEqual(['MissingSecurityHeader', 400])
    const unsupported = ['AccessControlListNotSupported', 400]
    expect(refusal(put, { headers: { 'x-amz-acl': 'public-read' } })).toEqual(unsupported)
    expect(refusal(put, { headers: { 'x-amz-grant-read': 'id="x"' } })).toEqual(unsupported)
    expect(refusal(put, { body: own.replace('FULL_CONTROL', 'READ') })).toEqual(unsupported)
    const [owner = ''] = elements(send(`GET ${path}?acl`), 'ID')
    expect(refusal(put, { body: own.replaceAll(owner, 'somebody') })).toEqual(unsupported)
    const twice = own.replace(/<Grant>.*<\/Grant>/, '$&$&')
    expect(refusal(put, { body: twice })).toEqual(unsupported)
    expect(refusal(put, { body: '<Other/>' })).toEqual(['MalformedXML', 400])
  })

  it('is read and written by a permission of its own', () => {
    const { needs } = made()
    const kind = path === '/lab' ? 'Bucket' : 'Object'
    expect(needs(`GET ${path}?acl`).map(({ action }) => action)).toEqual([`s3:Get${kind}Acl`])
    expect(needs(`PUT ${path}?acl`).map(({ action }) => action)).toEqual([`s3:Put${kind}Acl`])
  })
})

describe('an object’s attributes', () => {
  it('are those that are asked for', () => {
    const { send, needs, refusal } = createS3WithBucket()
    send('PUT /lab/key', { body: 'hello', headers: { 'x-amz-checksum-crc32': 'NhCmhg==' } })
    const ask = (names: string) => ({ headers: { 'x-amz-object-attributes': names } })
    const all = send('GET /lab/key?attributes', ask('ETag, Checksum,ObjectParts,StorageClass,ObjectSize'))
    expect(String(all.body)).toContain(
      '<ETag>5d41402abc4b2a76b9719d911017c592</ETag><Checksum><ChecksumCRC32>NhCmhg==</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType></Checksum><StorageClass>STANDARD</StorageClass><ObjectSize>5</ObjectSize>',
    )
    expect(header(all, 'last-modified')).toBe('Sun, 22 Nov 2026 12:00:00 GMT')
    expect(elements(send('GET /lab/key?attributes', ask('ObjectSize')), 'ETag')).toEqual([])
    for (const names of ['', 'Size', 'ETag,', 'constructor']) {
      expect(refusal('GET /lab/key?attributes', ask(names))).toEqual(['InvalidArgument', 400])
    }
    expect(refusal('GET /lab/none?attributes', ask('ETag'))).toEqual(['NoSuchKey', 404])
    expect(needs('GET /lab/key?attributes').map(({ action }) => action)).toEqual([
      's3:GetObject',
      's3:GetObjectAttributes',
    ])
  })

  it('say in how many parts it came', () => {
    const { send } = createS3WithBucket()
    const [id = ''] = elements(send('POST /lab/key?uploads'), 'UploadId')
    const part = send(`PUT /lab/key?partNumber=1&uploadId=${id}`, { body: 'x' })
    const body = `<CompleteMultipartUpload><Part><ETag>${header(part, 'etag')}</ETag><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>`
    send(`POST /lab/key?uploadId=${id}`, { body })
    const headers = { 'x-amz-object-attributes': 'ObjectParts' }
    expect(elements(send('GET /lab/key?attributes', { headers }), 'PartsCount')).toEqual(['1'])
  })
})
