import { describe, expect, it } from 'vitest'

import { accountId, createFixture, element, refusal } from '../local-aws-fixture.ts'
import { entityId, samlMetadata } from '../saml/identity-provider.ts'

const arn = `arn:aws:iam::${accountId}:saml-provider/idp`

function start() {
  const fixture = createFixture()
  return {
    fixture,
    ask: (Action: string, params: Record<string, string> = {}) =>
      fixture.query(fixture.aws.admin, 'iam', { Action, ...params }),
  }
}

const create = { Name: 'idp', SAMLMetadataDocument: samlMetadata() }
const one = { SAMLProviderArn: arn }

describe('SAML providers', () => {
  it('are not made of what is no metadata, under a name that is none, or twice', async () => {
    const { ask } = start()
    expect(
      refusal(await ask('CreateSAMLProvider', { ...create, SAMLMetadataDocument: 'x'.repeat(1000) })),
    ).toEqual([400, 'InvalidInput', 'Could not parse metadata.'])
    const short = await ask('CreateSAMLProvider', { ...create, SAMLMetadataDocument: '<x/>' })
    expect(refusal(short)[1]).toBe('ValidationError')
    expect(refusal(await ask('CreateSAMLProvider', { ...create, Name: 'a/b' }))[1]).toBe('ValidationError')
    expect((await ask('CreateSAMLProvider', create)).status).toBe(200)
    expect(refusal(await ask('CreateSAMLProvider', create))).toEqual([
      409,
      'EntityAlreadyExists',
      'SAML Provider with name idp already exists.',
    ])
  })

  it.each([
    '+123456-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '2030',
    '2030-13-01T00:00:00Z',
  ])('are not made of what ends at %s, which is no moment or none that clients can read', async (until) => {
    const { ask } = start()
    const SAMLMetadataDocument = samlMetadata(until)
    expect(refusal(await ask('CreateSAMLProvider', { ...create, SAMLMetadataDocument }))[1]).toBe(
      'InvalidInput',
    )
  })

  it('end at a moment of UTC, of whatever zone it is written', async () => {
    const { ask } = start()
    await ask('CreateSAMLProvider', create)
    for (const until of ['2030-01-01T00:00:00', '2030-01-01T02:00:00.5+02:00']) {
      await ask('UpdateSAMLProvider', { ...one, SAMLMetadataDocument: samlMetadata(until) })
      expect(element(await ask('GetSAMLProvider', one), 'ValidUntil')).toBe('2030-01-01T00:00:00Z')
    }
  })

  it('are not made of thousands of namespaces, one in the other', async () => {
    const { ask } = start()
    const deep =
      Array.from({ length: 30_000 }, (_, n) => `<a xmlns:n${n}="u">`).join('') + '</a>'.repeat(30_000)
    const SAMLMetadataDocument = samlMetadata().replace('</md:IDPSSODescriptor>', `${deep}$&`)
    expect(refusal(await ask('CreateSAMLProvider', { ...create, SAMLMetadataDocument }))[1]).toBe(
      'InvalidInput',
    )
  })

  it('are not found where there are none', async () => {
    const { ask } = start()
    for (const action of ['GetSAMLProvider', 'DeleteSAMLProvider', 'ListSAMLProviderTags']) {
      expect(refusal(await ask(action, one))).toEqual([
        404,
        'NoSuchEntity',
        `Manifest not found for arn ${arn}`,
      ])
    }
    expect(refusal(await ask('UpdateSAMLProvider', { ...one, ...create }))[2]).toContain('the parameter Name')
    expect(refusal(await ask('UpdateSAMLProvider', one))[1]).toBe('NoSuchEntity')
  })

  it('are a hundred at most', async () => {
    const { ask } = start()
    for (let number = 0; number < 100; number++) {
      await ask('CreateSAMLProvider', { ...create, Name: `idp${number}` })
    }
    expect(refusal(await ask('CreateSAMLProvider', create))).toEqual([
      409,
      'LimitExceeded',
      'Cannot exceed quota for SAMLProvidersPerAccount: 100',
    ])
  })

  it('come back as they were put, and count for a hundred years where they do not say how long', async () => {
    const { ask } = start()
    const made = await ask('CreateSAMLProvider', {
      ...create,
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'red',
    })
    expect(element(made, 'SAMLProviderArn')).toBe(arn)
    const got = await ask('GetSAMLProvider', one)
    expect(element(got, 'ValidUntil')).toBe('2126-11-22T12:00:00Z')
    expect(element(got, 'CreateDate')).toBe('2026-11-22T12:00:00Z')
    expect(element(got, 'SAMLProviderUUID')).toMatch(/^SAMLSP[A-Z2-7]{16}$/)
    expect(element(got, 'SAMLMetadataDocument')).toContain(entityId)
    expect(element(got, 'Key')).toBe('team')
    const until = samlMetadata('2027-01-01T00:00:00Z')
    expect(refusal(await ask('UpdateSAMLProvider', one))).toEqual([
      400,
      'InvalidInput',
      'Unable to update identity provider. No updates are defined for metadata or encryption assertion.',
    ])
    await ask('UpdateSAMLProvider', { ...one, SAMLMetadataDocument: until })
    expect(element(await ask('ListSAMLProviders'), 'ValidUntil')).toBe('2027-01-01T00:00:00Z')
    expect(String((await ask('GetAccountSummary')).body)).toMatch(/<key>Providers<\/key><value>1<\/value>/)
    expect((await ask('DeleteSAMLProvider', one)).status).toBe(200)
    expect(element(await ask('ListSAMLProviders'), 'SAMLProviderList')).toBe('')
  })
})
