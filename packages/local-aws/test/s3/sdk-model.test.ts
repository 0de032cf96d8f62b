import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { missingOperations, s3Operations } from '../../src/s3/index.ts'
import { createS3WithBucket, elements as elementsOf, type Sent } from './s3-fixture.ts'
import { modelOperations } from './sdk-model.ts'

const model = new Map(modelOperations().map((operation) => [operation.name, operation]))

describe('the table of S3’s operations, beside the model of the AWS SDK', () => {
  it('names every operation that S3 has, and no other', () => {
    const names = [...s3Operations, ...missingOperations].map(({ name }) => name)
    expect(names.toSorted()).toEqual([...model.keys()].toSorted())
  })

  it.each([...s3Operations, ...missingOperations])('has method and place of $name', (operation) => {
    const { method, on, query, members } = model.get(operation.name)!
    expect([operation.method, operation.on]).toEqual([method, on])
    const part = new Set(operation.part?.split('&'))
    for (const condition of query.split('&'))
      if (condition !== '' && !part.delete(condition)) part.add(`no ${condition}`)
    // What is left are parameters that the model counts among the members: `uploadId`, `id`.
    const known = new Set(members.map(({ place }) => place))
    expect([...part].filter((name) => !known.has(`?${name}`))).toEqual([])
  })
})

/** What is dealt with before an operation runs, or says only where the request goes. */
const everywhere = new Set([
  'content-length',
  'content-md5',
  'x-amz-copy-source',
  'x-amz-expected-bucket-owner',
  'x-amz-request-payer',
  'x-amz-sdk-checksum-algorithm',
])

describe.each(s3Operations)('$name', (operation) => {
  const { members, elements } = model.get(operation.name)!
  const places = members.map(({ place }) => place).filter((place) => place !== undefined)
  const heeds = new Set(operation.heeds)
  const part = new Set(
    (operation.part ?? '').split('&').map((condition) => `?${condition.replace(/=.*/, '')}`),
  )
  const names = places.filter((place) => !heeds.has(place) && !everywhere.has(place) && !part.has(place))
  const path = { account: '/', bucket: '/lab', object: '/lab/key' }[operation.on]
  const query = operation.part === undefined ? '' : `?${operation.part}`

  it('heeds nothing that the model does not have', () => {
    expect([...heeds].filter((name) => !places.includes(name))).toEqual([])
    expect((operation.elements ?? []).filter((element) => !elements.includes(element))).toEqual([])
  })

  it('refuses by name each member of the model’s input that it does not heed', () => {
    const { error, send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'x' })
    const base: Record<string, string> =
      operation.header === undefined ? {} : { [operation.header]: 'lab/key' }
    const outcomes = names.map((name) => {
      // Checksums are compared with the body: what can be none is refused as such.
      const value = name.startsWith('x-amz-checksum-') ? 'AAAA' : 'x'
      const refused = name.startsWith('?')
        ? error(`${operation.method} ${path}${query === '' ? '?' : `${query}&`}${name.slice(1)}=x`, {
            headers: base,
          })
        : error(`${operation.method} ${path}${query}`, { headers: { ...base, [name]: value } })
      const { Header, Parameter } = refused.details
      return [name, refused.code, name.startsWith('?') ? `?${Parameter}` : Header?.toLowerCase()]
    })
    const expected = names.map((name) =>
      /^x-amz-checksum-(?!xxhash|algorithm$|mode$|type$)/.test(name)
        ? [name, operation.checksumsOf === 'object' ? 'MalformedXML' : 'InvalidRequest', undefined]
        : [name, 'NotImplemented', name === 'x-amz-meta-' ? 'x-amz-meta-' : name],
    )
    expect(outcomes).toEqual(expected)
  })

  it('refuses by name each element of the model’s document that it does not heed', () => {
    const heeded = new Set<string>(operation.elements)
    const [root] = elements
    if (root === undefined || heeded.size === 0) return
    expect(operation.elements?.[0]).toBe(root)
    const { error } = createS3WithBucket()
    // What lies in an element that is refused is refused with it.
    const refused = elements.filter(
      (element) =>
        // An attribute is no element.
        !element.includes(':') && !heeded.has(element) && heeded.has(element.replace(/\/[^/]*$/, '')),
    )
    for (const element of refused) {
      expect(error(`${operation.method} ${path}${query}`, documentWith(element)).details['Element']).toBe(
        element,
      )
    }
  })

  it('reads each header and parameter that it says it heeds', () => {
    const { asked, send } = createS3WithBucket()
    send('PUT /lab?versioning', { body: enabled })
    send('PUT /lab?object-lock', { body: lockable })
    send('PUT /lab/key', { body: 'x' })
    send('PUT /lab/key?retention', validRequest('PutObjectRetention'))
    send('PUT /lab/key?legal-hold', validRequest('PutObjectLegalHold'))
    const uploadId = elementsOf(send('POST /lab/key?uploads'), 'UploadId')[0] ?? ''
    const asksFor = query.replace('uploadId', `uploadId=${uploadId}`).replace('partNumber', 'partNumber=1')
    if (operation.name === 'CompleteMultipartUpload') send(`PUT /lab/key?partNumber=1&uploadId=${uploadId}`)
    asked.clear()
    const headers: Record<string, string> =
      operation.header === undefined ? {} : { [operation.header]: 'lab/key' }
    const target = operation.name === 'CopyObject' ? '/lab/copy' : path
    if (heeds.size > 0)
      send(`${operation.method} ${target}${asksFor}`, {
        ...validRequest(operation.name),
        headers: { ...validRequest(operation.name).headers, ...headers },
      })
    expect([...heeds].filter((name) => name !== 'x-amz-meta-' && !asked.has(name))).toEqual([])
  })
})

/** A document that holds one element, and nothing beside it. */
function documentWith(element: string): Sent {
  const names = element.split('/')
  const opened = names.map((name) => `<${name}>`).join('')
  const closed = names
    .toReversed()
    .map((name) => `</${name}>`)
    .join('')
  const body = opened + closed
  return { body, headers: { 'content-md5': createHash('md5').update(body).digest('base64') } }
}

const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
const lockable =
  '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>'

function ownersAcl(): string {
  return String(createS3WithBucket().send('GET /lab?acl').body)
}

/** What a request has to have beyond its address to succeed. */
function validRequest(name: string): Sent {
  if (name === 'CompleteMultipartUpload') {
    const part = '<Part><PartNumber>1</PartNumber><ETag>d41d8cd98f00b204e9800998ecf8427e</ETag></Part>'
    return { body: `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>` }
  }
  if (name === 'PutBucketLifecycleConfiguration') {
    const rule = '<Status>Enabled</Status><Filter/><Expiration><Days>1</Days></Expiration>'
    return { body: `<LifecycleConfiguration><Rule>${rule}</Rule></LifecycleConfiguration>` }
  }
  if (name === 'PutObjectRetention') {
    const until = '<RetainUntilDate>2027-01-01T00:00:00Z</RetainUntilDate>'
    return { body: `<Retention><Mode>GOVERNANCE</Mode>${until}</Retention>` }
  }
  if (name === 'PutObjectLegalHold') return { body: '<LegalHold><Status>ON</Status></LegalHold>' }
  if (name === 'DeleteObjects') {
    const body = '<Delete><Object><Key>key</Key></Object></Delete>'
    return { body, headers: { 'content-md5': createHash('md5').update(body).digest('base64') } }
  }
  if (name === 'PutBucketAcl' || name === 'PutObjectAcl') return { body: ownersAcl() }
  if (name === 'GetObjectAttributes') return { headers: { 'x-amz-object-attributes': 'ObjectParts' } }
  return name === 'PutObjectTagging' ? { body: '<Tagging><TagSet/></Tagging>' } : { region: 'us-east-1' }
}
