import { describe, expect, it } from 'vitest'
import { accountId, at, createIam } from './iam-fixture.ts'

const arn = `arn:aws:iam::${accountId}:oidc-provider/issuer.example.com/tenant`
const named = { OpenIDConnectProviderArn: arn }
const url = { Url: 'https://issuer.example.com/tenant' }
const thumbprint = 'cf23df2207d99a74fbe169e3eba035e633b65d94'

describe('OIDC providers', () => {
  it.each([
    'http://issuer.example.com',
    'issuer.example.com',
    'https://a.example.com?x=1',
    'ftp://127.0.0.1',
  ])('refuse the URL %s', (Url) => {
    expect(createIam().refusal('CreateOpenIDConnectProvider', { Url })[0]).toBe('ValidationError')
  })

  it('refuse thumbprints that are none, and a URL twice', () => {
    const { run, refusal } = createIam()
    const bad = { ...url, 'ThumbprintList.member.1': 'z'.repeat(40) }
    expect(refusal('CreateOpenIDConnectProvider', bad)[0]).toBe('InvalidInput')
    run('CreateOpenIDConnectProvider', url)
    expect(refusal('CreateOpenIDConnectProvider', url)).toEqual([
      'EntityAlreadyExists',
      409,
      `Provider with url ${url.Url} already exists.`,
    ])
  })

  it('are not found before they exist', () => {
    expect(createIam().refusal('GetOpenIDConnectProvider', named)).toEqual([
      'NoSuchEntity',
      404,
      `OpenIDConnect Provider not found for arn ${arn}`,
    ])
  })

  it('may be on loopback without TLS, as only a local AWS can reach it', () => {
    const { run } = createIam()
    const created = run('CreateOpenIDConnectProvider', { Url: 'http://127.0.0.1:8080' })
    expect(at(created, 'OpenIDConnectProviderArn')).toBe(
      `arn:aws:iam::${accountId}:oidc-provider/127.0.0.1:8080`,
    )
  })

  it('show their URL without a scheme, and their clients and thumbprints', () => {
    const { run } = createIam()
    run('CreateOpenIDConnectProvider', {
      ...url,
      'ClientIDList.member.1': 'sts.amazonaws.com',
      'ThumbprintList.member.1': thumbprint,
    })
    run('AddClientIDToOpenIDConnectProvider', { ...named, ClientID: 'second' })
    run('RemoveClientIDFromOpenIDConnectProvider', { ...named, ClientID: 'sts.amazonaws.com' })
    const other = 'a'.repeat(40)
    run('UpdateOpenIDConnectProviderThumbprint', { ...named, 'ThumbprintList.member.1': other })
    expect(run('GetOpenIDConnectProvider', named)).toMatchObject({
      Url: 'issuer.example.com/tenant',
      ClientIDList: ['second'],
      ThumbprintList: [other],
    })
    expect(at(run('ListOpenIDConnectProviders'), 'OpenIDConnectProviderList')).toEqual([{ Arn: arn }])
    run('DeleteOpenIDConnectProvider', named)
    expect(at(run('ListOpenIDConnectProviders'), 'OpenIDConnectProviderList')).toEqual([])
  })
})
