import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AwsError } from '../../src/base/aws-error.ts'
import { s3Operations } from '../../src/s3/index.ts'
import { createS3WithBucket, elements as elementsOf, type S3 } from './s3-fixture.ts'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 60)

/** What a header, a parameter or an element may say, sensible or not. */
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '30',
    '99999999999999999999',
    'true',
    'Enabled',
    'Suspended',
    'ON',
    'OFF',
    'GOVERNANCE',
    'COMPLIANCE',
    'Requester',
    'aws:kms',
    'AES256',
    'alias/aws/s3',
    'GLACIER',
    'STANDARD_IA',
    'bytes=0-1',
    'COMPOSITE',
    'CRC32',
    'AAAAAA==',
    'ObjectParts',
    'REPLACE',
    '*',
    '"d41d8cd98f00b204e9800998ecf8427e"',
    'd41d8cd98f00b204e9800998ecf8427e',
    'lab/key',
    'null',
    '2027-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
    '__proto__',
    '\u0000',
    '\ud800',
  ),
)

const escaped = (value: string) => value.replace(/[<&>]/g, (one) => `&#${one.charCodeAt(0)};`)

/** Half of a surrogate pair has no bytes in UTF-8: it becomes another character, as on its way over the wire. */
const encoded = (value: string) => encodeURIComponent(Buffer.from(value).toString())

/** Documents that are made of an operation's elements, in any number and order, with anything in them. */
function documents(paths: readonly string[]): fc.Arbitrary<string> {
  const inside = (path: string): fc.Arbitrary<string> => {
    const names = paths
      .filter((one) => one.startsWith(`${path}/`) && !one.slice(path.length + 1).includes('/'))
      .map((one) => one.slice(path.length + 1))
    if (names.length === 0) return text.map(escaped)
    const child = fc
      .constantFrom(...names)
      .chain((name) => inside(`${path}/${name}`).map((inner) => `<${name}>${inner}</${name}>`))
    return fc.array(child, { maxLength: 4 }).map((children) => children.join(''))
  }
  const [root = 'Nothing'] = paths
  return inside(root).map((inner) => `<${root}>${inner}</${root}>`)
}

/** A bucket in which there is something of everything, and an upload under way. */
function createFull(): { readonly s3: S3; readonly uploadId: string } {
  const s3 = createS3WithBucket()
  s3.send('PUT /lab?versioning', {
    body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  })
  s3.send('PUT /lab?object-lock', {
    body: '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>',
  })
  s3.send('PUT /lab/key', { body: 'hello', headers: { 'x-amz-tagging': 'a=b' } })
  const [uploadId = ''] = elementsOf(s3.send('POST /lab/key?uploads'), 'UploadId')
  s3.send(`PUT /lab/key?partNumber=1&uploadId=${uploadId}`)
  return { s3, uploadId }
}

describe.each(s3Operations)('$name', (operation) => {
  const heeds = [...(operation.heeds ?? []), 'x-amz-meta-a', 'x-amz-request-payer', 'range']
  const request = fc.record({
    body: fc.oneof(text, documents(operation.elements ?? [])),
    heeded: fc.dictionary(fc.constantFrom(...heeds), text, { maxKeys: 4 }),
    part: fc.oneof(fc.constantFrom('1', '2'), text),
    digested: fc.boolean(),
    goes: fc.boolean(),
  })

  it('answers or refuses whatever it is asked, and never errs', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ body, heeded, part, digested, goes }) => {
        const { s3, uploadId } = createFull()
        const headers = Object.entries(heeded).filter(([name]) => !name.startsWith('?'))
        const asked = (operation.part ?? '')
          .split('&')
          .filter((one) => one !== '')
          .map((one) => {
            if (one === 'uploadId') return `uploadId=${goes ? uploadId : 'none'}`
            return one === 'partNumber' ? `partNumber=${encoded(part)}` : one
          })
        const more = Object.entries(heeded)
          .filter(([name]) => name.startsWith('?'))
          .map(([name, value]) => `${name.slice(1)}=${encoded(value)}`)
        const path = { account: '/', bucket: '/lab', object: '/lab/key' }[operation.on]
        const digest = createHash('md5').update(body).digest('base64')
        const sent = {
          body,
          headers: {
            ...Object.fromEntries(headers),
            ...(operation.header === undefined ? {} : { [operation.header]: goes ? 'lab/key' : part }),
            ...(digested ? { 'content-md5': digest } : {}),
          },
        }
        const outcome = await s3
          .answer(`${operation.method} ${path}?${[...asked, ...more].join('&')}`, sent)
          .then(
            ({ status }) => status,
            (error: unknown) => (error instanceof AwsError ? error.status : error),
          )
        expect(outcome).toSatisfy((one: unknown) => typeof one === 'number' && (one < 500 || one === 501))
      }),
      { numRuns },
    )
  })
})
