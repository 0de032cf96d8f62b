import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createS3, createS3WithBucket, elements, header, type S3, type Sent } from './s3-fixture.ts'

const day = 86_400_000
const lockHeader = { 'x-amz-bucket-object-lock-enabled': 'true' }
const bypass = { 'x-amz-bypass-governance-retention': 'true' }
const digest = (body: string) => ({ 'content-md5': createHash('md5').update(body).digest('base64') })
const configuration = (rule: string) =>
  `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>${rule}</ObjectLockConfiguration>`
const byDefault = (inner: string) =>
  configuration(`<Rule><DefaultRetention>${inner}</DefaultRetention></Rule>`)
const retention = (mode: string, until: string): Sent => ({
  body: `<Retention><Mode>${mode}</Mode><RetainUntilDate>${until}</RetainUntilDate></Retention>`,
})
const hold = (status: string): Sent => ({ body: `<LegalHold><Status>${status}</Status></LegalHold>` })
const soon = '2026-11-25T00:00:00Z'
const later = '2026-12-25T00:00:00Z'

/** A bucket made for object lock, with a version of `key` in it. */
function createLocked(headers: Readonly<Record<string, string>> = {}) {
  const s3 = createS3()
  s3.send('PUT /lab', { region: 'us-east-1', headers: lockHeader })
  const id = put(s3, headers)
  return { ...s3, id, version: `/lab/key?versionId=${id}` }
}

function put(s3: S3, headers: Readonly<Record<string, string>> = {}): string {
  const answer = s3.send('PUT /lab/key', { body: 'x', headers: { ...digest('x'), ...headers } })
  return header(answer, 'x-amz-version-id') ?? ''
}

describe('a bucket with object lock', () => {
  it('is needed before anything in it is kept', () => {
    const { refusal, send } = createS3WithBucket()
    send('PUT /lab/key', { body: 'x' })
    const missing = ['InvalidRequest', 400]
    expect(refusal('PUT /lab/key?retention', retention('GOVERNANCE', soon))).toEqual(missing)
    expect(refusal('GET /lab/key?retention')).toEqual(missing)
    expect(refusal('PUT /lab/key?legal-hold', hold('ON'))).toEqual(missing)
    expect(refusal('GET /lab/key?legal-hold')).toEqual(missing)
    const headers = { 'x-amz-object-lock-legal-hold': 'ON', ...digest('') }
    expect(refusal('PUT /lab/key', { headers })).toEqual(missing)
    expect(refusal('POST /lab/key?uploads', { headers })).toEqual(missing)
    expect(refusal('GET /lab?object-lock')).toEqual(['ObjectLockConfigurationNotFoundError', 404])
    const rule = { body: byDefault('<Mode>GOVERNANCE</Mode><Days>1</Days>') }
    expect(refusal('PUT /lab?object-lock', rule)).toEqual(['InvalidBucketState', 409])
  })

  it.each([
    ['it is not enabled', '<ObjectLockConfiguration/>', 'MalformedXML'],
    ['a rule is empty', configuration('<Rule/>'), 'MalformedXML'],
    ['a mode is none', byDefault('<Mode>governance</Mode><Days>1</Days>'), 'MalformedXML'],
    [
      'a period is said twice',
      byDefault('<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>'),
      'MalformedXML',
    ],
    ['a period is missing', byDefault('<Mode>GOVERNANCE</Mode>'), 'MalformedXML'],
    ['a period is no number', byDefault('<Mode>GOVERNANCE</Mode><Days>long</Days>'), 'MalformedXML'],
    ['a period is none', byDefault('<Mode>GOVERNANCE</Mode><Days>0</Days>'), 'InvalidArgument'],
    ['a period is negative', byDefault('<Mode>COMPLIANCE</Mode><Years>-1</Years>'), 'InvalidArgument'],
    ['a period is too long', byDefault('<Mode>COMPLIANCE</Mode><Years>101</Years>'), 'InvalidArgument'],
  ])('refuses a configuration where %s', (_, body, code) => {
    const { refusal } = createLocked()
    expect(refusal('PUT /lab?object-lock', { body })).toEqual([code, 400])
  })

  it('has versions, and keeps them', () => {
    const { refusal, send } = createLocked()
    expect(elements(send('GET /lab?versioning'), 'Status')).toEqual(['Enabled'])
    const body = '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>'
    expect(refusal('PUT /lab?versioning', { body })).toEqual(['InvalidBucketState', 409])
    expect(elements(send('GET /lab?object-lock'), 'ObjectLockEnabled')).toEqual(['Enabled'])
  })

  it('can be one that has versions already', () => {
    const { send } = createS3WithBucket()
    send('PUT /lab?versioning', {
      body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    })
    send('PUT /lab?object-lock', { body: byDefault('<Mode>GOVERNANCE</Mode><Years>2</Years>') })
    expect(elements(send('GET /lab?object-lock'), 'Years')).toEqual(['2'])
  })

  it('keeps what is written for as long as its rule says, copies and uploads in parts too', () => {
    const s3 = createLocked()
    s3.send('PUT /lab?object-lock', { body: byDefault('<Mode>COMPLIANCE</Mode><Days>3</Days>') })
    expect(s3.refusal('PUT /lab/key', { body: 'x' })).toEqual(['InvalidRequest', 400])
    put(s3)
    s3.send('PUT /lab/copy', { headers: { 'x-amz-copy-source': 'lab/key' } })
    const [id] = elements(s3.send('POST /lab/parts?uploads'), 'UploadId')
    s3.send(`PUT /lab/parts?partNumber=1&uploadId=${id}`)
    const part = '<Part><PartNumber>1</PartNumber><ETag>d41d8cd98f00b204e9800998ecf8427e</ETag></Part>'
    s3.send(`POST /lab/parts?uploadId=${id}`, {
      body: `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>`,
    })
    for (const key of ['key', 'copy', 'parts']) {
      const head = s3.send(`HEAD /lab/${key}`)
      expect(header(head, 'x-amz-object-lock-mode')).toBe('COMPLIANCE')
      expect(header(head, 'x-amz-object-lock-retain-until-date')).toBe('2026-11-25T12:00:00.500Z')
    }
    const headers = { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': later }
    put(s3, headers)
    expect(header(s3.send('HEAD /lab/key'), 'x-amz-object-lock-mode')).toBe('GOVERNANCE')
    s3.send('PUT /lab?object-lock', { body: configuration('') })
    put(s3)
    expect(header(s3.send('HEAD /lab/key'), 'x-amz-object-lock-mode')).toBeUndefined()
  })
})

describe('a version that is kept', () => {
  it.each([
    ['a mode without an end', { 'x-amz-object-lock-mode': 'GOVERNANCE' }],
    ['an end without a mode', { 'x-amz-object-lock-retain-until-date': soon }],
    ['a mode that is none', { 'x-amz-object-lock-mode': 'X', 'x-amz-object-lock-retain-until-date': soon }],
    [
      'an end that has passed',
      {
        'x-amz-object-lock-mode': 'GOVERNANCE',
        'x-amz-object-lock-retain-until-date': '2026-11-21T00:00:00Z',
      },
    ],
    [
      'an end that is none',
      { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': 'never' },
    ],
    [
      'an end on a day that is none',
      {
        'x-amz-object-lock-mode': 'GOVERNANCE',
        'x-amz-object-lock-retain-until-date': '2031-02-30T00:00:00Z',
      },
    ],
    ['a hold that is none', { 'x-amz-object-lock-legal-hold': 'on' }],
  ])('is not written with %s', (_, headers) => {
    const { refusal, state } = createLocked()
    const sent = { body: 'x', headers: { ...digest('x'), ...headers } as Record<string, string> }
    expect(refusal('PUT /lab/other', sent)).toEqual(['InvalidArgument', 400])
    expect(state.buckets.get('lab')?.objects.has('other')).toBe(false)
  })

  it.each([
    ['2031-01-01', '2031-01-01T00:00:00.000Z'],
    ['2031-01-01T00:00:00', '2031-01-01T00:00:00.000Z'],
    ['2031-01-01T02:30:00.25+02:00', '2031-01-01T00:30:00.250Z'],
    ['2032-02-29T23:59:59Z', '2032-02-29T23:59:59.000Z'],
  ])('is kept until %s, wherever the machine is', (end, kept) => {
    const { needs, send } = createLocked()
    const zone = process.env['TZ']
    process.env['TZ'] = 'Asia/Tokyo'
    try {
      send('PUT /lab/key?retention', retention('GOVERNANCE', end))
      const [need] = needs('PUT /lab/key?retention', retention('GOVERNANCE', end))
      const days = Math.ceil((Date.parse(kept) - Date.parse('2026-11-22T12:00:00.500Z')) / day)
      expect(need?.context?.get('s3:object-lock-remaining-retention-days')).toEqual([String(days)])
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
    expect(elements(send('GET /lab/key?retention'), 'RetainUntilDate')).toEqual([kept])
  })

  it('is neither deleted nor kept for less, but for whoever passes over governance', () => {
    const { refusal, send, version } = createLocked()
    send('PUT /lab/key?retention', retention('GOVERNANCE', later))
    const denied = ['AccessDenied', 403]
    expect(refusal(`DELETE ${version}`)).toEqual(denied)
    expect(refusal('PUT /lab/key?retention', retention('GOVERNANCE', soon))).toEqual(denied)
    expect(refusal('PUT /lab/key?retention', retention('COMPLIANCE', later))).toEqual(denied)
    expect(refusal('PUT /lab/key?retention', { body: '<Retention/>' })).toEqual(denied)
    const short = { ...retention('GOVERNANCE', soon), headers: bypass }
    expect(send('PUT /lab/key?retention', short).status).toBe(200)
    expect(elements(send('GET /lab/key?retention'), 'RetainUntilDate')).toEqual(['2026-11-25T00:00:00.000Z'])
    expect(send('PUT /lab/key?retention', retention('GOVERNANCE', later)).status).toBe(200)
    expect(send(`DELETE ${version}`, { headers: bypass }).status).toBe(204)
  })

  it('is kept by compliance from everybody, until its end has passed', () => {
    const { clock, refusal, send, version } = createLocked()
    send('PUT /lab/key?retention', retention('COMPLIANCE', soon))
    const denied = ['AccessDenied', 403]
    expect(refusal(`DELETE ${version}`, { headers: bypass })).toEqual(denied)
    const other = { ...retention('GOVERNANCE', later), headers: bypass }
    expect(refusal('PUT /lab/key?retention', other)).toEqual(denied)
    expect(refusal('PUT /lab/key?retention', { body: '<Retention/>', headers: bypass })).toEqual(denied)
    clock.now = new Date(clock.now.getTime() + 3 * day)
    expect(send(`DELETE ${version}`).status).toBe(204)
  })

  it('is kept by a legal hold until that is taken away, however it is asked', () => {
    const { refusal, send, version, id, state } = createLocked()
    expect(refusal('GET /lab/key?legal-hold')).toEqual(['NoSuchObjectLockConfiguration', 404])
    expect(refusal('PUT /lab/key?legal-hold', hold('on'))).toEqual(['MalformedXML', 400])
    send('PUT /lab/key?legal-hold', hold('ON'))
    expect(header(send('HEAD /lab/key'), 'x-amz-object-lock-legal-hold')).toBe('ON')
    expect(refusal(`DELETE ${version}`, { headers: bypass })).toEqual(['AccessDenied', 403])
    const body = `<Delete><Object><Key>key</Key><VersionId>${id}</VersionId></Object></Delete>`
    const answer = send('POST /lab?delete', { body, headers: { ...digest(body), ...bypass } })
    expect(elements(answer, 'Code')).toEqual(['AccessDenied'])
    send('PUT /lab/key?legal-hold', hold('OFF'))
    expect(elements(send('GET /lab/key?legal-hold'), 'Status')).toEqual(['OFF'])
    send(`DELETE ${version}`)
    expect(state.buckets.get('lab')?.objects.size).toBe(0)
  })

  it('may be hidden behind a delete marker, which nothing keeps', () => {
    const { send, refusal } = createLocked({ 'x-amz-object-lock-legal-hold': 'ON' })
    const marker = header(send('DELETE /lab/key'), 'x-amz-version-id')
    expect(refusal(`GET /lab/key?retention&versionId=${marker}`)).toEqual(['MethodNotAllowed', 405])
    expect(send(`DELETE /lab/key?versionId=${marker}`).status).toBe(204)
    expect(send('GET /lab/key').status).toBe(200)
  })

  it('has no retention before it was given one, and none that is misspelled', () => {
    const { refusal } = createLocked()
    expect(refusal('GET /lab/key?retention')).toEqual(['NoSuchObjectLockConfiguration', 404])
    expect(refusal('PUT /lab/key?retention', retention('governance', soon))).toEqual(['MalformedXML', 400])
    expect(
      refusal('PUT /lab/key?retention', { body: '<Retention><Mode>GOVERNANCE</Mode></Retention>' }),
    ).toEqual(['MalformedXML', 400])
    expect(refusal('PUT /lab/key?retention', retention('GOVERNANCE', '2026-11-21T00:00:00Z'))).toEqual([
      'InvalidArgument',
      400,
    ])
  })
})

describe('what object lock needs', () => {
  it('is a permission for each thing that keeps, with what is asked for as condition keys', () => {
    const { needs } = createLocked()
    const made = needs('PUT /other', { region: 'us-east-1', headers: lockHeader })
    expect(made.map(({ action }) => action)).toEqual([
      's3:CreateBucket',
      's3:PutBucketObjectLockConfiguration',
      's3:PutBucketVersioning',
    ])
    const headers = {
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': soon,
      'x-amz-object-lock-legal-hold': 'ON',
    }
    const written = needs('PUT /lab/key', { headers })
    expect(written.map(({ action }) => action)).toEqual([
      's3:PutObject',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
    ])
    expect(written[1]?.context?.get('s3:object-lock-mode')).toEqual(['GOVERNANCE'])
    expect(written[1]?.context?.get('s3:object-lock-remaining-retention-days')).toEqual(['3'])
    expect(written[2]?.context?.get('s3:object-lock-legal-hold')).toEqual(['ON'])
    const kept = needs('PUT /lab/key?retention', retention('COMPLIANCE', soon))
    expect(kept.map(({ action }) => action)).toEqual(['s3:PutObjectRetention'])
    expect(kept[0]?.context?.get('s3:object-lock-mode')).toEqual(['COMPLIANCE'])
  })

  it('is one more to pass over governance, where there is some', () => {
    const { needs, send, version } = createLocked()
    const actions = (request: string, sent: Sent = {}) =>
      needs(request, { ...sent, headers: bypass }).map(({ action }) => action)
    expect(actions(`DELETE ${version}`)).toEqual(['s3:DeleteObjectVersion'])
    send('PUT /lab/key?retention', retention('GOVERNANCE', soon))
    expect(actions(`DELETE ${version}`)).toEqual(['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'])
    expect(actions('PUT /lab/key?retention', retention('GOVERNANCE', later))).toEqual([
      's3:PutObjectRetention',
      's3:BypassGovernanceRetention',
    ])
    expect(actions('DELETE /lab/key')).toEqual(['s3:DeleteObject'])
  })

  it('is asked key by key where several are deleted', () => {
    const s3 = createS3(['key'])
    s3.send('PUT /lab', { region: 'us-east-1', headers: lockHeader })
    const id = put(s3)
    const body = `<Delete><Object><Key>key</Key><VersionId>${id}</VersionId></Object></Delete>`
    const answer = s3.send('POST /lab?delete', { body, headers: { ...digest(body), ...bypass } })
    expect(elements(answer, 'Code')).toEqual(['AccessDenied'])
  })

  it('is asked of what is there alone where several are deleted, one by an id that is none', () => {
    const { send, id, state } = createLocked()
    send('PUT /lab/key?retention', retention('GOVERNANCE', later))
    const versions = [id, 'odd'].map(
      (version) => `<Object><Key>key</Key><VersionId>${version}</VersionId></Object>`,
    )
    const body = `<Delete>${versions.join('')}</Delete>`
    const answer = send('POST /lab?delete', { body, headers: { ...digest(body), ...bypass } })
    expect(elements(answer, 'Code')).toEqual(['InvalidArgument'])
    expect(elements(answer, 'VersionId')).toEqual([id, 'odd'])
    expect(state.buckets.get('lab')?.objects.size).toBe(0)
  })

  it('is not told to whoever may not know it', () => {
    const s3 = createS3(['key'])
    s3.send('PUT /lab', { region: 'us-east-1', headers: lockHeader })
    put(s3, { 'x-amz-object-lock-legal-hold': 'ON' })
    expect(header(s3.send('HEAD /lab/key'), 'x-amz-object-lock-legal-hold')).toBeUndefined()
  })
})
