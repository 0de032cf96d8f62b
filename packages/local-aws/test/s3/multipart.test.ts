import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checksum } from '../../src/s3/wire/checksums.ts'
import { createS3WithBucket, elements, header, type S3 } from './s3-fixture.ts'

const mebibyte = 1024 * 1024
const first = Buffer.alloc(5 * mebibyte, 'a')
const last = Buffer.from('the end')
const md5 = (body: Uint8Array): string => createHash('md5').update(body).digest('hex')
const document = (...parts: ReadonlyArray<readonly [number: number, etag: string, more?: string]>): string =>
  `<CompleteMultipartUpload>${parts
    .map(
      ([number, etag, more = '']) =>
        `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${more}</Part>`,
    )
    .join('')}</CompleteMultipartUpload>`

function begin(s3: S3, headers: Readonly<Record<string, string>> = {}): string {
  return elements(s3.send('POST /lab/key?uploads', { headers }), 'UploadId')[0] ?? ''
}

function createUpload(headers?: Readonly<Record<string, string>>) {
  const s3 = createS3WithBucket()
  const id = begin(s3, headers)
  const put = (number: number | string, body: Uint8Array, more: Readonly<Record<string, string>> = {}) =>
    s3.send(`PUT /lab/key?partNumber=${number}&uploadId=${id}`, { body, headers: more })
  put(2, last)
  put(1, first)
  return { ...s3, id, put, whole: `POST /lab/key?uploadId=${id}` }
}

describe('a multipart upload', () => {
  it('is not found by another key, nor once it was aborted', () => {
    const { id, refusal, send, state } = createUpload()
    for (const request of [`PUT /lab/other?partNumber=1&uploadId=${id}`, `GET /lab/other?uploadId=${id}`]) {
      expect(refusal(request)).toEqual(['NoSuchUpload', 404])
    }
    expect(refusal(`PUT /lab/key?partNumber=1&uploadId=none`)).toEqual(['NoSuchUpload', 404])
    expect(send(`DELETE /lab/key?uploadId=${id}`).status).toBe(204)
    expect(refusal(`DELETE /lab/key?uploadId=${id}`)).toEqual(['NoSuchUpload', 404])
    expect(state.buckets.get('lab')?.uploads.size).toBe(0)
  })

  it('refuses parts out of bounds and with another checksum than was agreed on', () => {
    const { id, refusal } = createUpload({ 'x-amz-checksum-algorithm': 'CRC32' })
    for (const number of ['0', '10001', 'x', '']) {
      expect(refusal(`PUT /lab/key?partNumber=${number}&uploadId=${id}`)).toEqual(['InvalidArgument', 400])
    }
    const part = `PUT /lab/key?partNumber=1&uploadId=${id}`
    const sha1 = { 'x-amz-checksum-sha1': checksum('SHA1', last) }
    expect(refusal(part, { body: last, headers: sha1 })).toEqual(['InvalidRequest', 400])
    const wrong = { 'x-amz-checksum-crc32': checksum('CRC32', first) }
    expect(refusal(part, { body: last, headers: wrong })).toEqual(['BadDigest', 400])
  })

  it('refuses kinds of checksums that S3 does not make of parts', () => {
    const { refusal } = createS3WithBucket()
    for (const [algorithm, type] of [
      ['SHA256', 'FULL_OBJECT'],
      ['CRC64NVME', 'COMPOSITE'],
      ['CRC32', 'OTHER'],
    ] as const) {
      const headers = { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type }
      expect(refusal('POST /lab/key?uploads', { headers })).toEqual(['InvalidRequest', 400])
    }
    const alone = { 'x-amz-checksum-type': 'COMPOSITE' }
    expect(refusal('POST /lab/key?uploads', { headers: alone })).toEqual(['InvalidRequest', 400])
  })

  it('is not completed out of order, from other parts, from small ones, or against its conditions', () => {
    const { put, refusal, whole, send } = createUpload()
    const [one, two] = [md5(first), md5(last)]
    const complete = (body: string, headers = {}) => refusal(whole, { body, headers })
    expect(complete(document([2, two], [1, one]))).toEqual(['InvalidPartOrder', 400])
    expect(complete(document([1, two]))).toEqual(['InvalidPart', 400])
    expect(complete(document([3, two]))).toEqual(['InvalidPart', 400])
    expect(complete(document([1, one, '<ChecksumCRC64NVME>AAAA</ChecksumCRC64NVME>']))).toEqual([
      'InvalidPart',
      400,
    ])
    expect(complete(document())).toEqual(['MalformedXML', 400])
    expect(complete(document([1, one], [2, two]), { 'x-amz-mp-object-size': '1' })).toEqual([
      'InvalidRequest',
      400,
    ])
    expect(complete(document([1, one], [2, two]), { 'x-amz-checksum-crc64nvme': 'AAAA' })).toEqual([
      'BadDigest',
      400,
    ])
    put(3, last)
    expect(complete(document([1, one], [2, two], [3, two]))).toEqual(['EntityTooSmall', 400])
    send('PUT /lab/key', { body: 'x' })
    expect(complete(document([1, one], [2, two]), { 'if-none-match': '*' })).toEqual([
      'PreconditionFailed',
      412,
    ])
  })

  it('becomes one object, with the metadata it was begun with, and parts that can be read', () => {
    const { send, state, whole } = createUpload({ 'x-amz-meta-lab': 'seven', 'content-type': 'text/plain' })
    const completed = send(whole, { body: document([1, `&quot;${md5(first)}&quot;`], [2, md5(last)]) })
    const tag = `${md5(Buffer.from(md5(first) + md5(last), 'hex'))}-2`
    const all = Buffer.concat([first, last])
    expect(elements(completed, 'ETag')).toEqual([`&quot;${tag}&quot;`])
    expect(elements(completed, 'ChecksumCRC64NVME')).toEqual([checksum('CRC64NVME', all)])
    expect(elements(completed, 'ChecksumType')).toEqual(['FULL_OBJECT'])
    const got = send('GET /lab/key')
    expect(Buffer.from(got.body).equals(all)).toBe(true)
    expect([header(got, 'x-amz-meta-lab'), header(got, 'content-type')]).toEqual(['seven', 'text/plain'])
    const second = send('GET /lab/key?partNumber=2')
    expect([second.status, Buffer.from(second.body).toString()]).toEqual([206, 'the end'])
    expect(header(second, 'x-amz-mp-parts-count')).toBe('2')
    expect(state.buckets.get('lab')?.uploads.size).toBe(0)
  })

  it('is completed once more for whoever did not get the answer, and for the same parts alone', () => {
    const { refusal, send, state, whole } = createUpload()
    const body = document([1, md5(first)], [2, md5(last)])
    const [one] = elements(send(whole, { body }), 'ETag')
    const object = state.buckets.get('lab')?.objects.get('key')
    expect(elements(send(whole, { body }), 'ETag')).toEqual([one])
    expect(state.buckets.get('lab')?.objects.get('key')).toBe(object)
    expect(refusal(whole, { body: document([1, md5(first)]) })).toEqual(['NoSuchUpload', 404])
    for (const none of ['x', '', 'z'.repeat(32)]) {
      expect(refusal(whole, { body: document([1, none]) })).toEqual(['NoSuchUpload', 404])
    }
    send('PUT /lab/key', { body: 'another' })
    expect(refusal(whole, { body })).toEqual(['NoSuchUpload', 404])
  })

  it('has a checksum of its parts’ checksums where they are hashes', () => {
    const { error, send, whole } = createUpload({ 'x-amz-checksum-algorithm': 'SHA256' })
    const unsaid = error(whole, { body: document([1, md5(first)], [2, md5(last)]) })
    expect([unsaid.code, unsaid.message]).toEqual([
      'InvalidRequest',
      'The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
    ])
    const sums = [first, last].map((part) => checksum('SHA256', part))
    const [one = '', two = ''] = sums
    const body = document(
      [1, md5(first), `<ChecksumSHA256>${one}</ChecksumSHA256>`],
      [2, md5(last), `<ChecksumSHA256>${two}</ChecksumSHA256>`],
    )
    const composite = checksum('SHA256', Buffer.concat(sums.map((sum) => Buffer.from(sum, 'base64'))))
    const completed = send(whole, { body, headers: { 'x-amz-checksum-sha256': composite } })
    expect(elements(completed, 'ChecksumSHA256')).toEqual([`${composite}-2`])
    expect(elements(completed, 'ChecksumType')).toEqual(['COMPOSITE'])
    const wanted = { 'x-amz-object-attributes': 'ObjectParts', 'x-amz-max-parts': '1' }
    const page = send('GET /lab/key?attributes', { headers: wanted })
    expect([elements(page, 'PartNumber'), elements(page, 'ChecksumSHA256')]).toEqual([['1'], [one]])
    expect([elements(page, 'IsTruncated'), elements(page, 'PartsCount')]).toEqual([['true'], ['2']])
    const next = { ...wanted, 'x-amz-part-number-marker': '1' }
    const rest = send('GET /lab/key?attributes', { headers: next })
    expect([elements(rest, 'ChecksumSHA256'), elements(rest, 'IsTruncated')]).toEqual([[two], ['false']])
    const head = send('HEAD /lab/key?partNumber=2', { headers: { 'x-amz-checksum-mode': 'ENABLED' } })
    expect(header(head, 'x-amz-checksum-sha256')).toBe(two)
  })

  it.each([
    ['begins behind the first', [2]],
    ['has a gap', [1, 3]],
  ])('is not completed of what %s where a checksum was agreed on', (_, numbers) => {
    for (const algorithm of ['CRC32', 'SHA256'] as const) {
      const { put, refusal, state, whole } = createUpload({ 'x-amz-checksum-algorithm': algorithm })
      put(3, last)
      const parts = numbers.map((number) => {
        const bytes = number === 1 ? first : last
        const sum = `<Checksum${algorithm}>${checksum(algorithm, bytes)}</Checksum${algorithm}>`
        return [number, md5(bytes), sum] as const
      })
      expect(refusal(whole, { body: document(...parts) })).toEqual(['InvalidPartOrder', 400])
      expect(state.buckets.get('lab')?.objects.has('key')).toBe(false)
    }
  })

  it('may leave out numbers where none was', () => {
    const { put, send, whole } = createUpload()
    put(7, last)
    send(whole, { body: document([1, md5(first)], [7, md5(last)]) })
    expect(Buffer.from(send('GET /lab/key?partNumber=2').body).toString()).toBe('the end')
  })

  it('tells only how many parts there are where no algorithm was named', () => {
    const { send, whole } = createUpload()
    send(whole, { body: document([1, md5(first)], [2, md5(last)]) })
    const told = send('GET /lab/key?attributes', { headers: { 'x-amz-object-attributes': 'ObjectParts' } })
    expect([elements(told, 'PartsCount'), elements(told, 'PartNumber')]).toEqual([['2'], []])
    const head = send('HEAD /lab/key?partNumber=2', { headers: { 'x-amz-checksum-mode': 'ENABLED' } })
    expect(header(head, 'x-amz-checksum-crc64nvme')).toBeUndefined()
  })

  it('takes parts of other objects', () => {
    const { id, refusal, send, whole } = createUpload()
    send('PUT /lab/source', { body: 'hello' })
    const copy = (range: string) => ({
      headers: { 'x-amz-copy-source': 'lab/source', 'x-amz-copy-source-range': range },
    })
    const part = `PUT /lab/key?partNumber=1&uploadId=${id}`
    for (const range of ['bytes=0-5', 'bytes=3-1', 'bytes=1-', 'lines=0-1']) {
      expect(refusal(part, copy(range))).toEqual(['InvalidArgument', 400])
    }
    expect(elements(send(part, copy('bytes=1-3')), 'ETag')).toEqual([
      `&quot;${md5(Buffer.from('ell'))}&quot;`,
    ])
    send(whole, { body: document([1, md5(Buffer.from('ell'))]) })
    expect(Buffer.from(send('GET /lab/key').body).toString()).toBe('ell')
  })

  it('is listed with its parts, in pages', () => {
    const { id, send } = createUpload()
    const list = (query: string) => send(`GET /lab/key?uploadId=${id}&${query}`)
    expect(elements(list('max-parts=1'), 'PartNumber')).toEqual(['1'])
    expect(elements(list('max-parts=1'), 'IsTruncated')).toEqual(['true'])
    expect(elements(list('part-number-marker=1'), 'Size')).toEqual([String(last.length)])
    const other = elements(send('POST /lab/logs/a?uploads'), 'Key')
    expect(other).toEqual(['logs/a'])
    expect(elements(send('GET /lab?uploads'), 'Key')).toEqual(['key', 'logs/a'])
    expect(elements(send('GET /lab?uploads&delimiter=/'), 'CommonPrefixes')).toEqual([])
    expect(String(send('GET /lab?uploads&delimiter=/').body)).toContain(
      '<CommonPrefixes><Prefix>logs/</Prefix>',
    )
    const page = send('GET /lab?uploads&max-uploads=1')
    expect([elements(page, 'Key'), elements(page, 'NextKeyMarker')]).toEqual([['key'], ['key']])
    expect(elements(send(`GET /lab?uploads&key-marker=key&upload-id-marker=${id}`), 'Key')).toEqual([
      'logs/a',
    ])
  })
})
