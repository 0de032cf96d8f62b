import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AwsError } from '../../src/base/aws-error.ts'
import { routeS3 } from '../../src/s3/index.ts'
import { createS3 } from './s3-fixture.ts'

function route(request: string, host = '127.0.0.1:4566') {
  const [method = '', target = ''] = request.split(' ')
  const { action, bucket, key } = routeS3({ method, target }, new Map([['host', host]]))
  return [action.name, bucket, key]
}

describe('routeS3', () => {
  it.each([
    ['PUT /lab?logging', 'PutBucketLogging'],
    ['PUT /lab?replication', 'PutBucketReplication'],
    ['PUT /lab?inventory&id=x', 'PutBucketInventoryConfiguration'],
    ['POST /lab/key?restore', 'RestoreObject'],
    ['GET /lab/key?torrent', 'GetObjectTorrent'],
    ['PUT /lab/key?renameObject', 'RenameObject'],
  ])('names what %s would be, and refuses it', (request, name) => {
    const refused = createS3().error(request)
    expect([refused.code, refused.status]).toEqual(['NotImplemented', 501])
    expect(refused.message).toContain(`s3:${name}`)
  })

  it('refuses methods and paths that S3 refuses', () => {
    const { refusal } = createS3()
    expect(refusal('PATCH /lab/key')).toEqual(['MethodNotAllowed', 405])
    expect(refusal('DELETE /')).toEqual(['MethodNotAllowed', 405])
    expect(refusal('PUT /lab?location')).toEqual(['MethodNotAllowed', 405])
    expect(refusal('DELETE /lab?versions')).toEqual(['MethodNotAllowed', 405])
    expect(refusal('GET /lab/%E0%A4%A')).toEqual(['InvalidURI', 400])
    expect(refusal(`GET /lab/${'k'.repeat(1025)}`)).toEqual(['KeyTooLongError', 400])
  })

  it.each([
    ['GET /', 'ListBuckets', '', ''],
    ['GET /?x-id=ListBuckets', 'ListBuckets', '', ''],
    ['PUT /lab', 'CreateBucket', 'lab', ''],
    ['PUT /lab/', 'CreateBucket', 'lab', ''],
    ['HEAD /lab', 'HeadBucket', 'lab', ''],
    ['GET /lab', 'ListObjects', 'lab', ''],
    ['GET /lab?list-type=2&prefix=a', 'ListObjectsV2', 'lab', ''],
    ['GET /lab?versions', 'ListObjectVersions', 'lab', ''],
    ['GET /lab?location', 'GetBucketLocation', 'lab', ''],
    ['GET /lab?acl=', 'GetBucketAcl', 'lab', ''],
    ['PUT /lab?policy', 'PutBucketPolicy', 'lab', ''],
    ['POST /lab?delete', 'DeleteObjects', 'lab', ''],
    ['GET /lab/a/b%20c%2Bd', 'GetObject', 'lab', 'a/b c+d'],
    ['GET /lab//a/../b/', 'GetObject', 'lab', '/a/../b/'],
    ['HEAD /lab/key', 'HeadObject', 'lab', 'key'],
    ['PUT /lab/key?partNumber=1&uploadId=x', 'UploadPart', 'lab', 'key'],
    ['GET /lab/key?uploadId=x', 'ListParts', 'lab', 'key'],
    ['GET /lab?uploads', 'ListMultipartUploads', 'lab', ''],
    ['POST /lab/key?uploads', 'CreateMultipartUpload', 'lab', 'key'],
    ['DELETE /lab/key?x-id=DeleteObject', 'DeleteObject', 'lab', 'key'],
  ])('takes %s for %s', (request, name, bucket, key) => {
    expect(route(request)).toEqual([name, bucket, key])
  })

  it.each([
    ['lab.localhost:4566', 'lab'],
    ['my.lab.localhost', 'my.lab'],
    ['lab.s3.localhost', 'lab'],
    ['lab.s3.amazonaws.com', 'lab'],
    ['my.lab.s3.eu-west-1.amazonaws.com', 'my.lab'],
    ['lab.s3.dualstack.eu-west-1.amazonaws.com', 'lab'],
  ])('finds the bucket in the host %s', (host, bucket) => {
    expect(route('GET /a/b', host)).toEqual(['GetObject', bucket, 'a/b'])
    expect(route('GET /', host)).toEqual(['ListObjects', bucket, ''])
  })

  it.each([
    'localhost:4566',
    '127.0.0.1',
    '[::1]:4566',
    's3.localhost',
    's3.eu-west-1.amazonaws.com',
    'lab.example',
  ])('finds no bucket in the host %s', (host) => {
    expect(route('GET /', host)).toEqual(['ListBuckets', '', ''])
  })

  it('throws nothing but refusals, whatever the request', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('%', '%2', '&', '=', '?', 'acl', 'policy', 's3.'))
    fc.assert(
      fc.property(
        fc.array(part),
        fc.array(part),
        fc.constantFrom('GET', 'PUT', 'X'),
        (path, host, method) => {
          try {
            routeS3({ method, target: `/${path.join('')}` }, new Map([['host', host.join('')]]))
          } catch (error) {
            expect(error).toBeInstanceOf(AwsError)
          }
        },
      ),
    )
  })
})
