import { describe, expect, it } from 'vitest'
import { createS3WithBucket, elements, header, otherAccountId } from './s3-fixture.ts'

const block = (...names: readonly string[]) =>
  `<PublicAccessBlockConfiguration>${names.map((name) => `<${name}>true</${name}>`).join('')}</PublicAccessBlockConfiguration>`
const policy = (more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lab/*', ...more },
    ],
  })

describe('a setting of a bucket', () => {
  it('is refused by name where it asks for what is not done', () => {
    const { refusal } = createS3WithBucket()
    const encryption = (algorithm: string) =>
      `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>${algorithm}</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`
    expect(refusal('PUT /lab?encryption', { body: encryption('aws:kms:dsse') })).toEqual([
      'NotImplemented',
      501,
    ])
    const owner =
      '<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>'
    expect(refusal('PUT /lab?ownershipControls', { body: owner })).toEqual(['NotImplemented', 501])
    const maybe =
      '<PublicAccessBlockConfiguration><BlockPublicPolicy>maybe</BlockPublicPolicy></PublicAccessBlockConfiguration>'
    expect(refusal('PUT /lab?publicAccessBlock', { body: maybe })).toEqual(['MalformedXML', 400])
    expect(refusal('PUT /lab?publicAccessBlock', { body: block() })).toEqual(['InvalidRequest', 400])
  })

  it('is given back as it was put, and gone once it was taken away', () => {
    const { refusal, send } = createS3WithBucket()
    const body = `<LifecycleConfiguration>${['one', 'two']
      .map(
        (id) =>
          `<Rule><ID>${id}</ID><Status>Enabled</Status><Filter><Prefix>${id}/</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule>`,
      )
      .join('')}</LifecycleConfiguration>`
    const size = 'x-amz-transition-default-minimum-object-size'
    send('PUT /lab?lifecycle', { body, headers: { [size]: 'varies_by_storage_class' } })
    const kept = send('GET /lab?lifecycle')
    expect([elements(kept, 'ID'), elements(kept, 'Prefix')]).toEqual([
      ['one', 'two'],
      ['one/', 'two/'],
    ])
    expect(header(kept, size)).toBe('varies_by_storage_class')
    send('DELETE /lab?lifecycle')
    expect(refusal('GET /lab?lifecycle')).toEqual(['NoSuchLifecycleConfiguration', 404])
    expect(elements(send('GET /lab?ownershipControls'), 'ObjectOwnership')).toEqual(['BucketOwnerEnforced'])
    send('DELETE /lab?ownershipControls')
    expect(refusal('GET /lab?ownershipControls')).toEqual(['OwnershipControlsNotFoundError', 404])
    send('DELETE /lab?encryption')
    expect(elements(send('GET /lab?encryption'), 'SSEAlgorithm')).toEqual(['AES256'])
  })
})

describe('transfer acceleration', () => {
  const status = (text: string) => ({
    body: `<AccelerateConfiguration>${text}</AccelerateConfiguration>`,
  })

  it('is refused with a status that is none, and for a bucket whose name has dots', () => {
    const { refusal, send } = createS3WithBucket()
    for (const inner of ['', '<Status>On</Status>', '<Status>Enabled</Status><Status>Enabled</Status>']) {
      expect(refusal('PUT /lab?accelerate', status(inner))).toEqual(['MalformedXML', 400])
    }
    send('PUT /l.a.b', { region: 'us-east-1' })
    expect(refusal('PUT /l.a.b?accelerate', status('<Status>Enabled</Status>'))).toEqual([
      'InvalidRequest',
      400,
    ])
  })

  it('has no status before it was given one', () => {
    const { send } = createS3WithBucket()
    expect(elements(send('GET /lab?accelerate'), 'Status')).toEqual([])
    send('PUT /lab?accelerate', status('<Status>Suspended</Status>'))
    expect(elements(send('GET /lab?accelerate'), 'Status')).toEqual(['Suspended'])
  })
})

describe('a bucket for which requesters pay', () => {
  const payer = (text: string) => ({
    body: `<RequestPaymentConfiguration><Payer>${text}</Payer></RequestPaymentConfiguration>`,
  })

  it('is read by others only when they say that they pay', () => {
    const { refusal, send } = createS3WithBucket()
    expect(refusal('PUT /lab?requestPayment', payer('Nobody'))).toEqual(['MalformedXML', 400])
    send('PUT /lab/key', { body: 'x' })
    const other = { account: otherAccountId }
    expect(send('GET /lab/key', other).status).toBe(200)
    send('PUT /lab?requestPayment', payer('Requester'))
    expect(elements(send('GET /lab?requestPayment'), 'Payer')).toEqual(['Requester'])
    for (const request of ['GET /lab/key', 'GET /lab', 'PUT /lab/key', 'DELETE /lab/key']) {
      expect(refusal(request, other)).toEqual(['AccessDenied', 403])
    }
    expect(refusal('GET /lab/key', { ...other, headers: { 'x-amz-request-payer': 'owner' } })).toEqual([
      'AccessDenied',
      403,
    ])
    const paying = { ...other, headers: { 'x-amz-request-payer': 'requester' } }
    expect(send('GET /lab/key', paying).status).toBe(200)
    expect(send('GET /lab/key').status).toBe(200)
    send('PUT /lab?requestPayment', payer('BucketOwner'))
    expect(send('GET /lab/key', other).status).toBe(200)
  })
})

describe('configurations of which a bucket can have several', () => {
  it.each(['analytics', 'intelligent-tiering', 'inventory', 'metrics'])('are none: %s', (name) => {
    const { refusal, send } = createS3WithBucket()
    expect(elements(send(`GET /lab?${name}`), 'IsTruncated')).toEqual(['false'])
    expect(refusal(`GET /lab?${name}&id=x`)).toEqual(['NoSuchConfiguration', 404])
    expect(refusal(`PUT /lab?${name}&id=x`)).toEqual(['NotImplemented', 501])
  })
})

describe('a block of public access', () => {
  it('refuses public policies, and no others', () => {
    const { refusal, send } = createS3WithBucket()
    send('PUT /lab?publicAccessBlock', { body: block('BlockPublicPolicy') })
    const open = [
      policy(),
      policy({ Principal: { AWS: ['*'] } }),
      policy({ Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }),
      policy({ Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } }),
      policy({ Condition: { StringEquals: { 's3:prefix': 'a' } } }),
      policy({ Condition: { StringEqualsIfExists: { 'aws:PrincipalAccount': '111122223333' } } }),
    ]
    for (const body of open) expect(refusal('PUT /lab?policy', { body })).toEqual(['AccessDenied', 403])
    const closed = [
      policy({ Principal: { AWS: otherAccountId } }),
      policy({ Effect: 'Deny' }),
      policy({ Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }),
      policy({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } } }),
    ]
    for (const body of closed) expect(send('PUT /lab?policy', { body }).status).toBe(204)
    send('DELETE /lab?publicAccessBlock')
    expect(send('PUT /lab?policy', { body: policy() }).status).toBe(204)
  })

  it('keeps a public policy from other accounts where it restricts public buckets', () => {
    const { needs, send } = createS3WithBucket()
    send('PUT /lab?policy', { body: policy() })
    const counts = (account?: string) =>
      needs('GET /lab/key', account === undefined ? {} : { account })[0]?.resourcePolicy !== undefined
    expect([counts(), counts(otherAccountId)]).toEqual([true, true])
    send('PUT /lab?publicAccessBlock', { body: block('RestrictPublicBuckets') })
    expect([counts(), counts(otherAccountId)]).toEqual([true, false])
    send('PUT /lab?policy', { body: policy({ Principal: { AWS: otherAccountId } }) })
    expect(counts(otherAccountId)).toBe(true)
  })
})
