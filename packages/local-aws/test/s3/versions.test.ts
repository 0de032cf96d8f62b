import { describe, expect, it } from 'vitest'
import { checksum } from '../../src/s3/wire/checksums.ts'
import { createS3WithBucket, elements, header, type S3 } from './s3-fixture.ts'

const configuration = (status: string): string =>
  `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`

function versioned(status: 'Enabled' | 'Suspended' = 'Enabled') {
  const s3 = createS3WithBucket()
  s3.send('PUT /lab?versioning', { body: configuration(status) })
  return { ...s3, put: (body: string) => versionOf(s3, 'PUT /lab/key', body) }
}

function versionOf(s3: S3, request: string, body = ''): string {
  return header(s3.send(request, { body }), 'x-amz-version-id') ?? ''
}

const text = (s3: S3, request: string): string => Buffer.from(s3.send(request).body).toString()

describe('versioning', () => {
  it('is refused for what it is not, and with MFA delete', () => {
    const { error, refusal, send } = createS3WithBucket()
    const mfa =
      '<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>'
    expect(error('PUT /lab?versioning', { body: mfa }).details).toEqual({ Header: 'MfaDelete' })
    for (const body of [configuration('On'), '<VersioningConfiguration/>']) {
      expect(refusal('PUT /lab?versioning', { body })).toEqual(['MalformedXML', 400])
    }
    expect(elements(send('GET /lab?versioning'), 'Status')).toEqual([])
    send('PUT /lab?versioning', { body: configuration('Enabled') })
    expect(elements(send('GET /lab?versioning'), 'Status')).toEqual(['Enabled'])
  })

  it('refuses versions that are not there, and ids that can be nobody’s', () => {
    const { put, refusal } = versioned()
    put('one')
    for (const request of ['GET /lab/key', 'HEAD /lab/key', 'GET /lab/key?tagging']) {
      const and = request.includes('?') ? '&' : '?'
      expect(refusal(`${request}${and}versionId=null`)).toEqual(['NoSuchVersion', 404])
      expect(refusal(`${request}${and}versionId=x`)).toEqual(['InvalidArgument', 400])
    }
    const source = (query: string) => ({ headers: { 'x-amz-copy-source': `lab/key?${query}` } })
    expect(refusal('PUT /lab/copy', source('versionId=null'))).toEqual(['NoSuchVersion', 404])
    expect(refusal('PUT /lab/copy', source('other=null'))).toEqual(['InvalidArgument', 400])
  })

  it('needs permissions of its own for a version that is named', () => {
    const s3 = versioned()
    const id = s3.put('one')
    const actions = (request: string, headers = {}) =>
      s3.needs(request, { headers }).map(({ action }) => action)
    expect(actions(`GET /lab/key?versionId=${id}`)).toEqual(['s3:GetObjectVersion'])
    expect(actions(`DELETE /lab/key?versionId=${id}`)).toEqual(['s3:DeleteObjectVersion'])
    expect(actions(`PUT /lab/key?tagging&versionId=${id}`)).toEqual(['s3:PutObjectVersionTagging'])
    expect(s3.needs(`GET /lab/key?versionId=${id}`)[0]?.context?.get('s3:VersionId')).toEqual([id])
    for (const line of [`DELETE /lab/key?versionId=${id}`, `DELETE /lab/key?tagging&versionId=${id}`]) {
      expect(s3.needs(line)[0]?.context?.get('s3:VersionId')).toEqual([id])
    }
    const copy = { 'x-amz-copy-source': `lab/key?versionId=${id}` }
    expect(actions('PUT /lab/copy', copy)).toEqual(['s3:GetObjectVersion', 's3:PutObject'])
    expect(actions('PUT /lab?versioning')).toEqual(['s3:PutBucketVersioning'])
    s3.send('PUT /lab/tagged', { headers: { 'x-amz-tagging': 'team=red' } })
    expect(actions('PUT /lab/copy', { 'x-amz-copy-source': 'lab/tagged' })).toEqual([
      's3:GetObject',
      's3:PutObject',
      's3:GetObjectTagging',
      's3:PutObjectTagging',
    ])
  })

  it('keeps what was there before, under the id null, and everything that is put since', () => {
    const s3 = createS3WithBucket()
    s3.send('PUT /lab/key', { body: 'before' })
    expect(versionOf(s3, 'GET /lab/key')).toBe('')
    s3.send('PUT /lab?versioning', { body: configuration('Enabled') })
    const one = versionOf(s3, 'PUT /lab/key', 'one')
    const two = versionOf(s3, 'PUT /lab/key', 'two')
    expect(one).toMatch(/^[\w-]{32}$/)
    expect(text(s3, 'GET /lab/key')).toBe('two')
    expect(text(s3, `GET /lab/key?versionId=${one}`)).toBe('one')
    expect(text(s3, 'GET /lab/key?versionId=null')).toBe('before')
    expect(versionOf(s3, 'HEAD /lab/key')).toBe(two)
    expect(elements(s3.send('GET /lab?versions'), 'VersionId')).toEqual([two, one, 'null'])
    expect(elements(s3.send('GET /lab?versions'), 'IsLatest')).toEqual(['true', 'false', 'false'])
    expect(elements(s3.send('GET /lab'), 'Key')).toEqual(['key'])
  })

  it('hides what is deleted behind a marker, and shows it again without it', () => {
    const s3 = versioned()
    const { error, put, refusal, send } = s3
    const id = put('one')
    const deleted = send('DELETE /lab/key')
    const marker = header(deleted, 'x-amz-version-id') ?? ''
    expect(header(deleted, 'x-amz-delete-marker')).toBe('true')
    expect(error('GET /lab/key').headers).toContainEqual(['x-amz-delete-marker', 'true'])
    expect(refusal('GET /lab/key')).toEqual(['NoSuchKey', 404])
    expect(refusal(`GET /lab/key?versionId=${marker}`)).toEqual(['MethodNotAllowed', 405])
    const source = { headers: { 'x-amz-copy-source': `lab/key?versionId=${marker}` } }
    expect(refusal('PUT /lab/copy', source)).toEqual(['InvalidRequest', 400])
    expect(refusal('DELETE /lab')).toEqual(['BucketNotEmpty', 409])
    expect(elements(send('GET /lab'), 'Key')).toEqual([])
    expect(String(send('GET /lab?versions').body)).toContain(
      `<DeleteMarker><Key>key</Key><VersionId>${marker}</VersionId><IsLatest>true</IsLatest>`,
    )
    expect(header(send(`DELETE /lab/key?versionId=${marker}`), 'x-amz-delete-marker')).toBe('true')
    expect(text(s3, 'GET /lab/key')).toBe('one')
    expect(header(send(`DELETE /lab/key?versionId=${id}`), 'x-amz-delete-marker')).toBeUndefined()
    expect(send('DELETE /lab').status).toBe(204)
  })

  it('has an earlier version back by copying it', () => {
    const s3 = versioned()
    const one = s3.put('one')
    s3.put('two')
    const copied = s3.send('PUT /lab/key', {
      headers: { 'x-amz-copy-source': `/lab/key?versionId=${one}` },
    })
    expect(header(copied, 'x-amz-copy-source-version-id')).toBe(one)
    expect(text(s3, 'GET /lab/key')).toBe('one')
    expect(elements(s3.send('GET /lab?versions'), 'VersionId')).toHaveLength(3)
  })

  it('writes over nothing but the version null where it is suspended', () => {
    const s3 = versioned()
    const one = s3.put('one')
    s3.send('PUT /lab?versioning', { body: configuration('Suspended') })
    expect([s3.put('two'), s3.put('three')]).toEqual(['null', 'null'])
    expect(elements(s3.send('GET /lab?versions'), 'VersionId')).toEqual(['null', one])
    expect(versionOf(s3, 'DELETE /lab/key')).toBe('null')
    expect(versionOf(s3, 'DELETE /lab/key')).toBe('null')
    expect(s3.refusal('GET /lab/key')).toEqual(['NoSuchKey', 404])
    expect(elements(s3.send('GET /lab?versions'), 'VersionId')).toEqual([one, 'null'])
    expect(s3.put('four')).toBe('null')
    expect(elements(s3.send('GET /lab?versions'), 'VersionId')).toEqual(['null', one])
  })

  it('is listed in pages that miss nothing and repeat nothing', () => {
    const s3 = versioned()
    for (const key of ['a', 'b/1', 'b/2', 'c']) {
      for (const body of ['one', 'two', 'three']) s3.send(`PUT /lab/${key}`, { body })
    }
    s3.send('DELETE /lab/c')
    const all = elements(s3.send('GET /lab?versions'), 'VersionId')
    expect(all).toHaveLength(13)
    for (const query of ['', '&delimiter=/']) {
      for (const most of [1, 2, 3, 5]) {
        const found: string[] = []
        let mark = ''
        for (let page = 0; page < 14; page += 1) {
          const answer = s3.send(`GET /lab?versions&max-keys=${most}${query}${mark}`)
          found.push(...elements(answer, 'VersionId'))
          const [key] = elements(answer, 'NextKeyMarker')
          if (key === undefined) break
          const [id] = elements(answer, 'NextVersionIdMarker')
          mark = `&key-marker=${key}${id === undefined ? '' : `&version-id-marker=${id}`}`
        }
        const expected = query === '' ? all : all.filter((id) => found.includes(id))
        expect(found.toSorted()).toEqual(expected.toSorted())
        expect(found).toHaveLength(query === '' ? 13 : 7)
      }
    }
    expect(s3.refusal('GET /lab?versions&version-id-marker=null')).toEqual(['InvalidArgument', 400])
  })

  it('goes on behind a version that was deleted since the last page', () => {
    const s3 = versioned()
    const ids = ['one', 'two', 'three', 'four'].map((body) => s3.put(body)).toReversed()
    s3.send(`DELETE /lab/key?versionId=${ids[1]}`)
    const after = (id: string | undefined) =>
      elements(s3.send(`GET /lab?versions&key-marker=key&version-id-marker=${id}`), 'VersionId')
    expect(after(ids[1])).toEqual([ids[2], ids[3]])
    s3.send(`DELETE /lab/key?versionId=${ids[3]}`)
    expect(after(ids[3])).toEqual([])
    expect(after('.'.repeat(32))).toEqual([ids[0], ids[2]])
    expect(s3.refusal('GET /lab?versions&key-marker=key&version-id-marker=x')).toEqual([
      'InvalidArgument',
      400,
    ])
  })

  it('goes on behind a version null that was deleted since the last page, and behind another before it', () => {
    const s3 = createS3WithBucket()
    const put = (body: string) => versionOf(s3, 'PUT /lab/key', body)
    const set = (status: string) => s3.send('PUT /lab?versioning', { body: configuration(status) })
    const after = (id: string | undefined) =>
      elements(s3.send(`GET /lab?versions&key-marker=key&version-id-marker=${id}`), 'VersionId')
    const all = () => elements(s3.send('GET /lab?versions'), 'VersionId')
    // Put before there were versions: the oldest.
    put('before')
    set('Enabled')
    const one = put('one')
    const two = put('two')
    expect(all()).toEqual([two, one, 'null'])
    s3.send(`DELETE /lab/key?versionId=${one}`)
    expect(after(one)).toEqual(['null'])
    s3.send('DELETE /lab/key?versionId=null')
    expect(after('null')).toEqual([])
    // Put while versioning was suspended: between the others.
    set('Suspended')
    put('between')
    set('Enabled')
    const three = put('three')
    expect(all()).toEqual([three, 'null', two])
    s3.send(`DELETE /lab/key?versionId=${three}`)
    expect(after(three)).toEqual(['null', two])
    s3.send(`DELETE /lab/key?versionId=${two}`)
    expect(after(two)).toEqual([])
    const four = put('four')
    s3.send('DELETE /lab/key?versionId=null')
    expect([all(), after('null')]).toEqual([[four], []])
    // A marker called null, the latest.
    set('Suspended')
    s3.send('DELETE /lab/key')
    expect(all().toSorted()).toEqual([four, 'null'].toSorted())
    s3.send('DELETE /lab/key?versionId=null')
    expect(after('null')).toEqual([four])
    s3.send('DELETE /lab/key')
    s3.send(`DELETE /lab/key?versionId=${four}`)
    expect([all(), after(four)]).toEqual([['null'], []])
    // Of the key nothing is left to go on behind.
    s3.send('DELETE /lab/key?versionId=null')
    set('Enabled')
    const five = put('five')
    expect([all(), after('null')]).toEqual([[five], []])
  })

  it('deletes versions and makes markers in one request, each by its own permission', () => {
    const s3 = versioned()
    const id = s3.put('one')
    const body = `<Delete><Object><Key>key</Key><VersionId>${id}</VersionId></Object><Object><Key>other</Key></Object></Delete>`
    const answer = s3.send('POST /lab?delete', { body, headers: { 'x-amz-checksum-crc32': crc(body) } })
    expect(elements(answer, 'Key')).toEqual(['key', 'other'])
    expect(elements(answer, 'DeleteMarker')).toEqual(['true'])
    expect(elements(answer, 'DeleteMarkerVersionId')).toHaveLength(1)
  })
})

function crc(body: string): string {
  return checksum('CRC32', Buffer.from(body))
}
