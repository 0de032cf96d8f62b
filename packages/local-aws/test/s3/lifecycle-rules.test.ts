import { describe, expect, it } from 'vitest'
import { createS3WithBucket, elements } from './s3-fixture.ts'

const rules = (...inner: readonly string[]) => ({
  body: `<LifecycleConfiguration>${inner.map((one) => `<Rule>${one}</Rule>`).join('')}</LifecycleConfiguration>`,
})
const rule = (...actions: readonly string[]) =>
  `<ID>one</ID><Status>Enabled</Status><Filter/>${actions.join('')}`
const expiration = (inner: string) => `<Expiration>${inner}</Expiration>`
const days = expiration('<Days>90</Days>')
const transition = (inner: string) => `<Transition>${inner}</Transition>`
const tag = '<Tag><Key>a</Key><Value>b</Value></Tag>'
const abort =
  '<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>'
const tagged = (action: string) => `<Status>Enabled</Status><Filter>${tag}</Filter>${action}`
const noncurrent = (inner: string) => `<NoncurrentVersionExpiration>${inner}</NoncurrentVersionExpiration>`

describe('lifecycle rules', () => {
  it.each([
    ['there are none', [], 'MalformedXML'],
    ['a rule has no status', [`<ID>one</ID><Filter/>${days}`], 'MalformedXML'],
    ['a status is spelled otherwise', [`<Status>enabled</Status><Filter/>${days}`], 'MalformedXML'],
    ['it is not said what for', [`<Status>Enabled</Status>${days}`], 'MalformedXML'],
    ['it is said twice what for', [`${rule(days)}<Prefix>a</Prefix>`], 'MalformedXML'],
    [
      'a filter has two conditions side by side',
      [`<Status>Enabled</Status><Filter><Prefix>a</Prefix>${tag}</Filter>${days}`],
      'MalformedXML',
    ],
    [
      'conditions are joined that are one',
      [`<Status>Enabled</Status><Filter><And>${tag}</And></Filter>${days}`],
      'MalformedXML',
    ],
    ['nothing is to be done', [rule()], 'InvalidRequest'],
    ['an id is there twice', [rule(days), rule(days)], 'InvalidArgument'],
    ['an id is too long', [rule(days).replace('one', 'x'.repeat(256))], 'InvalidArgument'],
    ['days are none', [rule(expiration('<Days>0</Days>'))], 'InvalidArgument'],
    ['days are no number', [rule(expiration('<Days>soon</Days>'))], 'MalformedXML'],
    [
      'days are none, of earlier versions',
      [rule(noncurrent('<NoncurrentDays>0</NoncurrentDays>'))],
      'InvalidArgument',
    ],
    ['a date is no midnight', [rule(expiration('<Date>2030-01-01T10:00:00Z</Date>'))], 'InvalidArgument'],
    ['a date is none', [rule(expiration('<Date>tomorrow</Date>'))], 'MalformedXML'],
    ['a day is none', [rule(expiration('<Date>2031-02-30T00:00:00Z</Date>'))], 'MalformedXML'],
    [
      'an expiration says two things',
      [rule(expiration('<Days>1</Days><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>'))],
      'MalformedXML',
    ],
    [
      'a storage class is none',
      [rule(transition('<Days>90</Days><StorageClass>COLD</StorageClass>'))],
      'MalformedXML',
    ],
    ['a transition has no time', [rule(transition('<StorageClass>GLACIER</StorageClass>'))], 'MalformedXML'],
    [
      'a transition comes too soon for its class',
      [rule(transition('<Days>29</Days><StorageClass>STANDARD_IA</StorageClass>'))],
      'InvalidArgument',
    ],
    [
      'an object is gone before it is moved',
      [rule(days, transition('<Days>90</Days><StorageClass>GLACIER</StorageClass>'))],
      'InvalidArgument',
    ],
    ['uploads are to be aborted by tags', [tagged(abort)], 'InvalidRequest'],
    [
      'delete markers are to go by tags',
      [tagged(expiration('<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>'))],
      'InvalidRequest',
    ],
  ])('are refused where %s', (_, inner, code) => {
    const { refusal } = createS3WithBucket()
    expect(refusal('PUT /lab?lifecycle', rules(...inner))).toEqual([code, 400])
    expect(refusal('GET /lab?lifecycle')).toEqual(['NoSuchLifecycleConfiguration', 404])
  })

  it('are kept, and have an id where they were given none', () => {
    const { send } = createS3WithBucket()
    send(
      'PUT /lab?lifecycle',
      rules(
        rule(days, transition('<Days>30</Days><StorageClass>STANDARD_IA</StorageClass>'), abort),
        `<Status>Disabled</Status><Prefix>old/</Prefix>${expiration('<Date>2030-01-01T00:00:00Z</Date>')}`,
        `<ID/><Status>Enabled</Status><Filter><And><Prefix>a</Prefix>${tag}</And></Filter>${noncurrent('<NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions>')}`,
        `<ID>now</ID><Status>Enabled</Status><Filter/>${transition('<Days>0</Days><StorageClass>INTELLIGENT_TIERING</StorageClass>')}`,
      ),
    )
    const [one, two = '', three = '', four] = elements(send('GET /lab?lifecycle'), 'ID')
    expect([one, four]).toEqual(['one', 'now'])
    for (const id of [two, three]) expect(id).toMatch(/^[\w-]{48}$/)
    expect(two).not.toBe(three)
  })
})
