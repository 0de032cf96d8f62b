import fc from 'fast-check'
import { emptyContent } from '../../src/content/index.ts'
import { describe, expect, it } from 'vitest'
import type { Bucket } from '../../src/model/index.ts'
import { listObjects } from '../../src/s3/list/listing.ts'
import { createS3WithBucket, elements } from './s3-fixture.ts'

function bucketWith(keys: readonly string[]): Bucket {
  const object = {
    versionId: 'null',
    content: emptyContent,
    etag: '',
    contentType: '',
    lastModified: new Date(0),
    metadata: new Map(),
    headers: new Map(),
    checksums: new Map(),
    checksumType: 'FULL_OBJECT' as const,
    storageClass: 'STANDARD',
    place: 1,
    redirect: undefined,
    tags: new Map(),
  }
  return {
    name: 'lab',
    account: '111122223333',
    region: 'us-east-1',
    createdAt: new Date(0),
    policy: undefined,
    tags: new Map(),
    versioning: undefined,
    versionsMade: 1,
    deletedNulls: new Map(),
    history: new Map(),
    settings: new Map(),
    uploads: new Map(),
    objects: new Map(keys.map((key) => [key, object])),
  }
}

describe('listing a bucket', () => {
  it('refuses parameters that S3 refuses', () => {
    const { refusal } = createS3WithBucket()
    for (const query of [
      'max-keys=-1',
      'max-keys=x',
      'encoding-type=base64',
      'list-type=2&continuation-token=x',
    ]) {
      expect(refusal(`GET /lab?${query}`)).toEqual(['InvalidArgument', 400])
    }
  })

  it('orders keys by their UTF-8 bytes', () => {
    const keys = ['\u{1f600}', '\uffee', 'a', 'B']
    const { objects } = listObjects(bucketWith(keys), { prefix: '', delimiter: '', most: 10, after: '' })
    expect(objects.map(([key]) => key)).toEqual(['B', 'a', '\uffee', '\u{1f600}'])
  })

  it('groups keys by the delimiter, each group once', () => {
    const { send } = createS3WithBucket()
    for (const key of ['a/1', 'a/2', 'b', 'c/d/3', 'c/e']) send(`PUT /lab/${key}`, { body: 'x' })
    const top = send('GET /lab?list-type=2&delimiter=%2F')
    expect(elements(top, 'Key')).toEqual(['b'])
    expect(elements(top, 'Prefix')).toEqual(['', 'a/', 'c/'])
    expect(elements(top, 'KeyCount')).toEqual(['3'])
    const below = send('GET /lab?list-type=2&delimiter=%2F&prefix=c%2F')
    expect([elements(below, 'Key'), elements(below, 'Prefix')]).toEqual([['c/e'], ['c/', 'c/d/']])
  })

  it('sends whole groups and keys once in pages of any size', () => {
    const key = fc.stringMatching(/^[ab/\u{1f600}\uffee]{1,5}$/u)
    const keys = fc.uniqueArray(key, { maxLength: 20 })
    const prefixes = fc.constantFrom('', 'a', 'a/')
    fc.assert(
      fc.property(
        keys,
        prefixes,
        fc.constantFrom('', '/'),
        fc.integer({ min: 1, max: 4 }),
        (all, prefix, delimiter, most) => {
          const bucket = bucketWith(all)
          const whole = listObjects(bucket, { prefix, delimiter, most: 1000, after: '' })
          const found: string[] = []
          const groups: string[] = []
          let after: string | undefined = ''
          while (after !== undefined) {
            const page = listObjects(bucket, { prefix, delimiter, most, after })
            expect(page.objects.length + page.commonPrefixes.length).toBeLessThanOrEqual(most)
            found.push(...page.objects.map(([name]) => name))
            groups.push(...page.commonPrefixes)
            after = page.next
          }
          expect(found).toEqual(whole.objects.map(([name]) => name))
          expect(groups).toEqual(whole.commonPrefixes)
          const covered = all.filter(
            (name) => found.includes(name) || groups.some((group) => name.startsWith(group)),
          )
          expect(covered.toSorted()).toEqual(all.filter((name) => name.startsWith(prefix)).toSorted())
        },
      ),
    )
  })

  it('encodes keys when asked, so that any key fits into XML', () => {
    const { send } = createS3WithBucket()
    send('PUT /lab/a%01%20b%2Bc/d', { body: 'x' })
    expect(elements(send('GET /lab?list-type=2&encoding-type=url'), 'Key')).toEqual(['a%01+b%2Bc/d'])
  })

  it('continues from a token (V2), from a marker (V1) and from a key marker (versions)', () => {
    const { send } = createS3WithBucket()
    for (const key of ['a', 'b', 'c']) send(`PUT /lab/${key}`, { body: 'x' })
    const first = send('GET /lab?list-type=2&max-keys=2')
    expect([elements(first, 'Key'), elements(first, 'IsTruncated')]).toEqual([['a', 'b'], ['true']])
    const [token = ''] = elements(first, 'NextContinuationToken')
    expect(elements(send(`GET /lab?list-type=2&continuation-token=${token}`), 'Key')).toEqual(['c'])
    expect(elements(send('GET /lab?marker=b'), 'Key')).toEqual(['c'])
    expect(elements(send('GET /lab?list-type=2&start-after=a'), 'Key')).toEqual(['b', 'c'])
    expect(elements(send('GET /lab?versions&max-keys=1'), 'NextKeyMarker')).toEqual(['a'])
    expect(elements(send('GET /lab?versions&key-marker=a'), 'Key')).toEqual(['b', 'c'])
  })

  it('carries what was asked for as condition keys, and only that', () => {
    const { needs } = createS3WithBucket()
    const [need] = needs('GET /lab?list-type=2&prefix=home%2F&max-keys=5')
    expect(need).toMatchObject({ action: 's3:ListBucket', resource: 'arn:aws:s3:::lab' })
    expect(need?.context?.get('s3:prefix')).toEqual(['home/'])
    expect(need?.context?.get('s3:max-keys')).toEqual(['5'])
    expect(need?.context?.has('s3:delimiter')).toBe(false)
  })
})
