import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createS3WithBucket, elements, header } from './s3-fixture.ts'

const md5 = (text: string, encoding: 'hex' | 'base64') => createHash('md5').update(text).digest(encoding)

describe('putting an object', () => {
  it('is refused when a checksum does not match the body', () => {
    const { refusal } = createS3WithBucket()
    const put = (headers: Record<string, string>) => refusal('PUT /lab/key', { body: 'hello', headers })
    expect(put({ 'content-md5': md5('other', 'base64') })).toEqual(['BadDigest', 400])
    expect(put({ 'content-md5': 'short' })).toEqual(['InvalidDigest', 400])
    expect(put({ 'x-amz-checksum-crc32': 'AAAAAA==' })).toEqual(['BadDigest', 400])
    expect(put({ 'x-amz-checksum-sha1': `${'A'.repeat(27)}=` })).toEqual(['BadDigest', 400])
    expect(put({ 'x-amz-checksum-sha256': '!' })).toEqual(['InvalidRequest', 400])
  })

  it.each([
    ['x-amz-tagging', 'aws:a=b', 'InvalidTag'],
    ['x-amz-tagging', 'a=b&a=c', 'InvalidArgument'],
    ['x-amz-storage-class', 'COLD', 'InvalidStorageClass'],
    ['x-amz-website-redirect-location', 'elsewhere', 'InvalidArgument'],
    ['x-amz-grant-read', 'uri=x', 'AccessControlListNotSupported'],
    ['x-amz-made-up', 'x', 'NotImplemented'],
    ['if-none-match', '"x"', 'NotImplemented'],
    ['x-amz-checksum-xxhash64', 'AAAA', 'NotImplemented'],
    ['x-amz-object-lock-mode', 'GOVERNANCE', 'InvalidRequest'],
    ['x-amz-server-side-encryption', 'aws:kms:dsse', 'NotImplemented'],
    ['x-amz-server-side-encryption-customer-key', 'secret', 'NotImplemented'],
    ['x-amz-acl', 'public-read', 'AccessControlListNotSupported'],
    ['x-amz-meta-long', 'x'.repeat(2048), 'MetadataTooLarge'],
  ])('is refused with the header %s, which would mean something', (name, value, code) => {
    const { error, state } = createS3WithBucket()
    const refused = error('PUT /lab/key', { headers: { [name]: value } })
    expect(refused.code).toBe(code)
    expect(JSON.stringify(refused.details)).not.toContain('secret')
    expect(state.buckets.get('lab')?.objects.size).toBe(0)
  })

  it('is refused when it may only make or only replace', () => {
    const { refusal, send } = createS3WithBucket()
    expect(refusal('PUT /lab/key', { headers: { 'if-match': '"x"' } })).toEqual(['NoSuchKey', 404])
    send('PUT /lab/key', { body: 'a' })
    expect(refusal('PUT /lab/key', { headers: { 'if-none-match': '*' } })).toEqual([
      'PreconditionFailed',
      412,
    ])
    expect(refusal('PUT /lab/key', { headers: { 'if-match': '"x"' } })).toEqual(['PreconditionFailed', 412])
    expect(send('PUT /lab/key', { headers: { 'if-match': `"${md5('a', 'hex')}"` }, body: 'b' }).status).toBe(
      200,
    )
  })

  it('is refused with conditions that S3 has for reading alone', () => {
    const { error, send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'a' })
    for (const [headers, named] of [
      [{ 'if-match': '*' }, 'If-Match'],
      [{ 'if-none-match': '"x"' }, 'If-None-Match'],
      [{ 'if-match': '"x"', 'if-none-match': '*' }, 'If-Match,If-None-Match'],
    ] as const) {
      expect(error('PUT /lab/key', { headers }).details['Header']).toBe(named)
    }
  })

  it('is refused with a checksum that its algorithm cannot make', () => {
    const { refusal } = createS3WithBucket()
    for (const value of ['AAAA', 'AAAAAAA=', '****', 'AAAAAQ=', 'AAAAAQ']) {
      const headers = { 'x-amz-checksum-crc32': value }
      expect(refusal('PUT /lab/key', { headers })).toEqual(['InvalidRequest', 400])
    }
    const headers = { 'x-amz-checksum-crc32': 'AAAAAQ==' }
    expect(refusal('PUT /lab/key', { headers })).toEqual(['BadDigest', 400])
  })

  it('keeps body, type, metadata and headers, and gives them back', () => {
    const { send } = createS3WithBucket()
    const put = send('PUT /lab/dir/key', {
      body: 'hello',
      headers: {
        'content-type': 'text/plain',
        'cache-control': 'no-store',
        'content-encoding': 'aws-chunked,gzip',
        'x-amz-meta-lab': 'seven',
        'x-amz-checksum-crc32': 'NhCmhg==',
      },
    })
    expect(header(put, 'etag')).toBe(`"${md5('hello', 'hex')}"`)
    expect(header(put, 'x-amz-checksum-crc32')).toBe('NhCmhg==')
    const got = send('GET /lab/dir/key', { headers: { 'x-amz-checksum-mode': 'ENABLED' } })
    expect(Buffer.from(got.body).toString()).toBe('hello')
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'Content-Type': 'text/plain',
      'Cache-Control': 'no-store',
      'Content-Encoding': 'gzip',
      'Content-Length': '5',
      'Last-Modified': 'Sun, 22 Nov 2026 12:00:00 GMT',
      'x-amz-meta-lab': 'seven',
      'x-amz-checksum-crc32': 'NhCmhg==',
    })
  })
})

describe('reading an object', () => {
  it('is refused when it is not there, or by another version', () => {
    const { refusal, send } = createS3WithBucket()
    expect(refusal('GET /lab/key')).toEqual(['NoSuchKey', 404])
    send('PUT /lab/key', { body: 'x' })
    expect(refusal('GET /lab/key?versionId=3HL4kqtJlcpXroDTDmJ')).toEqual(['InvalidArgument', 400])
    expect(send('GET /lab/key?versionId=null').status).toBe(200)
  })

  it('follows the conditions of the request', () => {
    const { refusal, send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'a' })
    const tag = `"${md5('a', 'hex')}"`
    const get = (headers: Record<string, string>) => refusal('GET /lab/key', { headers })
    expect(get({ 'if-match': '"x"' })).toEqual(['PreconditionFailed', 412])
    expect(get({ 'if-none-match': tag })).toEqual(['NotModified', 304])
    expect(get({ 'if-modified-since': 'Sun, 22 Nov 2026 12:00:00 GMT' })).toEqual(['NotModified', 304])
    expect(get({ 'if-unmodified-since': 'Sun, 22 Nov 2026 11:59:59 GMT' })).toEqual([
      'PreconditionFailed',
      412,
    ])
    expect(send('GET /lab/key', { headers: { 'if-match': tag } }).status).toBe(200)
    expect(
      send('GET /lab/key', { headers: { 'if-modified-since': 'Sun, 22 Nov 2026 11:59:59 GMT' } }).status,
    ).toBe(200)
    // A time that is yet to come is none at which the object was seen.
    const future = { 'if-modified-since': 'Mon, 23 Nov 2026 12:00:00 GMT' }
    expect(send('GET /lab/key', { headers: future }).status).toBe(200)
  })

  it('says which condition on the source of a copy did not hold', () => {
    const { error, send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'a' })
    const headers = { 'x-amz-copy-source': 'lab/key', 'x-amz-copy-source-if-match': '"x"' }
    expect(error('PUT /lab/copy', { headers }).details['Condition']).toBe('x-amz-copy-source-If-Match')
  })

  it.each([
    ['bytes=0-1', 206, 'he', 'bytes 0-1/5'],
    ['bytes=3-', 206, 'lo', 'bytes 3-4/5'],
    ['bytes=-2', 206, 'lo', 'bytes 3-4/5'],
    ['bytes=-9', 206, 'hello', 'bytes 0-4/5'],
    ['bytes=1-99', 206, 'ello', 'bytes 1-4/5'],
    ['bytes=3-1', 200, 'hello', undefined],
    ['lines=1-2', 200, 'hello', undefined],
  ])('with the range %s answers %i %s', (range, status, text, contentRange) => {
    const { send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'hello' })
    const got = send('GET /lab/key', { headers: { range } })
    expect([got.status, Buffer.from(got.body).toString(), header(got, 'content-range')]).toEqual([
      status,
      text,
      contentRange,
    ])
  })

  it('is refused for a range after the end', () => {
    const { refusal, send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'hello' })
    for (const range of ['bytes=5-', 'bytes=-0']) {
      expect(refusal('GET /lab/key', { headers: { range } })).toEqual(['InvalidRange', 416])
    }
  })

  it('with HEAD tells the length and sends no body', () => {
    const { send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'hello' })
    const head = send('HEAD /lab/key')
    expect([head.body, header(head, 'content-length')]).toEqual(['', '5'])
  })

  it('takes headers of the answer from the query, and nothing that would split them', () => {
    const { send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'hello' })
    const got = send('GET /lab/key?response-content-type=text%2Fcsv&response-expires=a%0D%0Ab')
    expect([header(got, 'content-type'), header(got, 'expires')]).toEqual(['text/csv', 'ab'])
  })

  it('needs s3:ListBucket too when the key does not exist', () => {
    const { needs, send } = createS3WithBucket()
    const actions = () => needs('GET /lab/key').map(({ action, resource }) => [action, resource])
    expect(actions()).toEqual([
      ['s3:GetObject', 'arn:aws:s3:::lab/key'],
      ['s3:ListBucket', 'arn:aws:s3:::lab'],
    ])
    send('PUT /lab/key', { body: 'x' })
    expect(actions()).toEqual([['s3:GetObject', 'arn:aws:s3:::lab/key']])
  })
})

describe('copying an object', () => {
  it('makes a new one: when it was written, its entity tag and its parts are its own', () => {
    const { send, state, clock } = createS3WithBucket()
    send('PUT /lab/key', { body: 'hello' })
    const source = state.buckets.get('lab')?.objects.get('key')
    if (source === undefined) throw new Error('it is not there')
    state.buckets.get('lab')?.objects.set('key', { ...source, etag: `${source.etag}-1`, partSizes: [5] })
    clock.now = new Date('2026-11-23T08:00:00Z')
    send('PUT /lab/copy', { headers: { 'x-amz-copy-source': 'lab/key' } })
    const copy = state.buckets.get('lab')?.objects.get('copy')
    expect(copy).toMatchObject({
      etag: source.etag,
      lastModified: clock.now,
      contentType: source.contentType,
    })
    expect(copy?.partSizes).toBeUndefined()
  })

  it('is refused onto itself without a change, and from what is not there', () => {
    const { refusal, send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'x' })
    const copy = (source: string) => refusal('PUT /lab/key', { headers: { 'x-amz-copy-source': source } })
    expect(copy('lab/key')).toEqual(['InvalidRequest', 400])
    expect(copy('lab/none')).toEqual(['NoSuchKey', 404])
    expect(copy('none/key')).toEqual(['NoSuchBucket', 404])
    for (const source of ['lab', '/lab/', '%', 'lab/key?versionId=x']) {
      expect(copy(source)).toEqual(['InvalidArgument', 400])
    }
  })

  it('needs to read the source and to write the target', () => {
    const { needs, send } = createS3WithBucket()
    send('PUT /lab/a%20b', { body: 'x' })
    const needed = needs('PUT /lab/target', { headers: { 'x-amz-copy-source': '/lab/a%20b' } })
    expect(needed.map(({ action, resource }) => [action, resource])).toEqual([
      ['s3:GetObject', 'arn:aws:s3:::lab/a b'],
      ['s3:PutObject', 'arn:aws:s3:::lab/target'],
    ])
  })

  it('keeps the metadata, or replaces it', () => {
    const { send, state } = createS3WithBucket()
    send('PUT /lab/key', { body: 'x', headers: { 'x-amz-meta-a': '1' } })
    const source = { 'x-amz-copy-source': 'lab/key', 'x-amz-meta-a': '2' }
    send('PUT /lab/copied', { headers: source })
    send('PUT /lab/replaced', { headers: { ...source, 'x-amz-metadata-directive': 'REPLACE' } })
    const metadata = (key: string) => state.buckets.get('lab')?.objects.get(key)?.metadata.get('a')
    expect([metadata('copied'), metadata('replaced')]).toEqual(['1', '2'])
  })
})

const request = (...keys: readonly string[]) => {
  const body = `<Delete>${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`
  return { body, headers: { 'content-md5': md5(body, 'base64') } }
}

describe('deleting objects', () => {
  it('is refused without a checksum, without keys, and with broken XML', () => {
    const { refusal } = createS3WithBucket()
    expect(refusal('POST /lab?delete', { body: request('a').body })).toEqual(['InvalidRequest', 400])
    expect(refusal('POST /lab?delete', request())).toEqual(['MalformedXML', 400])
    const broken = { body: '<Delete>', headers: { 'content-md5': md5('<Delete>', 'base64') } }
    expect(refusal('POST /lab?delete', broken)).toEqual(['MalformedXML', 400])
  })

  it('refuses each key by itself', () => {
    const { send, state } = createS3WithBucket(['kept'])
    for (const key of ['kept', 'a&b']) send(`PUT /lab/${encodeURIComponent(key)}`, { body: 'x' })
    const answer = send('POST /lab?delete', request('kept', 'a&amp;b', 'absent'))
    expect(elements(answer, 'Code')).toEqual(['AccessDenied'])
    expect(elements(answer, 'Key')).toEqual(['a&amp;b', 'absent', 'kept'])
    expect([...(state.buckets.get('lab')?.objects.keys() ?? [])]).toEqual(['kept'])
  })

  it('is no error for one that is not there', () => {
    expect(createS3WithBucket().send('DELETE /lab/none').status).toBe(204)
  })
})
