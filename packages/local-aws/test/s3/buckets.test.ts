import { describe, expect, it } from 'vitest'
import { createS3, createS3WithBucket, elements, header, otherAccountId } from './s3-fixture.ts'

function located(region: string): string {
  return `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
}

const expecting = (account: string) => ({ headers: { 'x-amz-expected-bucket-owner': account } })

describe('buckets', () => {
  it.each(['ab', 'Lab', 'a..b', '-lab', 'lab_1', '192.168.0.1', 'xn--lab', 'lab-s3alias', 'x'.repeat(64)])(
    'refuse the name %s',
    (name) => {
      expect(createS3().refusal(`PUT /${name}`, { region: 'us-east-1' })).toEqual(['InvalidBucketName', 400])
    },
  )

  it('are refused in a region that is not the endpoint’s', () => {
    const { refusal } = createS3()
    expect(refusal('PUT /lab')).toEqual(['IllegalLocationConstraintException', 400])
    expect(refusal('PUT /lab', { body: located('eu-north-1') })).toEqual([
      'IllegalLocationConstraintException',
      400,
    ])
    expect(refusal('PUT /lab', { region: 'us-east-1', body: located('us-east-1') })).toEqual([
      'InvalidLocationConstraint',
      400,
    ])
    expect(refusal('PUT /lab', { body: '<Create' })).toEqual(['MalformedXML', 400])
  })

  it('refuse ACLs that would make them public', () => {
    const sent = { region: 'us-east-1', headers: { 'x-amz-acl': 'public-read' } }
    expect(createS3().refusal('PUT /lab', sent)).toEqual(['InvalidBucketAclWithObjectOwnership', 400])
  })

  it('have names that are everybody’s', () => {
    const { refusal, send } = createS3()
    send('PUT /lab', { body: located('eu-west-1') })
    expect(refusal('PUT /lab', { region: 'us-east-1', account: otherAccountId })).toEqual([
      'BucketAlreadyExists',
      409,
    ])
    expect(refusal('PUT /lab', { body: located('eu-west-1') })).toEqual(['BucketAlreadyOwnedByYou', 409])
  })

  it('can be made twice by their owner in us-east-1, and stay as they are', () => {
    const { send, state } = createS3WithBucket()
    send('PUT /lab/key', { body: 'x' })
    expect(send('PUT /lab', { region: 'us-east-1' }).status).toBe(200)
    expect(state.buckets.get('lab')?.objects.size).toBe(1)
  })

  it('are not found before they exist', () => {
    const { refusal } = createS3()
    for (const request of ['HEAD /lab', 'GET /lab', 'GET /lab?location', 'DELETE /lab', 'PUT /lab/key']) {
      expect(refusal(request)).toEqual(['NoSuchBucket', 404])
    }
  })

  it('answer for the account that is expected to own them, and no other', () => {
    const { refusal, send } = createS3WithBucket()
    expect(refusal('HEAD /lab', expecting(otherAccountId))).toEqual(['AccessDenied', 403])
    expect(send('HEAD /lab', expecting('111122223333')).status).toBe(200)
  })

  it('say where they are, and nothing for us-east-1', () => {
    const { send } = createS3()
    send('PUT /lab-west', { body: located('eu-west-1') })
    send('PUT /lab-east', { region: 'us-east-1' })
    expect(String(send('GET /lab-west?location').body)).toContain('>eu-west-1</LocationConstraint>')
    expect(String(send('GET /lab-east?location').body)).toContain('></LocationConstraint>')
    expect(header(send('HEAD /lab-west'), 'x-amz-bucket-region')).toBe('eu-west-1')
  })

  it('are listed for their account, in pages', () => {
    const { send } = createS3()
    for (const name of ['lab-c', 'lab-a', 'lab-b']) send(`PUT /${name}`, { region: 'us-east-1' })
    send('PUT /foreign', { region: 'us-east-1', account: otherAccountId })
    const first = send('GET /?max-buckets=2')
    expect(elements(first, 'Name')).toEqual(['lab-a', 'lab-b'])
    const [token = ''] = elements(first, 'ContinuationToken')
    expect(elements(send(`GET /?max-buckets=2&continuation-token=${token}`), 'Name')).toEqual(['lab-c'])
  })

  it('cannot be deleted while anything is in them', () => {
    const { refusal, send, state } = createS3WithBucket()
    send('PUT /lab/key', { body: 'x' })
    expect(refusal('DELETE /lab')).toEqual(['BucketNotEmpty', 409])
    send('DELETE /lab/key')
    expect(send('DELETE /lab').status).toBe(204)
    expect(state.buckets.size).toBe(0)
  })

  it('answer what a new bucket answers to questions about their settings', () => {
    const { refusal, send } = createS3WithBucket()
    expect(refusal('GET /lab?cors')).toEqual(['NoSuchCORSConfiguration', 404])
    expect(refusal('GET /lab?tagging')).toEqual(['NoSuchTagSet', 404])
    expect(elements(send('GET /lab?encryption'), 'SSEAlgorithm')).toEqual(['AES256'])
    expect(elements(send('GET /lab?acl'), 'Permission')).toEqual(['FULL_CONTROL'])
    expect(refusal('GET /none?versioning')).toEqual(['NoSuchBucket', 404])
  })
})
